//! Commands, replies, texts: every line round-trips, and no line is too much.

use proptest::prelude::*;
use tttp::{Cell, Command, Error, Mark, Reply, Text};

use crate::cases;

fn cells() -> impl Strategy<Value = Cell> {
    (0u8..9).prop_map(|number| Cell::try_from(number).expect("0 to 8"))
}

fn replies() -> impl Strategy<Value = Reply> {
    prop_oneof![
        Just(Reply::Welcome(Mark::X)),
        Just(Reply::Welcome(Mark::O)),
        cells().prop_map(Reply::ValidMove),
        cells().prop_map(Reply::OpponentMoved),
        Just(Reply::OtherPlayerLeft),
        Just(Reply::Victory),
        Just(Reply::Defeat),
        Just(Reply::Tie),
        "[^\\p{Cc}]{1,100}".prop_filter_map("not blank", |text| Text::new(text).ok()).prop_map(Reply::Message),
    ]
}

/// A right line with something else in one place, or with nothing wrong.
fn nearly(right: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let other = prop_oneof![Just(String::new()), "[0-9]{1,30}", Just("\u{feff}".to_owned()), ".{1,3}", " {1,2}"];
    (right, any::<usize>(), 0..3usize, other).prop_map(|(right, at, gone, other)| {
        let right: Vec<char> = right.chars().collect();
        let at = at % (right.len() + 1);
        let rest = &right[(at + gone).min(right.len())..];
        right[..at].iter().copied().chain(other.chars()).chain(rest.iter().copied()).collect()
    })
}

fn nearly_commands() -> impl Strategy<Value = String> {
    nearly(prop_oneof![4 => "MOVE [0-9]{1,3}", 1 => Just("QUIT".to_owned()), 1 => Just("REMATCH".to_owned())])
}

/// `^MOVE \d+$`, `^REMATCH$` and `^QUIT$` after trimming, spelled out by hand.
fn command_by_hand(line: &str) -> Result<Command, Error> {
    let space = |c: char| c.is_whitespace() || c == '\u{feff}';
    let line: Vec<char> = line.chars().collect();
    let start = line.iter().position(|c| !space(*c)).unwrap_or(line.len());
    let end = line.iter().rposition(|c| !space(*c)).map_or(start, |last| last + 1);
    let line: String = line[start..end].iter().collect();
    if line == "QUIT" {
        return Ok(Command::Quit);
    }
    if line == "REMATCH" {
        return Ok(Command::Rematch);
    }
    if !line.starts_with("MOVE ") || line.len() == 5 {
        return Err(Error::UnknownCommand);
    }
    let mut number = 0.0;
    for c in line[5..].chars() {
        if !"0123456789".contains(c) {
            return Err(Error::UnknownCommand);
        }
        number = number * 10.0 + f64::from(c as u32 - '0' as u32);
    }
    if number > 8.0 {
        return Err(Error::NoSuchCell);
    }
    Ok(Command::Move(Cell::try_from(number as u8)?))
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn replies_round_trip(reply in replies()) {
        let line = reply.to_string();
        prop_assert!(!line.contains(char::is_control));
        prop_assert_eq!(line.parse(), Ok(reply));
    }

    #[test]
    fn commands_are_read_as_by_hand(line in nearly_commands()) {
        prop_assert_eq!(line.parse(), command_by_hand(&line));
    }

    /// A line that is taken for a reply says what that reply says, but for leading zeros.
    #[test]
    fn no_line_is_misread_as_a_reply(line in nearly(replies().prop_map(|reply| reply.to_string()))) {
        if let Ok(reply) = line.parse::<Reply>() {
            let unpadded = match line.split_once(' ') {
                Some((word @ ("VALID_MOVE" | "OPPONENT_MOVED"), digits)) => {
                    format!("{word} {}", digits.parse::<f64>().expect("digits"))
                }
                _ => line,
            };
            prop_assert_eq!(reply.to_string(), unpadded);
        }
    }

    #[test]
    fn texts_keep_their_bounds(text in "\\PC{0,150}|.{0,450}|[ \u{feff}]{0,4}") {
        let fits = (1..=400).contains(&text.len());
        let readable = text.chars().any(|c| !c.is_whitespace() && c != '\u{feff}');
        let plain = !text.contains(char::is_control);
        let taken = Text::new(text.clone());
        prop_assert_eq!(taken.is_ok(), fits && readable && plain);
        if let Ok(taken) = taken {
            prop_assert_eq!(taken.as_str(), text);
        }
    }
}

#[test]
fn a_text_has_at_most_400_bytes() {
    assert!(Text::new("é".repeat(200)).is_ok());
    assert_eq!(Text::new("é".repeat(200) + "e"), Err(Error::LineTooLong));
    assert_eq!(Text::new("a\tb"), Err(Error::ControlCharacter));
    assert_eq!(Text::new(""), Err(Error::UnknownCommand));
}

