//! `seq`, `heard` and `first`: nothing is lost, and nothing comes twice.

use tttparty_tests::{
    carried::{Event, Kind, Link},
    client::Said,
    wire::Wire,
};

use super::*;

#[tokio::test]
async fn what_was_heard_already_is_passed_over_and_a_gap_is_refused() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    assert_eq!(ann.heard("first=2", "#a PONG 0\n#b PONG 0").await, (204, Some(3)));
    assert_eq!(ann.heard("first=2", "#a PONG 0\n#b PONG 0").await, (204, Some(3)), "the same again");
    assert_eq!(ann.heard("first=3", "#b PONG 0\n#c PONG 0").await, (204, Some(4)), "a part of it again");
    assert_eq!(ann.heard("first=1", "HELLO TTTP/2").await, (204, Some(4)));
    assert_eq!(ann.heard("first=6", "#e PONG 0").await, (409, Some(4)));
    assert_eq!(ann.heard("first=6", "").await, (409, Some(4)), "not even if it says nothing");
    assert_eq!(ann.heard("first=18446744073709551615", "#e PONG 0").await, (409, Some(4)));
    assert_eq!(ann.heard("", "#d PONG 0").await, (204, Some(5)), "without a number it is new");
    let mut lines = Vec::new();
    while lines.len() < 4 {
        lines = ann.told("seq=2&wait=20").await;
    }
    assert_eq!(lines, ["#a OK", "#b OK", "#c OK", "#d OK"]);
}

#[tokio::test]
async fn blank_lines_count_for_nothing_and_a_body_may_have_many() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    for nothing in ["", "\n", " \r\n\t\n\n"] {
        assert_eq!(ann.heard("", nothing).await, (204, Some(1)), "{nothing:?}");
        assert_eq!(ann.heard("first=2", nothing).await, (204, Some(1)), "{nothing:?}");
    }
    assert_eq!(ann.heard("first=2", "\n  #a PONG 0  \r\n\n\n#b PONG 0\n\n").await, (204, Some(3)));
    // A message of bytes is one, whatever it is; a session of lines takes it for a line.
    let binary = ["Content-Type: application/octet-stream"];
    assert_eq!(ann.ask("POST", "first=4", &binary, b"#c PONG 0").await.head.number("tttparty-heard"), Some(4));
    assert_eq!(ann.ask("POST", "first=5", &[], b"#d \xff\n#e PONG 0").await.head.number("tttparty-heard"), Some(6));
    let mut lines = Vec::new();
    while lines.len() < 5 {
        lines = ann.told("seq=2&wait=20").await;
    }
    assert_eq!([&lines[..3], &lines[4..]].concat(), ["#a OK", "#b OK", "#c OK", "#e OK"]);
    assert!(lines[3].starts_with("ERROR ") && lines[3].contains("UTF-8"), "{}", lines[3]);
}

#[tokio::test]
async fn what_comes_after_a_number_can_be_had_again_until_it_is_acknowledged() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    ann.post("", "#a PONG 0\n#b PONG 0").await;
    let mut lines = Vec::new();
    while lines.len() < 4 {
        lines = ann.told("seq=0&wait=20").await;
    }
    assert_eq!(ann.told("seq=0").await, lines);
    assert_eq!(ann.told("seq=0&wait=20").await, lines, "there is no need to wait");
    assert_eq!(ann.told("").await, [""; 0], "without a number it goes on");
    assert_eq!(ann.told("seq=3").await, lines[3..]);
    for (seq, status) in [(0, 410), (2, 410), (3, 200), (4, 200), (3, 410), (5, 410), (u64::MAX, 410)] {
        assert_eq!(ann.get(&format!("seq={seq}")).await.head.status, status, "seq={seq}");
    }
    let answer = ann.get("seq=4").await.json();
    assert_eq!(answer, serde_json::json!({ "seq": 4, "heard": 3, "messages": [], "end": null }));
}

