//! The transcripts of `protocol/TTTP.md`, spoken with the real server over both transports.

use std::collections::BTreeMap;

use tttparty_tests::{
    client::{Client, End, Way},
    server::TestServer,
};

/// The transcripts, each with the line that it begins at.
fn transcripts() -> Vec<(usize, Vec<String>)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/TTTP.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    let mut inside = false;
    for (number, line) in text.lines().enumerate() {
        match line {
            "```tttp" => {
                inside = true;
                found.push((number + 2, Vec::new()));
            }
            "```" => inside = false,
            line if inside => found.last_mut().unwrap().1.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

/// Says and hears what the lines tell, each person by a connection of their own.
async fn act(lines: &[String], way: &Way) {
    let mut people: BTreeMap<&str, Client> = BTreeMap::new();
    for line in lines {
        println!("{line}");
        let (who, rest) = line.split_once(' ').unwrap();
        let (speaker, said) = rest.split_once(": ").unwrap();
        if (speaker, said) == ("C", "(connects)") {
            people.insert(who, Client::connect(way).await);
        } else if said == "(closes)" {
            let mut client = people.remove(who).unwrap();
            match speaker {
                "C" => client.close().await,
                _ => assert_eq!(
                    client.ends().await,
                    if matches!(way, Way::Tcp(_)) { End::Cut } else { End::Closed(1000) }
                ),
            }
        } else {
            let client = people.get_mut(who).unwrap();
            match speaker {
                "C" => client.say(said).await,
                _ => client.hears(&[said]).await,
            }
        }
    }
}

#[tokio::test]
async fn the_transcripts_are_what_the_server_says() {
    let transcripts = transcripts();
    assert!(transcripts.len() >= 4, "{transcripts:?}");
    for (number, lines) in &transcripts {
        for tcp in [false, true] {
            // A server of its own: somebody may be left waiting at the end.
            let server = TestServer::start();
            let way = if tcp { Way::Tcp(server.classic()) } else { Way::Ws(server.url("/tttp")) };
            println!("TTTP.md:{number} over {way:?}");
            act(lines, &way).await;
        }
    }
}
