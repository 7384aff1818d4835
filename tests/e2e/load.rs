//! The load generator says what it should, of the real server and of the floor.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tttparty_tests::server::TestServer;

/// A floor of a test's own; dropping it ends it.
struct Floor {
    process: Child,
    address: String,
}

impl Floor {
    fn start(args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_floor")).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { process, address }
    }

    fn load(&self, scheme: &str, args: &[&str]) -> Value {
        load(&format!("{scheme}://{}/", self.address), self.process.id(), args)
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The real server without limits, and with pings that come soon.
fn server() -> TestServer {
    TestServer::with(|config| (config.no_limits, config.ping_ms) = (true, 100))
}

/// Runs the load generator for a moment, and gives its result, which must be one without errors.
fn load(url: &str, pid: u32, args: &[&str]) -> Value {
    let pid = pid.to_string();
    let common = ["--url", url, "--pid", &pid, "--seconds", "0.5", "--warmup", "0.2", "--quiet", "--json", "-"];
    let output = Command::new(env!("CARGO_BIN_EXE_load")).args(args).args(common).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {errors}");
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["errors"], 0, "{args:?}: {result:#}");
    assert!(result["messages"].as_u64().unwrap() > 0, "{args:?}: {result:#}");
    assert!(result["client_cpu_share"].as_f64().unwrap() > 0.0, "{args:?}: {result:#}");
    assert!(result["server_cpu_s"].as_f64().unwrap() > 0.0, "{args:?}: {result:#}");
    result
}

#[test]
fn it_plays_against_the_real_server() {
    let server = server();
    let (ws, tcp) = (server.url("/tttp"), format!("tcp://{}", server.classic()));
    for url in [&ws, &tcp] {
        for then in ["rematch", "reconnect"] {
            for mode in [then, "rejected", "think"] {
                let args = ["tttp", "--pairs", "5", "--think-ms", "5", "--then", then, "--speak-first"];
                let result = load(url, std::process::id(), &[&args[..], &["--mode", mode]].concat());
                assert!(result["latency_us"]["p50"].as_f64().unwrap() > 0.0, "{result:#}");
            }
        }
    }
}

#[test]
fn it_plays_against_the_floor() {
    for (scheme, args) in [("ws", &["tttp"][..]), ("tcp", &["tttp", "--lines"])] {
        let floor = Floor::start(args);
        for mode in ["rematch", "reconnect", "rejected", "think"] {
            let result = floor.load(scheme, &["tttp", "--pairs", "5", "--think-ms", "5", "--mode", mode]);
            assert!(result["latency_us"]["p50"].as_f64().unwrap() > 0.0, "{result:#}");
        }
    }
}

#[test]
fn it_parties_on_the_real_server_though_one_never_reads() {
    let server = server();
    let classic = format!("ws://{}/", server.classic_party());
    let rooms = server.url("/party?room={room}");
    for (url, form, more) in [
        (&classic, "classic", &["--spread"][..]),
        (&server.url("/party"), "party2", &[]),
        (&rooms, "party2", &["--rooms", "3"]),
        (&rooms, "classic", &["--rooms", "3"]),
    ] {
        let args = ["party", "--clients", "10", "--stalled", "1", "--form", form];
        let result = load(url, std::process::id(), &[&args[..], more].concat());
        assert!(result["frames_per_second"]["min"].as_f64().unwrap() > 0.0, "{result:#}");
        assert_eq!(result["entries_per_second"].is_number(), form == "party2", "{result:#}");
    }
}

#[test]
fn it_parties_on_the_floor() {
    let floor = Floor::start(&["party", "--hz", "50"]);
    for form in ["classic", "party2"] {
        let args = ["party", "--clients", "10", "--inputs", "30", "--hz", "50", "--form", form, "--stalled", "1"];
        let result = floor.load("ws", &args);
        assert!(result["frames_per_second"]["min"].as_f64().unwrap() > 0.0, "{result:#}");
        assert_eq!(result["entries_per_second"].is_number(), form == "party2", "{result:#}");
    }
}

#[test]
fn it_is_idle_and_answers_pings() {
    let server = server();
    for (path, form) in [("/tttp", "tttp"), ("/party", "party2")] {
        let args = ["idle", "--connections", "20", "--form", form];
        let result = load(&server.url(path), std::process::id(), &args);
        assert!(result["rss_per_connection_kib"].is_number(), "{result:#}");
    }
}

#[test]
fn it_storms() {
    let server = server();
    let tcp = format!("tcp://{}", server.classic());
    for url in [&server.url("/tttp"), &server.url("/party"), &server.url("/echo"), &tcp] {
        let result =
            load(url, std::process::id(), &["storm", "--connections", "50", "--concurrency", "10", "--speak-first"]);
        assert_eq!(result["deliveries"], 50, "{result:#}");
    }
    let floor = Floor::start(&["tttp"]);
    assert_eq!(floor.load("ws", &["storm", "--connections", "500"])["deliveries"], 500);
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let refused = format!("ws://{}/", Floor::start(&["tttp"]).address);
    let server = TestServer::start();
    let nowhere = server.url("/nowhere");
    for (args, words) in [
        (&["idle", "--url", &refused][..], "can't connect to"),
        (&["idle", "--url", &nowhere], "the answer to the handshake is HTTP/1.1 404"),
        (&["idle", "--url", "http://127.0.0.1:1"], "ws://HOST:PORT/path"),
        (&["idle"], "--url is missing"),
        (&["idle", "--url", &refused, "--pid", "4294967295"], "is it running?"),
        (&["dance"], "unrecognized subcommand"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_load")).args(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}