#[tokio::test]
async fn as_text_the_numbers_are_headers() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    let answer = ann.ask("GET", "seq=0", &[], b"").await;
    assert_eq!((answer.head.number("tttparty-seq"), answer.head.number("tttparty-heard")), (Some(2), Some(1)));
    assert_eq!(answer.head.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(answer.head.header("cache-control"), Some("no-store"));
    assert!(answer.body.starts_with(&format!("{GREETING}\nHELLO TTTP/2 ")) && answer.body.ends_with('\n'));
    ann.post("", "QUIT").await;
    let end = loop {
        let answer = ann.ask("GET", "seq=2&wait=20", &[], b"").await;
        if let Some(end) = answer.head.header("tttparty-end") {
            break end.to_owned();
        }
    };
    assert_eq!(end, "1000 Goodbye");
}

#[tokio::test]
async fn so_much_is_kept_of_what_was_handed_over_and_no_more() {
    let server = TestServer::with(|config| config.no_limits = true);
    let ann = Bare::hello(&server, "Ann").await;
    // Takes all without asking for the next, which would acknowledge it.
    let mut stream = Link::attach(&ann.home, Kind::Sse, &ann.token, 2).await.unwrap();
    let (mut last, mut bytes, mut sizes) = (2, 0, Vec::new());
    while bytes < 64 * 1024 {
        ann.post("", "#h HELP").await;
        loop {
            if let Event::Said(Some(number), Said::Text(line)) = stream.next().await {
                assert_eq!(number, last + 1);
                (last, bytes) = (number, bytes + line.len() as u64);
                sizes.push(line.len());
                if line == "#h OK" {
                    break;
                }
            }
        }
    }
    assert_eq!(ann.get("seq=2").await.head.status, 410);
    // Half of 32 KiB is there for sure, whatever a message takes besides its own bytes.
    let mut kept = 0;
    let messages = sizes.iter().rev().take_while(|size| {
        kept += **size + 64;
        kept <= 32 * 1024
    });
    let seq = last - messages.count() as u64;
    assert_eq!(ann.get(&format!("seq={seq}")).await.head.status, 200, "after {seq} of {last}");
}

#[tokio::test]
async fn the_id_of_the_last_event_counts_before_seq() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    for (id, seq, first) in [("1", 0, 2), ("0", 1, 1), ("no number", 1, 2), ("", 0, 1)] {
        // Those before were told, but not acknowledged beyond 0.
        let bo = Bare::hello(&server, &format!("Bo{first}{seq}{}", id.len())).await;
        let mut wire = Wire::connect(server.main()).await.unwrap();
        let headers = ["Accept: text/event-stream", &format!("Last-Event-ID: {id}")];
        wire.ask(&format!("GET {}?seq={seq}", bo.home.path(&bo.token)), &headers, b"").await.unwrap();
        assert_eq!(wire.head().await.unwrap().status, 200);
        let mut text = String::new();
        while !text.contains("\nid: 2\n") {
            text += &String::from_utf8(wire.chunk().await.unwrap().unwrap()).unwrap();
        }
        let id = text.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
        assert_eq!(id, first.to_string(), "{text}");
    }
    assert_eq!(ann.hang_up().await, 204);
}

#[tokio::test]
async fn requests_that_are_wrong_say_what_would_be_right() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    for query in ["seq=x", "seq=-1", "wait=26", "wait=soon", "first=2.5"] {
        let answer = ann.get(query).await;
        assert_eq!(answer.head.status, 400, "{query}");
        assert!(answer.body.contains("wait"), "{query}: {}", answer.body);
    }
    assert_eq!(ann.heard("first=x", "PONG 0").await.0, 400);
    let token = &ann.token;
    let unknown = "0".repeat(32);
    for wrong in [&token[1..], &format!("{token}0"), &token.replace(|_: char| true, "g"), "new", &unknown, "%00", "+"] {
        for what in ["GET", "POST", "DELETE"] {
            let answer =
                wire::once(server.main(), &format!("{what} {}", ann.home.path(wrong)), &[], b"").await.unwrap();
            assert_eq!(answer.head.status, 404, "{what} {wrong}");
        }
    }
    let answer = wire::once(server.main(), "GET /tttp/session", &[], b"").await.unwrap();
    assert_eq!((answer.head.status, answer.head.header("allow")), (405, Some("POST")));
    for query in ["form=party.3", "room=!", "room=KITE7&zombies=many"] {
        let what = format!("POST /party/session?{query}");
        assert_eq!(wire::once(server.main(), &what, &[], b"").await.unwrap().head.status, 400, "{query}");
    }
    assert_eq!(ann.told("seq=2").await, [""; 0], "it hears nothing of that");
}
