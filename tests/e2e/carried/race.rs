//! Races: four lanes are told the same, and what each costs is counted to the byte.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use tttparty_tests::{
    carried::{Carried, Carry, Kind},
    client::Said,
    expect, http,
    wire::Wire,
};

use super::*;

/// The lanes and their transports.
const LANES: [(&str, Kind); 4] = [("ws", Kind::Ws), ("sse", Kind::Sse), ("long", Kind::Long), ("short", Kind::Short)];

/// The tokens of a new race.
async fn open(server: &TestServer) -> BTreeMap<&'static str, String> {
    let answer = wire::once(server.main(), "POST /race/session", &[], b"").await.unwrap();
    assert_eq!(answer.head.status, 201, "{answer:?}");
    let tokens = answer.json();
    LANES.iter().map(|(lane, _)| (*lane, tokens[lane].as_str().unwrap().to_owned())).collect()
}

async fn meter(server: &TestServer, token: &str) -> Value {
    let answer = wire::once(server.main(), &format!("GET /race/session/{token}/meter"), &[], b"").await.unwrap();
    assert_eq!(answer.head.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn all_lanes_are_told_the_same_at_the_rate_that_any_of_them_asks_for() {
    let server = TestServer::start();
    let tokens = open(&server).await;
    let mut told: Vec<Vec<String>> = Vec::new();
    for (lane, kind) in LANES {
        let mut carried = Carried::of(Home::race(&server), Carry::Always(kind), tokens[lane].clone());
        if lane == "short" {
            carried.say(Said::Text("hz 50".into())).await;
        }
        let mut events = Vec::new();
        while events.len() < 6 {
            match carried.message().await.unwrap() {
                Said::Text(event) => events.push(event),
                bytes => panic!("{bytes:?}"),
            }
        }
        for (event, number) in events.iter().zip(1..) {
            let event: Value = serde_json::from_str(event).unwrap();
            assert_eq!(event["n"], number, "{event}");
            assert!(event["at"].as_f64().is_some_and(|at| at > 0.0), "{event}");
        }
        told.push(events);
        let hz = if lane == "short" { 50.0 } else { 4.0 };
        assert_eq!(meter(&server, &tokens["ws"]).await["hz"], hz, "{lane}");
    }
    assert!(told.iter().all(|events| *events == told[0]), "{told:?}");
    let short = Bare { home: Home::race(&server), token: tokens["short"].clone() };
    for wrong in ["hz 0.4", "hz 51", "hz NaN", "hz -1", "hz", "go", "hz 1e9"] {
        assert_eq!(short.post("", wrong).await.head.status, 204, "{wrong}");
    }
    short.post("", "hz 0.5").await;
    let slow = async { while meter(&server, &tokens["sse"]).await["hz"] != 0.5 {} };
    expect("the slowest", slow).await;
    let answer = meter(&server, &tokens["long"]).await;
    for (lane, _) in LANES {
        assert!(answer["lanes"][lane]["events"].as_u64().is_some_and(|events| events >= 6), "{answer}");
    }
    let unknown = "0".repeat(32);
    assert_eq!(http::get(server.main(), &format!("/race/session/{unknown}/meter"), &[]).await.status, 404);
}

#[tokio::test]
async fn a_race_is_over_when_all_of_its_lanes_are() {
    let server = TestServer::with(|config| (config.ping_ms, config.silence_ms) = (300_000, 600_000));
    let tokens = open(&server).await;
    for (lane, _) in LANES {
        meter(&server, &tokens["ws"]).await;
        assert_eq!(Bare { home: Home::race(&server), token: tokens[lane].clone() }.hang_up().await, 204);
    }
    let over = async {
        let path = format!("/race/session/{}/meter", tokens["ws"]);
        while http::get(server.main(), &path, &[]).await.status != 404 {}
    };
    expect("it is over", over).await;
}

/// What a lane has cost by the test's own count.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Cost {
    requests: u64,
    read: u64,
    written: u64,
}

impl Cost {
    /// As the server has it, whose reading is our writing.
    fn of(lane: &Value) -> Self {
        let number = |name: &str| lane[name].as_u64().unwrap();
        Self { requests: number("requests"), read: number("out"), written: number("in") }
    }
}

/// One connection, kept, by which different lanes and others are served.
struct Shared<'a> {
    wire: Wire,
    costs: &'a mut BTreeMap<&'static str, Cost>,
}

