//! `TTTP.md` against the code: errors, words, grammars, and every line of a transcript.
//!
//! What the transcripts of TTTP/1 tell is replayed in `transcripts.rs`; those of TTTP/2 are played with the real server, by
//! the tests of the workspace.

mod abnf;
mod script;

use std::collections::{BTreeMap, BTreeSet};

use tttp::two::{
    Attached, Carry, Channel, ChatMode, Command, Hello, Key, Kind, List, Reason, Refusal, Reply, Request, Status,
};
use tttp::{Class, Error, Text};

use abnf::Grammar;
use script::{Piece, Script, Step, greeting, pieces, scripts};

const SPEC: &str = include_str!("../../TTTP.md");

#[test]
fn the_specification_lists_every_error() {
    let row = |error: &Error| {
        let class = match error.class() {
            Class::TryAgain => "try again",
            Class::FixIt => "fix it",
            Class::GiveUp => "give up",
        };
        format!("| {} | {} | {class} | {} |", error.number(), error.name(), error.text())
    };
    let expected: Vec<String> = Error::ALL.iter().map(row).collect();
    let is_row = |line: &&str| line.strip_prefix("| ").is_some_and(|row| row.split(' ').next().is_some_and(is_number));
    let listed: Vec<&str> = SPEC.lines().filter(is_row).collect();
    assert_eq!(listed, expected);
}

