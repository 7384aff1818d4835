//! Games as they are kept for good: what `TTTP.md` shows, and the values in it.

use std::time::Duration;

use serde_json::{Value, json};
use tttp::two::{Control, GameId, Kind, Name, Reason};
use tttp::{Act, Cell, Ending, Event, Game, Mark, Rules};

const SPEC: &str = include_str!("../../TTTP.md");

/// What follows `heading` up to the next of the same kind.
fn section() -> &'static str {
    let (_, rest) = SPEC.split_once("\n## Records\n").expect("the section");
    rest.split("\n## ").next().expect("split gives one")
}

fn example() -> Value {
    let block = section().split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    assert_eq!(block.lines().count(), 1);
    serde_json::from_str(block).expect("JSON")
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

#[test]
fn the_example_is_a_game_as_it_was_played() {
    let kept = example();
    let mut game =
        Game::with(Rules { classic: false, clock: read(&kept["clock"]), ..Rules::default() }, Duration::ZERO);
    let (moves, times): (Vec<Cell>, Vec<u64>) = (read(&kept["moves"]), read(&kept["times"]));
    assert_eq!(moves.len(), times.len());
    for (cell, ms) in moves.iter().zip(&times) {
        let turn = game.turn();
        game.apply(turn, Act::Move(*cell), Duration::from_millis(*ms), Duration::ZERO).expect("a right move");
    }
    let ending = game.ending().expect("it is over");
    assert_eq!(ending, read(&kept["ending"]));
    assert_eq!((ending.winner(), ending.reason()), (read(&kept["winner"]), read::<Reason>(&kept["reason"])));
    let (began, ended): (u64, u64) = (read(&kept["began"]), read(&kept["ended"]));
    assert_eq!(times.last(), Some(&(ended - began)));
    read::<GameId>(&kept["game"]);
    for side in ["x", "o"] {
        read::<Name>(&kept[side]["name"]);
        read::<Kind>(&kept[side]["kind"]);
    }
    assert!(read::<String>(&kept["seed"]).parse::<u64>().is_ok_and(|seed| seed > 1 << 53));
}

#[test]
fn every_member_is_told_of() {
    let rows = section().lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let told: Vec<&str> = rows.flat_map(|cell| cell.split(['`', ',', ' '])).filter(|word| !word.is_empty()).collect();
    let kept = example();
    for member in kept.as_object().expect("an object").keys() {
        assert!(told.contains(&member.as_str()), "{member}");
    }
}

#[test]
fn endings_are_written_as_the_page_says() {
    for (ending, written) in [
        (Ending::Line(Mark::X), json!({"line": "X"})),
        (Ending::Tie, json!("tie")),
        (Ending::Left(Mark::X), json!({"left": "X"})),
        (Ending::Resigned(Mark::X), json!({"resigned": "X"})),
        (Ending::Timeout(Mark::X), json!({"timeout": "X"})),
        (Ending::Abandoned(Mark::O), json!({"abandoned": "O"})),
        (Ending::Illegal(Mark::O), json!({"illegal": "O"})),
        (Ending::Void, json!("void")),
    ] {
        assert_eq!(serde_json::to_value(ending).expect("JSON"), written);
        assert_eq!(read::<Ending>(&written), ending);
        let word = match &written {
            Value::Object(member) => member.keys().next().expect("one").clone(),
            word => word.as_str().expect("text").to_owned(),
        };
        let is_told = [format!("`\"{word}\"`"), format!("`{{\"{word}\":"), format!("`{word}`")];
        assert!(is_told.iter().any(|form| section().contains(form)), "{word}");
    }
}

/// A log of a later version must be able to read what this one has written.
#[test]
fn events_and_rules_are_written_like_this() {
    let cell = Cell::try_from(4).expect("a cell");
    for (event, written) in [
        (
            Event::Moved { by: Mark::X, cell, ending: Some(Ending::Tie) },
            json!({"moved": {"by": "X", "cell": 4, "ending": "tie"}}),
        ),
        (Event::Ended(Ending::Void), json!({"ended": "void"})),
        (
            Event::Left { by: Mark::O, ending: None, awaited: true },
            json!({"left": {"by": "O", "ending": null, "awaited": true}}),
        ),
        (
            Event::Lost { by: Mark::O, claim_in: Duration::from_micros(1_500) },
            json!({"lost": {"by": "O", "claim_in": 1_500}}),
        ),
        (Event::Returned { by: Mark::X }, json!({"returned": {"by": "X"}})),
        (Event::Rematch { by: Mark::X, both: false }, json!({"rematch": {"by": "X", "both": false}})),
    ] {
        assert_eq!(serde_json::to_value(event).expect("JSON"), written);
        assert_eq!(read::<Event>(&written), event);
    }
    let clock: Control = "120+2".parse().expect("a clock");
    let rules =
        Rules { classic: false, clock: Some(clock), first_move: Some(Duration::from_secs(30)), ..Rules::default() };
    let written = json!({
        "classic": false, "clock": "120+2", "first_move": 30_000_000, "claim_after": 20_000_000,
        "give_up_after": 300_000_000, "illegal": null, "lag_credit": 0, "swap": false,
    });
    assert_eq!(serde_json::to_value(rules).expect("JSON"), written);
    assert_eq!(read::<Rules>(&written), rules);
}

#[test]
fn what_is_no_value_is_not_read() {
    for (cell, reason) in [(json!(9), "a ninth cell"), (json!("4"), "text"), (json!(-1), "none")] {
        assert!(serde_json::from_value::<Cell>(cell).is_err(), "{reason}");
    }
    for text in ["x", "", "XO", "Z"] {
        assert!(serde_json::from_value::<Mark>(json!(text)).is_err(), "{text}");
    }
    let error = serde_json::from_value::<Control>(json!("4+0")).expect_err("too short").to_string();
    assert!(error.contains("4+0"), "{error}");
}
