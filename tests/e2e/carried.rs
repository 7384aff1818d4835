//! Carried sessions: over each transport, from one to another, and what becomes of those that nobody carries.

mod bounds;
mod chance;
mod ends;
mod firsts;
mod floods;
mod numbers;
mod origins;
mod party;
mod race;
mod streams;
mod superseded;

use serde_json::Value;
use tttparty_tests::{
    carried::{Event, Home, Link},
    expect,
    server::TestServer,
    session::GREETING,
    wire::{self, Answer},
};

/// A session that is spoken to by requests as the test has them.
struct Bare {
    home: Home,
    token: String,
}

impl Bare {
    /// One of TTTP/2.
    async fn open(server: &TestServer) -> Self {
        let home = Home::tttp(server);
        let token = home.open("").await;
        Self { home, token }
    }

    /// One whose `HELLO` was heard and answered: two messages of it have been told, and one was heard.
    async fn hello(server: &TestServer, name: &str) -> Self {
        let this = Self::open(server).await;
        assert_eq!(this.post("", &format!("HELLO TTTP/2 name={name}")).await.head.status, 204);
        let mut lines = Vec::new();
        while lines.len() < 2 {
            lines = this.told("seq=0&wait=20").await;
        }
        assert_eq!(lines[0], GREETING);
        assert!(lines[1].starts_with("HELLO TTTP/2 "), "{lines:?}");
        this
    }

    async fn ask(&self, what: &str, query: &str, headers: &[&str], body: &[u8]) -> Answer {
        let what = format!("{what} {}?{query}", self.home.path(&self.token));
        wire::once(self.home.main, &what, headers, body).await.unwrap()
    }

    /// What is told, as JSON.
    async fn get(&self, query: &str) -> Answer {
        self.ask("GET", query, &["Accept: application/json"], b"").await
    }

    /// The messages that are told.
    async fn told(&self, query: &str) -> Vec<String> {
        let answer = self.get(query).await;
        assert_eq!(answer.head.status, 200, "{answer:?}");
        texts(&answer)
    }

    async fn post(&self, query: &str, body: &str) -> Answer {
        self.ask("POST", query, &[], body.as_bytes()).await
    }

    /// The status of a POST, and how much was heard.
    async fn heard(&self, query: &str, body: &str) -> (u16, Option<u64>) {
        let Answer { head, .. } = self.post(query, body).await;
        (head.status, head.number("tttparty-heard"))
    }

    async fn hang_up(&self) -> u16 {
        self.ask("DELETE", "", &[], b"").await.head.status
    }

    /// Waits until nothing is known of it.
    async fn is_forgotten(&self) {
        let forgotten = async { while self.get("").await.head.status != 404 {} };
        expect("it is forgotten", forgotten).await;
    }
}

/// Waits until a transport that tells so carries its session: which, and after which message it goes on.
async fn is_attached(link: &mut Link) -> (String, u64) {
    loop {
        match expect("SESSION", link.next()).await {
            Event::Attached { token, seq, .. } => return (token, seq),
            // The greeting of a connection of lines.
            Event::Said(None, _) => {}
            other => panic!("{other:?}, not SESSION"),
        }
    }
}

fn texts(answer: &Answer) -> Vec<String> {
    let told = answer.json();
    let text = |message: &Value| message.as_str().unwrap_or_else(|| panic!("{message} is no text")).to_owned();
    told["messages"].as_array().unwrap().iter().map(text).collect()
}
