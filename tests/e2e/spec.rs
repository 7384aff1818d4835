//! The transcripts of `protocol/TTTP.md`, spoken with the real server over all transports, and the bot of that page.
//!
//! How those of TTTP/2 are to be read is told in the page itself. A line of the server whose word is in `ignore=` of its
//! transcript is passed over, unless it is the one that is expected.

#[path = "../../protocol/tests/it/spec/script.rs"]
mod script;

use std::{
    any::Any, cell::Cell, collections::BTreeMap, panic::AssertUnwindSafe, path::Path, process::Command, time::Duration,
};

use clap::{CommandFactory, FromArgMatches};
use futures_util::FutureExt;
use tttparty::config::{Cli, Config};
use tttparty_tests::{
    client::{Client, End, Way},
    server::TestServer,
    session::{ALL, DOORS, Door},
};

use self::script::{Piece, Script, Step, greeting, pieces, scripts};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../protocol/TTTP.md");
    std::fs::read_to_string(path).unwrap()
}

/// The transcripts of TTTP/1, each with the line that it begins at.
fn transcripts() -> Vec<(usize, Vec<String>)> {
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    let mut inside = false;
    for (number, line) in page().lines().enumerate() {
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

/// Why transcripts fail, each with the line that it fails at: all of them are tried before the test fails.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    /// Performs a transcript, which notes in `at` where it is.
    async fn note(&mut self, what: &str, at: &Cell<usize>, performance: impl Future<Output = ()>) {
        if let Err(panic) = AssertUnwindSafe(performance).catch_unwind().await {
            self.0.push(format!("TTTP.md:{} {what}: {}", at.get(), message(&*panic)));
        }
    }

    fn none(&self) {
        assert!(self.0.is_empty(), "{} fail:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panicked")
}

/// Says and hears what the lines tell, each person by a connection of their own.
async fn act(first: usize, lines: &[String], way: &Way, at: &Cell<usize>) {
    let mut people: BTreeMap<&str, Client> = BTreeMap::new();
    for (number, line) in (first..).zip(lines) {
        at.set(number);
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
    let mut failures = Failures::default();
    for (first, lines) in &transcripts {
        for door in DOORS {
            // A server of its own: somebody may be left waiting at the end.
            let server = TestServer::start();
            let at = Cell::new(*first);
            failures.note(&format!("over {door:?}"), &at, act(*first, lines, &door.classic(&server), &at)).await;
        }
    }
    failures.none();
}

/// What chance has decided so far in a transcript.
#[derive(Default)]
struct Bound(BTreeMap<String, String>);

impl Bound {
    /// The line with all of it filled in.
    fn fill(&self, line: &str) -> String {
        let fill = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Hole(kind, label) => self.0[&format!("{kind}:{label}")].clone(),
        };
        pieces(line).into_iter().map(fill).collect()
    }

    /// Whether the line is the one of the transcript; if so, what is new in it is kept.
    fn matches(&mut self, pattern: &str, line: &str) -> bool {
        let mut rest = line;
        let mut new = BTreeMap::new();
        for piece in pieces(pattern) {
            let (kind, label) = match piece {
                Piece::Text(text) => {
                    let Some(after) = rest.strip_prefix(text) else { return false };
                    rest = after;
                    continue;
                }
                Piece::Hole(kind, label) => (kind, label),
            };
            let (word, after) =
                if kind == "text" { (rest, "") } else { rest.split_at(rest.find(' ').unwrap_or(rest.len())) };
            let key = format!("{kind}:{label}");
            if !fits(kind, word)
                || self.0.get(&key).or(new.get(&key)).is_some_and(|bound| piece.binds() && bound != word)
            {
                return false;
            }
            new.insert(key, word.to_owned());
            rest = after;
        }
        if rest.is_empty() {
            self.0.extend(new);
        }
        rest.is_empty()
    }
}

/// Whether a word can be of that kind.
fn fits(kind: &str, word: &str) -> bool {
    let is_symbol = |byte: u8| b"23456789ABCDEFGHJKMNPQRSTVWXYZ".contains(&byte);
    match kind {
        "game" => word.len() == 8 && word.bytes().all(is_symbol),
        "code" => word.len() == 5 && word.bytes().all(is_symbol),
        "ticket" | "token" => word.len() == 32 && word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
        "cell" => matches!(word.as_bytes(), [b'0'..=b'8']),
        "ms" | "n" => !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()),
        "name" | "server" | "text" => !word.is_empty(),
        _ => panic!("<{kind}>?"),
    }
}

/// What stands for a restart of the server.
const RESTART: &str = "(the server starts again)";

/// Settings of a transcript that are none of the server's: words that are passed over, and the one door that it is for.
const OURS: [&str; 2] = ["ignore", "only"];

/// The settings of a transcript as flags of the server, but for those that are ours. Nothing is kept, unless it starts again.
fn config(script: &Script, folder: &Path) -> Config {
    let flags = script.settings.iter().filter(|(key, _)| !OURS.contains(&key.as_str()));
    let flags = flags.flat_map(|(key, value)| [format!("--{key}"), value.clone()]);
    let kept = || ["--data-dir".to_owned(), folder.display().to_string()];
    let storage = if script.steps.iter().any(|step| step.said == RESTART) {
        kept().into()
    } else {
        vec!["--ephemeral".to_owned()]
    };
    let flags = flags.chain(storage);
    let command = Cli::command().mut_args(|arg| arg.env(None::<&str>));
    let matches = command.get_matches_from(["tttparty".to_owned()].into_iter().chain(flags));
    Cli::from_arg_matches(&matches).unwrap().config
}

/// The clients of a transcript, and what they have learnt.
struct Stage<'a> {
    config: Config,
    /// None while it is down.
    server: Option<TestServer>,
    door: Door,
    ignored: Vec<&'a str>,
    people: BTreeMap<&'a str, Client>,
    bound: Bound,
}