impl Shared<'_> {
    /// Asks for a lane, or for nobody.
    async fn ask(&mut self, lane: Option<&'static str>, what: &str, body: &[u8]) {
        let before = (self.wire.read, self.wire.written);
        self.wire.ask(what, &[], body).await.unwrap();
        let answer = expect("an answer", self.wire.answer()).await.unwrap();
        assert!([200, 204].contains(&answer.head.status), "{what}: {answer:?}");
        if let Some(lane) = lane {
            let cost = self.costs.entry(lane).or_default();
            cost.requests += 1;
            cost.read += self.wire.read - before.0;
            cost.written += self.wire.written - before.1;
        }
    }
}

#[tokio::test]
async fn the_meter_counts_each_byte_for_the_lane_that_it_went_for() {
    let server = TestServer::with(|config| (config.ping_ms, config.silence_ms) = (300_000, 600_000));
    let tokens = open(&server).await;
    let path = |lane: &str| format!("/race/session/{}", tokens[lane]);
    let mut stream = Wire::connect(server.main()).await.unwrap();
    stream.ask(&format!("GET {}", path("sse")), &["Accept: text/event-stream"], b"").await.unwrap();
    assert_eq!(stream.head().await.unwrap().status, 200);
    let mut socket = Wire::connect(server.main()).await.unwrap();
    let handshake = [&http::HANDSHAKE[..], &["Connection: Upgrade"]].concat();
    socket.ask(&format!("GET /race?session={}", tokens["ws"]), &handshake, b"").await.unwrap();
    assert_eq!(socket.head().await.unwrap().status, 101);
    let mut costs = BTreeMap::new();
    // As slow as can be, so that there is time in between to look.
    let mut first = Shared { wire: Wire::connect(server.main()).await.unwrap(), costs: &mut costs };
    first.ask(Some("long"), &format!("POST {}", path("long")), b"hz 0.5").await;
    first.wire.reset();
    let mut shared = Shared { wire: Wire::connect(server.main()).await.unwrap(), costs: &mut costs };
    let agree = async {
        let mut rounds = 0;
        loop {
            rounds += 1;
            shared.ask(Some("short"), &format!("GET {}?wait=0", path("short")), b"").await;
            shared.ask(None, "GET /healthz", b"").await;
            shared.ask(Some("long"), &format!("GET {}?wait=1", path("long")), b"").await;
            shared.ask(Some("short"), &format!("POST {}", path("short")), b"go\n").await;
            // What was written to a connection that is kept counts when the next request comes.
            shared.ask(None, "GET /status", b"").await;
            // A connection of its own for one request.
            let mut wire = Wire::connect(server.main()).await.unwrap();
            wire.ask(&format!("GET {}", path("short")), &["Connection: close"], b"").await.unwrap();
            wire.answer().await.unwrap();
            let cost = shared.costs.get_mut("short").unwrap();
            cost.requests += 1;
            cost.read += wire.read;
            cost.written += wire.written;
            // Whatever has come.
            while stream.exactly(1).now_or_never().is_some() {}
            while socket.exactly(1).now_or_never().is_some() {}
            for (lane, wire) in [("sse", &stream), ("ws", &socket)] {
                let cost = Cost { requests: 1, read: wire.read, written: wire.written };
                shared.costs.insert(lane, cost);
            }
            let told = meter(&server, &tokens["short"]).await;
            let counted: BTreeMap<_, _> =
                LANES.iter().map(|(lane, _)| (*lane, Cost::of(&told["lanes"][lane]))).collect();
            println!("{:?}\n{counted:?}", shared.costs);
            if counted == *shared.costs && rounds >= 4 {
                break;
            }
        }
    };
    expect("both count the same", agree).await;
}
