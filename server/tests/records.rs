//! The records from the command line, with the real binary, while a server runs and while none does.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

fn tttparty(args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tttparty"));
    // What is set on this machine must not matter.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TTTPARTY_")) {
        command.env_remove(name);
    }
    command.args(args).arg("--data-dir").arg(folder).stdin(Stdio::null());
    command
}

/// Runs a command with this on its standard input: its exit code, and what it prints.
fn feed(args: &[&str], folder: &Path, input: &str) -> (Option<i32>, String, String) {
    let mut command = tttparty(args, folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // One that has found a mistake does not read the rest.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Runs a command that does what it should: what it prints.
fn done(args: &[&str], folder: &Path) -> String {
    let (code, out, errors) = feed(args, folder, "");
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{args:?}: {out}");
    out
}

/// Runs a command that can't: what it says instead.
fn fails(args: &[&str], folder: &Path) -> String {
    let (code, out, errors) = feed(args, folder, "");
    assert_eq!((code, out.as_str()), (Some(1), ""), "{args:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    errors
}

/// A running server, killed with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let ports = [
            "--port",
            "off",
            "--classic-port",
            "off",
            "--classic-party-port",
            "off",
            "--tttp2-port",
            "0",
            "--no-limits",
        ];
        let mut child = tttparty(&ports, folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let address =
            lines.into_iter().find_map(|line| line.trim().strip_prefix("bots, TTTP/2   nc ").map(str::to_owned));
        Self { address: address.expect("it announces its door").replace(' ', ":"), child }
    }

    fn session(&self, name: &str) -> Session {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut session = Session(BufReader::new(stream));
        session.say(&format!("HELLO TTTP/2 name={name}"));
        session.hears("HELLO");
        session
    }

    /// Two play; X wins, and both leave.
    fn play(&self, x: &str, o: &str) {
        let [mut x, mut o] = [x, o].map(|name| self.session(name));
        x.say("HOST");
        let code = x.hears("HOSTED").split(' ').nth(1).unwrap().to_owned();
        o.say(&format!("JOIN {code}"));
        for one in [&mut x, &mut o] {
            one.hears("JOINED");
        }
        for (cell, turn) in [4, 0, 2, 1, 6].into_iter().zip([0, 1].into_iter().cycle()) {
            [&mut x, &mut o][turn].say(&format!("MOVE {cell}"));
            for one in [&mut x, &mut o] {
                one.hears("MOVED");
            }
        }
        for mut one in [x, o] {
            one.hears("END");
            one.say("QUIT");
            one.0.read_to_end(&mut Vec::new()).unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already can't be killed, which is fine.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

struct Session(BufReader<TcpStream>);

impl Session {
    fn say(&mut self, line: &str) {
        self.0.get_mut().write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// The next line that begins with this word.
    fn hears(&mut self, word: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "it ends before {word}");
            if line.starts_with(&format!("{word} ")) {
                return line.trim().to_owned();
            }
        }
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Whether this text is anywhere in the files of a folder.
fn is_in_files(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    files.into_iter().any(|file| file.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn what_was_played_is_exported_and_imported_and_survives_a_kill() {
    let (home, copy) = (folder(), folder());
    let server = Server::start(home.path());
    server.play("Ada", "Bob");
    server.play("Bob", "Cleo");
    let running = done(&["export"], home.path());
    assert_eq!(running.lines().count(), 2);
    for (line, n) in running.lines().zip(1..) {
        let game: Value = serde_json::from_str(line).unwrap();
        assert_eq!((game["n"].as_u64(), game["winner"].as_str()), (Some(n), Some("X")));
        assert_eq!(game["moves"].as_array().map(Vec::len), Some(5));
    }
    // Killed, not asked to stop.
    drop(server);
    assert_eq!(done(&["export"], home.path()), running);
    assert_eq!(done(&["export", "--since", "1"], home.path()), running.lines().nth(1).unwrap().to_owned() + "\n");
    assert_eq!(done(&["export", "--since", "2"], home.path()), "");

    let new = copy.path().join("not there yet");
    let import = |input: &str| feed(&["import", "-"], &new, input);
    assert_eq!(import(&running), (Some(0), "2 games imported, 0 there already\n".into(), String::new()));
    assert_eq!(import(&running), (Some(0), "0 games imported, 2 there already\n".into(), String::new()));
    assert_eq!(done(&["export"], &new), running);
    assert_eq!(done(&["rate"], &new), "3 ratings\n");
    let file = copy.path().join("games.jsonl");
    std::fs::write(&file, &running).unwrap();
    let server = Server::start(home.path());
    server.play("Ada", "Bob");
    let said = done(&["import", file.to_str().unwrap()], home.path());
    assert_eq!(said, "0 games imported, 2 there already\n");
    assert_eq!(done(&["export"], home.path()).lines().count(), 3);
}

#[test]
fn a_line_that_is_wrong_is_told_and_what_is_before_it_stays() {
    let home = folder();
    let server = Server::start(home.path());
    server.play("Ada", "Bob");
    server.play("Bob", "Ada");
    let good = done(&["export"], home.path());
    let copy = folder();
    let bad = good.replace("\"moves\":[4,0,2,1,6]", "\"moves\":[4,0,2,1,5]");
    let mixed = format!("{}\n\n{}\n", good.lines().next().unwrap(), bad.lines().nth(1).unwrap());
    let (code, out, errors) = feed(&["import", "-"], copy.path(), &mixed);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(errors.starts_with("tttparty: line 3: the ending \"line\" does not fit the moves"), "{errors}");
    assert!(errors.contains("1 game imported, 0 there already"), "{errors}");
    assert_eq!(done(&["export"], copy.path()).lines().count(), 1);
    let (code, _, errors) = feed(&["import", "-"], copy.path(), "what?\n");
    assert!(
        code == Some(1) && errors.starts_with("tttparty: line 1: no game as `tttparty export` writes it"),
        "{errors}"
    );
}

/// Forgets a name, again and again until the server has closed the games of those who have just left: out of how many.
fn forget(name: &str, folder: &Path) -> u32 {
    let mut games = 0;
    loop {
        let said = done(&["forget", name], folder);
        if said.starts_with("nobody called") {
            // The last of them was closed meanwhile.
            return games;
        }
        let count = said.strip_prefix(&format!("{name} is out of ")).and_then(|rest| rest.split(' ').next());
        games += count.unwrap().parse::<u32>().unwrap();
        if !said.contains("still open with that name: ") {
            assert_eq!(said.lines().count(), 1, "{said}");
            return games;
        }
    }
}

#[test]
fn a_name_is_forgotten_while_the_server_runs() {
    let home = folder();
    let server = Server::start(home.path());
    server.play("Wilhelmina", "Bob");
    server.play("Bob", "Cleo");
    assert!(is_in_files(home.path(), "Wilhelmina"));
    assert_eq!(forget("wil_helmina", home.path()), 1);
    assert!(!is_in_files(home.path(), "Wilhelmina") && is_in_files(home.path(), "Cleo"));
    let lines = done(&["export"], home.path());
    assert_eq!(lines.matches("\"Gone\"").count(), 1, "{lines}");
    // The server has not noticed.
    server.play("Wilhelmina", "Bob");
    assert!(is_in_files(home.path(), "Wilhelmina"));
    assert_eq!(forget("Wilhelmina", home.path()), 1);
    drop(server);
    assert!(done(&["forget", "Nobody"], home.path()).starts_with("nobody called Nobody is in the records"));
    assert!(!is_in_files(home.path(), "Wilhelmina"));
    assert!(fails(&["forget", "House_Perfect"], home.path()).contains("the server's own"));
    let (code, _, errors) = feed(&["forget", "two!words"], home.path(), "");
    assert!(code == Some(2) && errors.contains("Not a name"), "{errors}");
}

#[test]
fn where_there_is_nothing_that_is_said() {
    let home = folder();
    for args in [&["export"][..], &["rate"], &["forget", "Ada"]] {
        let reason = fails(args, home.path());
        assert!(reason.contains("there is no data of a server in") && reason.contains("--data-dir"), "{reason}");
    }
    assert!(fails(&["import", "/no/such/file"], home.path()).contains("can't read /no/such/file"));
    std::fs::write(home.path().join("tttparty.db"), "this is no database at all, whatever it is called").unwrap();
    assert!(fails(&["export"], home.path()).contains("damaged, or no database"));
}

#[test]
fn old_records_are_deleted_as_the_server_starts() {
    let home = folder();
    let server = Server::start(home.path());
    server.play("Ada", "Bob");
    let line = done(&["export"], home.path());
    drop(server);
    let old = folder();
    let mut game: Value = serde_json::from_str(&line).unwrap();
    for time in ["began", "ended"] {
        game[time] = (game[time].as_u64().unwrap() - 10 * 86_400_000).into();
    }
    let young = line.replace("\"n\":1,", "\"n\":2,").replace(game["game"].as_str().unwrap(), "7KX2M9AB");
    let (code, ..) = feed(&["import", "-"], old.path(), &format!("{game}\n{young}"));
    assert_eq!(code, Some(0));
    let flags = ["--port", "off", "--classic-port", "0", "--classic-party-port", "off", "--tttp2-port", "off"];
    let args = [&flags[..], &["--retention", "9"]].concat();
    let mut child = tttparty(&args, old.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("deleted old games")));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(done(&["export"], old.path()), young);
}
