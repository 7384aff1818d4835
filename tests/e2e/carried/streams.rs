//! Server-sent events, byte by byte; and how transports hear that the server stops.

use tttparty_tests::{
    carried::{Event, Kind, Link},
    client::Said,
    expect,
    wire::Wire,
};

use super::*;

/// A stream of a session, and what of it was read.
struct Stream {
    wire: Wire,
    text: String,
}

impl Stream {
    async fn of(bare: &Bare, query: &str) -> Self {
        let mut wire = Wire::connect(bare.home.main).await.unwrap();
        let what = format!("GET {}?{query}", bare.home.path(&bare.token));
        wire.ask(&what, &["Accept: text/event-stream"], b"").await.unwrap();
        Self { wire, text: String::new() }
    }

    /// All up to this.
    async fn until(&mut self, what: &str) -> String {
        let read = async {
            loop {
                if let Some(place) = self.text.find(what) {
                    return self.text.drain(..place + what.len()).collect();
                }
                let chunk = self.wire.chunk().await.unwrap().unwrap_or_else(|| panic!("no {what:?} in {}", self.text));
                self.text += &String::from_utf8(chunk).unwrap();
            }
        };
        expect(what, read).await
    }
}

#[tokio::test]
async fn a_stream_is_what_a_browser_and_a_proxy_need() {
    let server = TestServer::with(|config| config.ping_ms = 50);
    let ann = Bare::hello(&server, "Ann").await;
    let mut stream = Stream::of(&ann, "seq=0").await;
    let head = stream.wire.head().await.unwrap();
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-type"), Some("text/event-stream"));
    assert_eq!(head.header("x-accel-buffering"), Some("no"));
    assert!(head.header("cache-control").is_some_and(|cache| cache.contains("no-store")), "{}", head.text);
    assert!(head.header("content-security-policy").is_some(), "{}", head.text);
    let first = stream.until("\n\n").await;
    assert_eq!(first, format!("retry: 1000\nevent: session\ndata: SESSION {} seq=0 heard=1\n\n", ann.token));
    let padding = stream.until("\n\n").await;
    assert!(padding.starts_with(':') && padding.len() >= 2048 && padding.trim_start_matches(':').trim().is_empty());
    assert_eq!(stream.until("\n\n").await, format!("id: 1\ndata: {GREETING}\n\n"));
    let hello = stream.until("\n\n").await;
    assert!(hello.starts_with("id: 2\ndata: HELLO TTTP/2 server="), "{hello}");
    assert_eq!(stream.until("\n\n").await, "event: beat\ndata: 1\n\n");
    ann.post("", "#a PONG 0").await;
    let between = stream.until("id: 3\ndata: #a OK\n\n").await;
    let beats = ["event: beat\ndata: 1\n\n", "event: beat\ndata: 2\n\n"];
    assert_eq!(between.replace(beats[0], "").replace(beats[1], ""), "id: 3\ndata: #a OK\n\n");
    stream.until("event: beat\ndata: 2\n\n").await;
    ann.post("", "#q QUIT").await;
    stream.until("id: 4\ndata: #q OK\n\n").await;
    let end = stream.until("data: 1000 Goodbye\n\n").await;
    assert!(end.ends_with("event: end\ndata: 1000 Goodbye\n\n"), "{end}");
    assert_eq!(stream.wire.chunk().await.unwrap(), None, "and that is all");
}

#[tokio::test]
async fn an_old_stream_says_that_it_moved() {
    let server = TestServer::start();
    let ann = Bare::hello(&server, "Ann").await;
    let mut old = Stream::of(&ann, "seq=2").await;
    assert_eq!(old.wire.head().await.unwrap().status, 200);
    old.until("event: session\n").await;
    let _new = Stream::of(&ann, "seq=2").await;
    old.until("event: moved\ndata: another transport carries this session\n\n").await;
    assert_eq!(old.wire.chunk().await.unwrap(), None, "and that is all");
}

#[tokio::test]
async fn all_transports_hear_that_the_server_restarts() {
    let mut server = TestServer::start();
    let mut links = Vec::new();
    for kind in [Kind::Sse, Kind::Ws, Kind::Tcp, Kind::Long] {
        let session = Bare::open(&server).await;
        let mut link = Link::attach(&session.home, Kind::Sse, &session.token, 0).await.unwrap();
        while link.next().await != Event::Said(Some(1), Said::Text(GREETING.into())) {}
        let mut next = Link::attach(&session.home, kind, &session.token, 1).await.unwrap();
        // The old one is told when the new one carries the session.
        expect("it moves", async { while link.next().await != Event::Moved {} }).await;
        if kind != Kind::Long {
            is_attached(&mut next).await;
        }
        links.push((kind, next));
    }
    server.stop();
    for (kind, link) in &mut links {
        let end = expect("the end", async {
            loop {
                match link.next().await {
                    Event::Heard(_) => {}
                    other => break other,
                }
            }
        });
        assert_eq!(end.await, Event::End(1012), "{kind:?}");
    }
    drop(server);
}