#[test]
fn commands_round_trip() {
    for command in Cell::all().map(Command::Move).chain([Command::Rematch, Command::Quit]) {
        assert_eq!(command.to_string().parse(), Ok(command));
    }
    assert_eq!(Command::Move(Cell::try_from(7).unwrap()).to_string(), "MOVE 7");
}

#[test]
fn what_is_a_command() {
    let to = |number| Ok(Command::Move(Cell::try_from(number).unwrap()));
    let nines = format!("MOVE {}", "9".repeat(400));
    let zeros = format!("MOVE {}8", "0".repeat(400));
    for (line, expected) in [
        ("MOVE 4", to(4)),
        ("  MOVE 4\t\r", to(4)),
        ("\u{feff}MOVE 4\u{a0}", to(4)),
        ("MOVE 04", to(4)),
        ("MOVE 000", to(0)),
        (&zeros, to(8)),
        ("QUIT ", Ok(Command::Quit)),
        ("\tREMATCH\r", Ok(Command::Rematch)),
        ("REMATCH 1", Err(Error::UnknownCommand)),
        ("rematch", Err(Error::UnknownCommand)),
        ("MOVE 9", Err(Error::NoSuchCell)),
        ("MOVE 10", Err(Error::NoSuchCell)),
        ("MOVE 256", Err(Error::NoSuchCell)),
        (&nines, Err(Error::NoSuchCell)),
        ("MOVE", Err(Error::UnknownCommand)),
        ("MOVE ", Err(Error::UnknownCommand)),
        ("MOVE  4", Err(Error::UnknownCommand)),
        ("MOVE\t4", Err(Error::UnknownCommand)),
        ("MOVE x", Err(Error::UnknownCommand)),
        ("MOVE -1", Err(Error::UnknownCommand)),
        ("MOVE +1", Err(Error::UnknownCommand)),
        ("MOVE 4.0", Err(Error::UnknownCommand)),
        ("MOVE \u{664}", Err(Error::UnknownCommand)),
        ("MOVE 4 now", Err(Error::UnknownCommand)),
        ("move 4", Err(Error::UnknownCommand)),
        ("quit", Err(Error::UnknownCommand)),
        ("QUITE", Err(Error::UnknownCommand)),
        ("", Err(Error::UnknownCommand)),
    ] {
        assert_eq!(line.parse::<Command>(), expected, "{line:?}");
    }
}

/// What classic clients were written against, to the byte.
#[test]
fn replies_are_the_lines_of_the_original() {
    let cell = Cell::try_from(3).unwrap();
    for (reply, line) in [
        (Reply::Welcome(Mark::X), "WELCOME X"),
        (Reply::Welcome(Mark::O), "WELCOME O"),
        (Reply::ValidMove(cell), "VALID_MOVE 3"),
        (Reply::OpponentMoved(cell), "OPPONENT_MOVED 3"),
        (Reply::OtherPlayerLeft, "OTHER_PLAYER_LEFT"),
        (Reply::Victory, "VICTORY"),
        (Reply::Defeat, "DEFEAT"),
        (Reply::Tie, "TIE"),
        (Reply::Message(Text::WAITING), "MESSAGE Waiting for opponent to connect"),
        (Reply::Message(Text::OPPONENT_FIRST), "MESSAGE Your opponent will move first"),
        (Reply::Message(Text::YOUR_MOVE), "MESSAGE Your move"),
        (Reply::Message(Error::NotYourTurn.into()), "MESSAGE Not your turn"),
        (Reply::Message(Error::NoOpponent.into()), "MESSAGE You don’t have an opponent yet"),
        (Reply::Message(Error::CellOccupied.into()), "MESSAGE Cell already occupied"),
    ] {
        assert_eq!(reply.to_string(), line);
        assert_eq!(line.parse(), Ok(reply));
    }
}

#[test]
fn what_is_no_reply() {
    for line in [
        "",
        "WELCOME",
        "WELCOME ",
        "WELCOME Y",
        "WELCOME X ",
        "VALID_MOVE",
        "VALID_MOVE x",
        "OPPONENT_MOVED 3 ",
        "VICTORY ",
        "TIE 0",
        "MESSAGE",
        "MESSAGE ",
        "MESSAGE  ",
        "victory",
    ] {
        assert_eq!(line.parse::<Reply>(), Err(Error::UnknownCommand), "{line:?}");
    }
    assert_eq!("VALID_MOVE 9".parse::<Reply>(), Err(Error::NoSuchCell));
}

/// Clients match by prefix: a reply must not begin with the word of another.
#[test]
fn no_word_begins_with_another() {
    let words = ["WELCOME", "VALID_MOVE", "OPPONENT_MOVED", "OTHER_PLAYER_LEFT", "VICTORY", "DEFEAT", "TIE", "MESSAGE"];
    for one in words {
        assert_eq!(words.iter().filter(|word| word.starts_with(one)).count(), 1);
    }
}