/// Of three digits, as no others in the page.
fn is_number(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn numbers_and_names_are_unique_and_in_order() {
    for pair in Error::ALL.windows(2) {
        assert!(pair[0].number() < pair[1].number());
        assert_ne!(pair[0].name(), pair[1].name());
    }
    for error in Error::ALL {
        assert!(error.name().bytes().all(|byte| byte == b'_' || byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        let expected = match error.number() {
            101..=199 => Class::TryAgain,
            201..=299 => Class::FixIt,
            301..=399 => Class::GiveUp,
            number => panic!("{number} is of no class"),
        };
        assert_eq!(error.class(), expected);
        assert_eq!(error.to_string(), error.text());
    }
}

/// Errors are shown as messages, and some as the reason of a WebSocket close frame, which has 123 bytes for it (RFC
/// 6455, section 5.5).
#[test]
fn every_text_fits_wherever_it_is_said() {
    for error in Error::ALL {
        assert_eq!(Text::new(error.text()), Ok(Text::from(*error)));
        assert!(error.text().len() <= 123, "{}", error.text());
    }
}

/// The blocks of ABNF: that of TTTP/1, what clients say in TTTP/2, what the server says, what these two share, and the first
/// lines where a session is carried.
fn blocks() -> [&'static str; 5] {
    let blocks = SPEC.split("```abnf\n").skip(1).map(|block| block.split("```").next().expect("split gives one"));
    blocks.collect::<Vec<_>>().try_into().expect("five blocks")
}

fn grammars() -> (Grammar, Grammar) {
    let [one, two @ ..] = blocks();
    (Grammar::new(one), Grammar::new(&two.concat()))
}

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    words.into_iter().collect()
}

/// The words that lines begin with in a grammar: literals of capitals, two and more.
fn literals(block: &str) -> BTreeSet<&str> {
    let quoted = block.split("%s\"").skip(1).filter_map(|rest| rest.split('"').next());
    quoted.filter(|word| is_word(word)).collect()
}

fn is_word(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The part of the page below a heading, up to the next.
fn section(heading: &str) -> &'static str {
    let (_, rest) = SPEC.split_once(&format!("\n{heading}\n")).expect(heading);
    rest.split("\n#").next().expect("split gives one")
}

/// The cells of the tables in a section, without the heads.
fn rows(section: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").collect()).filter(|row: &Vec<_>| row[0].contains('`'))
}

/// The first words of all that is in backticks.
fn first_words(cell: &str) -> impl Iterator<Item = &str> {
    let spans = cell.split('`').skip(1).step_by(2);
    spans.filter_map(|span| span.strip_prefix("#tag ").unwrap_or(span).split(' ').next()).filter(|word| is_word(word))
}

#[test]
fn the_commands_of_page_and_code_are_the_same() {
    let words = set(Command::WORDS.iter().copied());
    assert_eq!(set(rows(section("### What clients say")).flat_map(|row| first_words(row[0]))), words, "the table");
    assert_eq!(literals(blocks()[1]), words, "the grammar");
    assert_eq!(set(Command::HELP.iter().filter_map(|(form, _)| form.split(' ').next())), words, "what HELP tells");
}

#[test]
fn the_lines_of_the_server_of_page_and_code_are_the_same() {
    let words = set(Reply::WORDS.iter().copied());
    assert_eq!(set(rows(section("### What the server says")).flat_map(|row| first_words(row[0]))), words, "the table");
    assert_eq!(literals(blocks()[2]), words, "the grammar");
}

#[test]
fn no_word_of_the_server_is_the_beginning_of_another() {
    let both = literals(blocks()[0]).into_iter().chain(Reply::WORDS.iter().copied()).chain(["SESSION"]);
    let both: Vec<&str> = both.collect();
    for one in &both {
        let longer = both.iter().filter(|other| other.starts_with(one) && other != &one);
        // What TTTP/1 has for clients, `MOVE`, does not count.
        assert_eq!(longer.filter(|_| *one != "MOVE").collect::<Vec<_>>(), [&""; 0], "{one}");
    }
}

#[test]
fn the_words_within_lines_are_the_same() {
    let (_, grammar) = grammars();
    fn check<T: Copy>(grammar: &Grammar, rule: &str, all: &[T], word: impl Fn(T) -> &'static str, but: &str) {
        let words: BTreeSet<&str> = all.iter().map(|one| word(*one)).filter(|word| *word != but).collect();
        assert_eq!(grammar.words(rule), words, "{rule}");
    }
    check(&grammar, "kind", Kind::ALL, Kind::word, "");
    check(&grammar, "reason", Reason::ALL, Reason::word, "");
    check(&grammar, "status", Status::ALL, Status::word, "");
    check(&grammar, "channel", Channel::ALL, Channel::word, "");
    check(&grammar, "limit-key", Key::ALL, Key::word, "");
    // Who declines is not gone.
    check(&grammar, "refusal", Refusal::ALL, Refusal::word, "gone");
    for list in List::ALL {
        assert!(grammar.matches("listed", &format!("LISTED {list}")));
    }
    for mode in ChatMode::ALL {
        let line = format!("HELLO TTTP/2 server=TTTParty/0.1.0 name=Ada kind=bot caps=ping,chat chat={mode}");
        assert!(grammar.matches("welcome", &line));
        line.parse::<Reply>().expect("a line of the server");
    }
    for error in Error::ALL {
        assert!(grammar.matches("line", &Reply::Error(None, *error).to_string()), "{error}");
    }
}

#[test]
fn the_table_of_limits_is_what_commands_count_against() {
    let sample = |word: &str| -> Vec<Command> {
        let lines: &[&str] = match word {
            "HELLO" => &["HELLO TTTP/2"],
            "NAME" | "CHALLENGE" | "ACCEPT" | "DECLINE" => &["", " Ada"],
            "PLAY" => &["PLAY", "PLAY bot=1"],
            "JOIN" => &["JOIN K7QXP"],
            "MOVE" => &["MOVE 4"],
            "WATCH" => &["WATCH lobby", "WATCH 7KX2M9AB"],
            "SAY" => &["SAY lobby Hello"],
            "RESUME" => &["RESUME 7KX2M9AB 0123456789abcdef0123456789abcdef"],
            "PONG" => &["PONG 1"],
            _ => &[""],
        };
        let full = |line: &&str| if line.starts_with(word) { (*line).to_owned() } else { format!("{word}{line}") };
        lines.iter().filter_map(|line| full(line).parse().ok()).collect()
    };
    let limits = rows(section("## Limits")).filter(|row| row.len() == 5);
    let listed: BTreeMap<&str, BTreeSet<&str>> =
        limits.map(|row| (row[0].trim_matches('`'), set(row[1].split(' ')))).collect();
    for key in Key::ALL.iter().filter(|key| **key != Key::Line) {
        let mut counted = BTreeSet::new();
        for word in Command::WORDS {
            let commands = sample(word);
            assert!(!commands.is_empty(), "{word}");
            if commands.iter().any(|command| command.key() == *key) {
                counted.insert(*word);
            }
        }
        assert_eq!(listed[key.word()], counted, "{key}");
    }
    assert_eq!(listed.len(), Key::ALL.len());
}

/// The line with something likely in place of what chance decides.
fn sample(line: &str) -> String {
    let fill = |piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Hole("game", label) => format!("7KX2M9A{}", label.to_ascii_uppercase().chars().next().unwrap_or('B')),
        Piece::Hole("code", label) => format!("K7QX{}", label.chars().next().unwrap_or('P')),
        Piece::Hole("ticket" | "token", _) => "0123456789abcdef0123456789abcdef".to_owned(),
        Piece::Hole("name", label) => format!("Otter{label}"),
        Piece::Hole("server", _) => "TTTParty/0.1.0".to_owned(),
        Piece::Hole("cell", _) => "0".to_owned(),
        Piece::Hole("ms" | "n", _) => "1234".to_owned(),
        Piece::Hole("text", _) => "Some text".to_owned(),
        Piece::Hole(kind, _) => panic!("<{kind}>?"),
    };
    pieces(line).into_iter().map(fill).collect()
}

/// Those connections of a transcript that speak TTTP/1, and what follows.
struct Reader<'a> {
    script: &'a Script,
    classic: BTreeSet<&'a str>,
    one: Grammar,
    two: Grammar,
}

impl<'a> Reader<'a> {
    /// What the server answers to the one who has said that: the next line, but for names that it proposes before.
    fn answer(&self, step: usize) -> Option<String> {
        let who = &self.script.steps[step].who;
        let is_answer = |step: &&Step| step.who == *who && !step.said.starts_with("PROPOSED ");
        let mut later = self.script.steps[step + 1..].iter().filter(is_answer);
        later.next().filter(|step| !step.client).map(|step| sample(&step.said))
    }