impl<'a> Stage<'a> {
    /// Ends the server that there was, and with it all connections.
    fn start(&mut self) {
        // In this order: nobody has left before.
        self.server = None;
        self.people.clear();
        let config = self.config.clone();
        self.server = Some(TestServer::with(|free| {
            let ports = (free.port, free.classic_port, free.tttp2_port, free.classic_party_port);
            *free = config;
            (free.port, free.classic_port, free.tttp2_port, free.classic_party_port) = ports;
        }));
    }

    async fn connect(&self, classic: bool) -> Client {
        let server = self.server.as_ref().unwrap();
        if classic { Client::connect(&self.door.classic(server)).await } else { self.door.connect(server).await }
    }

    async fn play(&mut self, step: &'a Step) {
        let said = step.said.as_str();
        match (step.client, said) {
            (true, "(connects)" | "(connects classic)") => {
                let client = self.connect(said.ends_with("classic)")).await;
                self.people.insert(&step.who, client);
            }
            (true, RESTART) => self.start(),
            (true, "(closes)") => self.people.remove(step.who.as_str()).unwrap().close().await,
            (true, _) if let Some(rest) = greeting(said) => self.greet(&step.who, rest).await,
            (true, _) if let Some(pause) = said.strip_prefix("(waits ") => {
                let pause = pause.strip_suffix(" ms)").unwrap().parse().unwrap();
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            (true, _) => {
                let line = self.bound.fill(said);
                self.people.get_mut(step.who.as_str()).unwrap().say(&line).await;
            }
            (false, _) if let Some(code) = said.strip_prefix("(closes") => {
                let code = code.trim_matches([' ', ')']);
                let code = if code.is_empty() { 1000 } else { code.parse().unwrap() };
                let mut client = self.people.remove(step.who.as_str()).unwrap();
                if self.door == Door::Tcp && code != 1000 {
                    // There is no other way to tell why.
                    let why = self.next(&mut client, "").await;
                    assert!(why.as_ref().is_ok_and(|line| line.starts_with("MESSAGE ")), "{why:?}");
                }
                assert_eq!(self.next(&mut client, "").await, Err(self.door.end(code)));
            }
            (false, _) => self.hear(&step.who, said).await,
        }
    }

    async fn greet(&mut self, who: &'a str, rest: &str) {
        let mut client = self.connect(false).await;
        client.hears(&["MESSAGE Say HELLO TTTP/2 name=YourName to begin, or HELP"]).await;
        client.say(&format!("HELLO TTTP/2 name={rest}")).await;
        let answer = client.next().await.unwrap();
        let name = rest.split(' ').next().unwrap();
        assert!(answer.starts_with("HELLO TTTP/2 ") && answer.contains(&format!(" name={name} ")), "{answer}");
        self.people.insert(who, client);
    }

    async fn hear(&mut self, who: &'a str, said: &str) {
        let mut client = self.people.remove(who).unwrap();
        let heard = self.next(&mut client, said).await;
        assert!(heard.as_ref().is_ok_and(|line| self.bound.matches(said, line)), "{who} hears {heard:?}, not {said}");
        self.people.insert(who, client);
    }

    /// The next line that is expected, or not to be passed over.
    async fn next(&mut self, client: &mut Client, expected: &str) -> Result<String, End> {
        loop {
            let line = client.next().await?;
            let word = line.split(' ').next().unwrap_or_default();
            if !self.ignored.contains(&word) || Bound(self.bound.0.clone()).matches(expected, &line) {
                return Ok(line);
            }
        }
    }

    /// Nobody is told any more. An answer that is certain to come last shows it.
    async fn end(mut self) {
        // All are there until the last has been asked: who goes is told of, too.
        let mut people = std::mem::take(&mut self.people);
        for (who, client) in &mut people {
            client.say("#last ?").await;
            let heard = self.next(client, "").await.unwrap();
            let last = heard.starts_with("#last ERROR ") || heard.starts_with("MESSAGE Unknown command");
            assert!(last, "{who} hears as well: {heard}");
        }
    }
}

async fn perform(script: &Script, door: Door, at: &Cell<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let ignored = script.settings.iter().filter(|(key, _)| key == "ignore").flat_map(|(_, words)| words.split(','));
    let (config, ignored) = (config(script, folder.path()), ignored.collect());
    let mut stage = Stage { config, server: None, door, ignored, people: BTreeMap::new(), bound: Bound::default() };
    stage.start();
    for step in &script.steps {
        at.set(step.line);
        stage.play(step).await;
    }
    stage.end().await;
}

#[tokio::test]
async fn the_transcripts_of_tttp_2_are_what_the_server_says() {
    let scripts = scripts(&page());
    assert!(scripts.len() >= 10, "{}", scripts.len());
    let mut failures = Failures::default();
    for script in &scripts {
        let settings: Vec<String> = script.settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let is_for_tcp = script.settings.iter().any(|(key, value)| key == "only" && value == "tcp");
        for door in ALL.into_iter().filter(|door| *door == Door::Tcp || !is_for_tcp) {
            let at = Cell::new(script.line);
            let what = format!("over {door:?} [{}]", settings.join(" "));
            failures.note(&what, &at, perform(script, door, &at)).await;
        }
    }
    failures.none();
}

/// The flag that a row of a table is about, as the server has it.
fn default_of(row: &str) -> Option<String> {
    let flag = row.split('`').skip(1).step_by(2).find_map(|span| span.strip_prefix("--"))?;
    let command = Cli::command();
    let arg = command.get_arguments().find(|arg| arg.get_long() == Some(flag)).unwrap_or_else(|| panic!("--{flag}"));
    Some(arg.get_default_values()[0].to_str().unwrap().to_owned())
}

#[test]
fn the_limits_are_those_of_the_server() {
    let page = page();
    let limits = page.split_once("\n## Limits\n").unwrap().1.split("\n## ").next().unwrap();
    let rows = limits.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let checked = rows.filter_map(|row| {
        let default = default_of(row)?;
        let cells: Vec<_> = row.split(" | ").collect();
        let told = match cells[..] {
            ["`line`", .., "3000", "100", _] => "50".to_owned(),
            [_, _, minute, burst, _] => format!("{minute}:{burst}"),
            // Its burst is told in the text.
            [what, minute] if what.contains("after 1000 at once") => format!("{minute}:1000"),
            [_, most] => most.to_owned(),
            _ => panic!("{row}"),
        };
        assert_eq!(told, default, "{row}");
        Some(())
    });
    assert!(checked.count() >= 16);
}

#[tokio::test]
async fn the_bot_plays_a_whole_game_as_it_stands() {
    let page = page();
    let (_, bot) = page.split_once("```python\n").unwrap();
    let bot = bot.split("```").next().unwrap().to_owned();
    let length = bot.trim().lines().count();
    assert!((15..=25).contains(&length), "{length} lines");
    let server = TestServer::with(|config| config.tables.house_pause_ms = 1);
    let address = server.tttp2();
    let mut python = Command::new("python3");
    python.args(["-c", &bot, &address.ip().to_string(), &address.port().to_string()]);
    let playing = tokio::task::spawn_blocking(move || python.output());
    let output = tttparty_tests::expect("the end of the game", playing).await.unwrap().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(["won", "tied", "lost"].contains(&said.trim()), "{said}");
}
