//! Much at once: from a client, and for one that does not take it.

use futures_util::future::join_all;
use tttparty_tests::{
    carried::{Event, Kind, Link},
    client::Said,
    expect,
    session::{Door, Session},
    wire::Wire,
};

use super::*;

fn unlimited() -> TestServer {
    TestServer::with(|config| {
        config.no_limits = true;
        (config.ping_ms, config.silence_ms) = (300_000, 600_000);
    })
}

#[tokio::test]
async fn who_takes_nothing_is_cut_off_at_the_bound_of_the_outbox() {
    let server = unlimited();
    let mut bo = Session::open(&server, Door::Ws, "Bo").await;
    let ann = Bare::hello(&server, "Ann").await;
    let mut asked = 0;
    let flood = async {
        while ann.heard("", &"HELP\n".repeat(20)).await.0 != 404 {
            asked += 1;
        }
    };
    expect("it is over", flood).await;
    assert!(asked >= 1, "one is far from the bound");
    // What was kept for it can be had, and then its end.
    let (mut seq, mut bytes) = (2, 0);
    let end = loop {
        let answer = ann.get(&format!("seq={seq}")).await.json();
        seq = answer["seq"].as_u64().unwrap();
        bytes += answer["messages"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().len()).sum::<usize>();
        if !answer["end"].is_null() {
            break answer["end"]["code"].clone();
        }
    };
    assert_eq!(end, 4001);
    assert!(bytes <= 80 * 1024, "{bytes} bytes were kept");
    bo.does("NAME Ann", &["NAME Ann"]).await;
}

#[tokio::test]
async fn many_posts_at_once_are_heard_in_order_and_once() {
    const LINES: u64 = 600;
    let server = unlimited();
    let ann = Bare::hello(&server, "Ann").await;
    let mut stream = Link::attach(&ann.home, Kind::Sse, &ann.token, 2).await.unwrap();
    let say = async {
        let mut wire = Wire::connect(server.main()).await.unwrap();
        let mut heard = 1;
        while heard <= LINES {
            // In one breath, without waiting for what becomes of each.
            let mut bytes = Vec::new();
            for part in 0..5 {
                let first = heard + 1 + part * 30;
                let body: String = (first..first + 30).map(|number| format!("#n{number} PONG 0\n")).collect();
                let what = format!("POST {}?first={first}", ann.home.path(&ann.token));
                bytes.extend(wire::request(&what, &[], body.as_bytes()));
            }
            wire.write(&bytes).await.unwrap();
            for _ in 0..5 {
                let answer = wire.answer().await.unwrap();
                match answer.head.status {
                    204 | 409 => heard = answer.head.number("tttparty-heard").unwrap(),
                    // It has not carried out what came before.
                    429 => assert_eq!(answer.head.header("retry-after"), Some("1")),
                    status => panic!("{status}"),
                }
                if answer.head.header("connection") == Some("close") {
                    // Nor are those answered that come after it.
                    wire = Wire::connect(server.main()).await.unwrap();
                    break;
                }
            }
        }
    };
    let hear = async {
        let mut next = 2;
        while next <= LINES {
            if let Event::Said(_, Said::Text(line)) = stream.next().await {
                assert_eq!(line, format!("#n{next} OK"));
                next += 1;
            }
        }
    };
    expect("all is heard", async { tokio::join!(say, hear) }).await;
}

#[tokio::test]
async fn posts_from_everywhere_at_once_are_each_heard_once() {
    let server = unlimited();
    let ann = Bare::hello(&server, "Ann").await;
    // The same, ten times at once: whichever comes first counts.
    let body: String = (2..42).map(|number| format!("#n{number} PONG 0\n")).collect();
    let posts = join_all((0..10).map(|_| ann.heard("first=2", &body))).await;
    assert!(posts.iter().all(|post| matches!(post, (204, Some(41)) | (429, None))), "{posts:?}");
    let (mut seq, mut lines) = (2, Vec::new());
    while lines.len() < 40 {
        let answer = ann.get(&format!("seq={seq}&wait=20")).await;
        seq = answer.json()["seq"].as_u64().unwrap();
        lines.extend(texts(&answer));
    }
    let expected: Vec<_> = (2..42).map(|number| format!("#n{number} OK")).collect();
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn a_stream_that_nobody_reads_costs_nobody_and_ends() {
    let server = unlimited();
    let ann = Bare::hello(&server, "Ann caps=chat").await;
    ann.post("", "WATCH lobby").await;
    let mut wire = Wire::connect(server.main()).await.unwrap();
    let what = format!("GET {}?seq=2", ann.home.path(&ann.token));
    wire.ask(&what, &["Accept: text/event-stream"], b"").await.unwrap();
    assert_eq!(wire.head().await.unwrap().status, 200);
    // And reads no more. Others talk, and hear all of it.
    let mut bo = Session::open(&server, Door::Ws, "Bo caps=chat").await.deaf_to(&["LOBBY"]);
    bo.done("WATCH lobby").await;
    let say = format!("SAY lobby {}", ["a good morning"; 12].join(" "));
    let said = say.replace("SAY lobby", "SAID lobby all Bo");
    let (mut number, mut is_gone) = (0, false);
    let talk = async {
        while !is_gone {
            number += 1;
            let (lines, answer) = bo.ask(&say).await;
            assert_eq!(answer, "OK");
            assert_eq!(lines.iter().filter(|line| **line == said).count(), 1, "{lines:?}");
            is_gone = lines.iter().any(|line| line == "PERSON Ann gone");
        }
    };
    expect("who reads nothing is gone", talk).await;
    println!("after {number} lines");
}