    fn client_says(&mut self, step: usize) {
        let said = self.script.steps[step].said.as_str();
        let who = self.script.steps[step].who.as_str();
        if let Some(rest) = greeting(said) {
            let hello = format!("HELLO TTTP/2 name={rest}");
            let parsed = Request::parse(&hello).command;
            assert!(matches!(parsed, Ok(Command::Hello(hello)) if hello.known && matches!(hello.name, Some(Ok(_)))));
            assert!(self.two.matches("request", &hello), "{hello}");
        } else if said == "(connects classic)" {
            self.classic.insert(who);
        } else if !said.starts_with('(') {
            self.client_line(step, &sample(said));
        }
    }

    fn client_line(&self, step: usize, line: &str) {
        if let Some(carry) = Carry::parse(line) {
            assert!(carry.is_ok() && self.two.matches("carry", line), "{line}");
            return;
        }
        let Script { steps, .. } = self.script;
        let parsed = Request::parse(line);
        let two = !self.classic.contains(steps[step].who.as_str()) || matches!(parsed.command, Ok(Command::Hello(_)));
        let refused = match (two, parsed.command) {
            // What is wrong with a name in it is told after all else that could be.
            (true, Ok(Command::Hello(Hello { known: true, name: Some(Err(error)), .. }))) => {
                Reply::Error(parsed.tag, error).to_string()
            }
            (true, Ok(command)) => {
                assert!(self.two.matches("request", line), "{line}");
                assert_eq!(Request::parse(&command.to_string()).command.as_ref(), Ok(&command), "{line}");
                return;
            }
            (true, Err(error)) => Reply::Error(parsed.tag, error).to_string(),
            (false, _) => match line.parse::<tttp::Command>() {
                Ok(_) => return assert!(self.one.matches("command", line), "{line}"),
                Err(error) => format!("MESSAGE {error}"),
            },
        };
        assert_eq!(self.answer(step), Some(refused), "the answer to {line}");
    }

    fn server_says(&mut self, step: usize) {
        let who = self.script.steps[step].who.as_str();
        let said = self.script.steps[step].said.as_str();
        if said.starts_with('(') {
            return;
        }
        let line = sample(said);
        if let Ok(attached) = line.parse::<Attached>() {
            assert_eq!(attached.to_string(), line);
            return assert!(self.two.matches("attached", &line), "{line}");
        }
        if line.starts_with("HELLO ") {
            self.classic.remove(who);
        }
        let is_error = matches!(line.parse(), Ok(Reply::Error(..)));
        if self.classic.contains(who) && !is_error {
            let reply: tttp::Reply = line.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(reply.to_string(), line);
            assert!(self.one.matches("reply", &line), "{line}");
        } else {
            let reply: Reply = line.parse().unwrap_or_else(|error| panic!("{error}: {line}"));
            assert_eq!(reply.to_string(), line);
            assert!(self.two.matches("line", &line), "{line}");
        }
    }
}

#[test]
fn every_line_of_a_transcript_is_one() {
    for script in scripts(SPEC) {
        let (one, two) = grammars();
        let mut reader = Reader { script: &script, classic: BTreeSet::new(), one, two };
        for (step, Step { line, who, client, said }) in script.steps.iter().enumerate() {
            println!("TTTP.md:{line} {who} {said}");
            if *client { reader.client_says(step) } else { reader.server_says(step) }
        }
    }
}

#[test]
fn what_a_client_says_has_been_told_before() {
    for script in scripts(SPEC) {
        let mut told = BTreeSet::new();
        for step in &script.steps {
            for hole in pieces(&step.said).into_iter().filter(|piece| matches!(piece, Piece::Hole(..))) {
                if !step.client && hole.binds() {
                    told.insert(hole);
                }
                assert!(!step.client || told.contains(&hole), "TTTP.md:{} {hole:?}", step.line);
            }
        }
        for (_, words) in script.settings.iter().filter(|(key, _)| key == "ignore") {
            assert!(words.split(',').all(|word| Reply::WORDS.contains(&word)), "TTTP.md:{} {words}", script.line);
        }
    }
}

#[test]
fn every_word_is_in_a_transcript() {
    let scripts = scripts(SPEC);
    let said = |client: bool| {
        let lines = scripts.iter().flat_map(|script| &script.steps).filter(move |step| step.client == client);
        let untagged = |said: &'_ str| said.strip_prefix('#').and_then(|rest| Some(rest.split_once(' ')?.1.to_owned()));
        lines.map(move |step| untagged(&step.said).unwrap_or_else(|| step.said.clone()))
    };
    for (client, words) in [(true, Command::WORDS), (false, Reply::WORDS)] {
        let found: BTreeSet<String> =
            said(client).filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
        for word in words {
            assert!(found.contains(*word), "{word}");
        }
    }
}
