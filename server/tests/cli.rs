//! The binary as a person or a supervisor meets it: what it prints, and how it exits.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

fn tttparty(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tttparty"));
    // What is set on this machine must not matter.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TTTPARTY_")) {
        command.env_remove(name);
    }
    if !args.contains(&"--data-dir") {
        command.env("TTTPARTY_EPHEMERAL", "true");
    }
    command.args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = tttparty(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

/// A running server, ended with the test.
struct Running {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// What stands behind this word in what it announces.
    fn announces(&mut self, word: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "{word} is not announced");
            if let Some(rest) = line.trim().strip_prefix(word) {
                return rest.trim().to_owned();
            }
        }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    fn ends(mut self) -> (Option<i32>, String) {
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.child.wait().unwrap().code(), errors)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already can't be killed, which is fine.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

const FREE: [&str; 8] = ["--port", "0", "--classic-port", "0", "--classic-party-port", "0", "--tttp2-port", "0"];

#[test]
fn help_says_what_each_flag_is_for_and_how_it_exits() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for word in [
        "--lan",
        "--classic-port",
        "--zombies",
        "--names",
        "--max-rooms",
        "--room-grace-ms",
        "--party-bytes-per-second",
        "--no-limits",
        "TTTPARTY_PORT",
        "--data-dir",
        "--ephemeral",
        "--retention",
        "--tutorials",
        "Exit codes: 0",
        "healthcheck",
        "export",
        "forget",
    ] {
        assert!(help.contains(word), "{word} is missing:\n{help}");
    }
}

#[test]
fn a_wrong_flag_is_exit_2_and_says_what_is_right() {
    for (args, hint) in [
        (&["--tick", "0"][..], "1 to 240"),
        (&["--port", "eighty"], "or off"),
        (&["--port", "31200", "--classic-port", "31200"], "--port and --classic-port are the same port"),
        (&["--tutorials", "--echo-port", "58902"], "--tttp2-port and --echo-port are the same port"),
        (&["--echo-port", "31081"], "--tutorials"),
        (&["--host", "localhost"], "as 127.0.0.1"),
        (&["--allow-origin", "example.org"], "as http://localhost:5500"),
        (&["--allow-origin", "https://example.org,https://example.org/page"], "as http://localhost:5500"),
        (&["--zombie-speed", "NaN"], "0 to 3000"),
        (&["--top-speed", "0"], "1 to 100000"),
        (&["--echo-max-bytes", "0"], "67108864"),
        (&["--max-rooms", "many"], "a whole number, 0 to"),
        (&["--room-grace-ms", "soon"], "a whole number, 0 to 86400000"),
        (&["--party-bytes-per-second", "8191"], "8192 to 16777216"),
        (&["--party-bytes-per-second", "16777217"], "8192 to 16777216"),
        (&["--ping-ms", "3000", "--silence-ms", "2000"], "twice --ping-ms"),
        (&["--without", "chat"], "tttp"),
        (&["--log", "tttparty=loud"], "--log"),
        (&["--sync", "maybe"], "normal, full"),
        (&["--retention", "0"], "1 to 36500"),
        (&["--grace-ms", "3600001"], "0 to 3600000"),
        (&["export", "--since=-1"], "--since"),
        (&["import"], "<FILE>"),
        (&["forget", "a!b"], "Not a name"),
    ] {
        let (code, _, errors) = run(args);
        assert_eq!(code, Some(2), "{args:?}: {errors}");
        assert!(errors.contains(hint), "{args:?}: {errors}");
    }
}

#[test]
fn a_port_in_use_is_exit_1_and_one_line_with_the_remedy() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for flag in ["--port", "--classic-port", "--classic-party-port"] {
        let mut args = FREE.to_vec();
        let at = args.iter().position(|arg| *arg == flag).unwrap();
        args[at + 1] = &port;
        let (code, out, errors) = run(&args);
        assert_eq!(code, Some(1), "{flag}: {errors}");
        assert_eq!(out, "", "nothing is served");
        assert_eq!(errors.lines().count(), 1, "{errors}");
        assert!(errors.contains(&format!("port {port} is in use")) && errors.contains(flag), "{errors}");
    }
}

