//! Which pages may: each request is asked, for a token may have leaked.

use tttparty_tests::http;

use super::*;

const EVIL: &str = "Origin: https://evil.example";

#[tokio::test]
async fn pages_from_elsewhere_may_neither_open_nor_carry_nor_speak_nor_hang_up() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    for path in ["/tttp/session", "/party/session", "/race/session"] {
        for method in ["POST", "OPTIONS"] {
            let answer = wire::once(server.main(), &format!("{method} {path}"), &[EVIL], b"").await.unwrap();
            assert_eq!(answer.head.status, 403, "{method} {path}");
            assert!(answer.body.contains("--allow-origin https://evil.example"), "{}", answer.body);
        }
    }
    for method in ["GET", "POST", "DELETE", "OPTIONS"] {
        let answer = ann.ask(method, "seq=2", &[EVIL], b"PONG 0").await;
        assert_eq!(answer.head.status, 403, "{method}");
    }
    let accepts = ann.ask("GET", "seq=2", &[EVIL, "Accept: text/event-stream"], b"").await;
    assert_eq!(accepts.head.status, 403);
    let headers: Vec<_> = http::HANDSHAKE.into_iter().chain([EVIL]).collect();
    for path in ["/tttp?session=new", "/party?session=new", &format!("/tttp?session={}", ann.token)] {
        assert_eq!(http::get(server.main(), path, &headers).await.status, 403, "{path}");
    }
    let race = wire::once(server.main(), "POST /race/session", &[], b"").await.unwrap().json();
    let lane = race["ws"].as_str().unwrap();
    assert_eq!(http::get(server.main(), &format!("/race?session={lane}"), &headers).await.status, 403);
    // None of it has done anything.
    assert_eq!(ann.heard("first=2", "#a PONG 0").await, (204, Some(2)));
}

#[tokio::test]
async fn pages_from_the_list_and_from_here_may_and_can_read_the_answers() {
    let server = TestServer::with(|config| config.allow_origin = vec!["https://cdpn.io".into()]);
    for origin in ["https://cdpn.io", "http://localhost:3000"] {
        let header = format!("Origin: {origin}");
        let preflight =
            ["Access-Control-Request-Method: DELETE", "Access-Control-Request-Headers: content-type", &header];
        let opened = wire::once(server.main(), "POST /tttp/session", &[&header], b"").await.unwrap();
        assert_eq!(opened.head.status, 201);
        let ann = Bare { home: Home::tttp(&server), token: opened.body.trim_end().to_owned() };
        let answers = [
            opened,
            ann.ask("OPTIONS", "", &preflight, b"").await,
            ann.ask("GET", "seq=0", &[&header], b"").await,
            ann.ask("GET", "seq=99", &[&header], b"").await,
            ann.ask("POST", "", &[&header], b"PONG 0").await,
            ann.ask("DELETE", "", &[&header], b"").await,
        ];
        let statuses = answers.each_ref().map(|answer| answer.head.status);
        assert_eq!(statuses, [201, 204, 200, 410, 204, 204]);
        for answer in &answers {
            assert_eq!(answer.head.header("access-control-allow-origin"), Some(origin), "{answer:?}");
            assert!(answer.head.header("vary").is_some_and(|vary| vary.contains("origin")), "{answer:?}");
            let exposed = answer.head.header("access-control-expose-headers").unwrap();
            for name in ["location", "retry-after", "tttparty-end", "tttparty-heard", "tttparty-seq"] {
                assert!(exposed.contains(name), "{exposed}");
            }
        }
        assert_eq!(answers[1].head.header("access-control-allow-methods"), Some("GET, POST, DELETE"));
        let allowed = answers[1].head.header("access-control-allow-headers").unwrap();
        assert!(allowed.contains("content-type") && allowed.contains("last-event-id"), "{allowed}");
    }
    // Programs send none, and are told nothing of it.
    let answer = wire::once(server.main(), "POST /tttp/session", &[], b"").await.unwrap();
    assert_eq!((answer.head.status, answer.head.header("access-control-allow-origin")), (201, None));
    let location = answer.head.header("location").unwrap();
    assert_eq!(location, format!("/tttp/session/{}", answer.body.trim_end()));
    let json =
        wire::once(server.main(), "POST /tttp/session", &["Accept: application/json"], b"").await.unwrap().json();
    assert_eq!(json["session"].as_str().map(str::len), Some(32), "{json}");
}