#[test]
fn all_ports_in_use_are_named_at_once() {
    const FLAGS: [&str; 4] = ["--port", "--classic-port", "--classic-party-port", "--tttp2-port"];
    let taken: Vec<_> = FLAGS.iter().map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    let ports: Vec<_> = taken.iter().map(|one| one.local_addr().unwrap().port().to_string()).collect();
    let args: Vec<_> = FLAGS.iter().zip(&ports).flat_map(|(flag, port)| [*flag, port]).collect();
    let (code, _, errors) = run(&args);
    assert_eq!(code, Some(1));
    assert_eq!(errors.lines().count(), FLAGS.len(), "{errors}");
    assert!(ports.iter().all(|port| errors.contains(&format!("port {port} is in use"))), "{errors}");
}

#[test]
fn the_ports_of_the_tutorials_are_taken_only_when_asked_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let off = ["--capitalizer-port", "--party-page-port", "--chat-page-port", "--chat-port", "--echo-port"];
    for flag in off {
        let mut args = FREE.to_vec();
        args.extend(off.iter().flat_map(|one| [*one, if *one == flag { &port } else { "off" }]));
        args.push("--tutorials");
        let (code, _, errors) = run(&args);
        assert_eq!(code, Some(1), "{flag}: {errors}");
        assert!(errors.contains(&format!("port {port} is in use")) && errors.contains(flag), "{errors}");
        args.pop();
        let (code, _, errors) = run(&args);
        assert!(code == Some(2) && errors.contains("--tutorials"), "{flag}: {errors}");
    }
}

#[test]
fn no_door_at_all_is_exit_1() {
    let off = FREE.map(|word| if word == "0" { "off" } else { word });
    let (code, _, errors) = run(&off);
    assert_eq!(code, Some(1));
    assert!(errors.contains("every port is off"), "{errors}");
}

#[test]
fn it_announces_its_doors_serves_them_and_stops_when_told() {
    for name in ["-TERM", "-INT"] {
        let mut server = Running::start(tttparty(&FREE));
        let main = server.announces("play");
        let classic = server.announces("classic");
        assert!(main.starts_with("http://127.0.0.1:"), "{main}");
        let address = classic.strip_prefix("ws://").and_then(|rest| rest.split('/').next()).unwrap();
        let mut player = TcpStream::connect(address).unwrap();
        let mut lines = BufReader::new(player.try_clone().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "WELCOME X");
        server.signal(name);
        let last = lines.map_while(Result::ok).last().unwrap();
        assert!(last.starts_with("MESSAGE The server is restarting"), "{last}");
        // The server waits for the player's end; after that there is nothing to write to.
        player.flush().unwrap();
        drop(player);
        let (code, errors) = server.ends();
        assert_eq!(code, Some(0), "{errors}");
    }
}

#[test]
fn the_environment_sets_what_flags_do_and_logs_can_be_json() {
    let mut command = tttparty(&["--classic-port", "off", "--classic-party-port", "off"]);
    command.env("TTTPARTY_PORT", "0").env("TTTPARTY_TTTP2_PORT", "0").env("TTTPARTY_LOG_FORMAT", "json");
    let mut server = Running::start(command);
    let main = server.announces("play");
    let port = main.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let (code, _, errors) = run(&["healthcheck", "--port", &port]);
    assert_eq!(code, Some(0), "{errors}");
    server.signal("-TERM");
    let (code, errors) = server.ends();
    assert_eq!(code, Some(0));
    for line in errors.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "not JSON: {line}");
    }
    assert!(errors.lines().count() > 0);
    let (code, _, errors) = run(&["healthcheck", "--port", &port]);
    assert_eq!(code, Some(1), "nobody is there any more");
    assert!(errors.contains("not well"), "{errors}");
    let (code, _, errors) = run(&["healthcheck", "--port", "off"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("no main port"), "{errors}");
}
