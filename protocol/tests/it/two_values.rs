//! The values in the lines of TTTP/2.

use std::time::Duration;

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tttp::Error;
use tttp::two::{Caps, ChatText, Code, Control, GameId, Level, Place, Role, Tag, Ticket};

use crate::cases;

const SYMBOLS: &str = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

#[test]
fn clocks_have_bounds() {
    let seconds = Duration::from_secs;
    let control = Control { start: seconds(180), increment: seconds(2) };
    assert_eq!("180+2".parse(), Ok(control));
    assert_eq!(control.to_string(), "180+2");
    for word in ["5+0", "3600+60", "0005+00"] {
        assert!(word.parse::<Control>().is_ok(), "{word}");
    }
    for word in [
        "",
        "+",
        "none",
        "180",
        "180+",
        "+2",
        "4+0",
        "3601+0",
        "180+61",
        "180+-1",
        "+180+2",
        "180++2",
        "180 +2",
        "1.5+0",
        "00180+2",
        "99999999999999999999+0",
    ] {
        assert_eq!(word.parse::<Control>(), Err(Error::BadClock), "{word}");
    }
    for clock in [None, Some(control)] {
        assert_eq!(Control::parse(&Control::wire(clock).to_string()), Ok(clock));
    }
    assert_eq!(Control::wire(None).to_string(), "none");
    assert_eq!(Control::parse("None"), Err(Error::BadClock));
}

#[test]
fn levels_are_numbers() {
    for (level, number) in Level::ALL.iter().zip(1..) {
        assert_eq!((level.number(), level.to_string()), (number, number.to_string()));
    }
    for word in ["0", "5", "", "one", "01", "+1"] {
        assert_eq!(word.parse::<Level>(), Err(Error::BadLevel), "{word}");
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn ids_are_symbols(seed in any::<u64>()) {
        let rng = &mut StdRng::seed_from_u64(seed);
        let (game, code) = (GameId::random(rng), Code::random(rng));
        let (game_text, code_text) = (game.to_string(), code.to_string());
        prop_assert_eq!((game_text.len(), code_text.len()), (8, 5));
        prop_assert!(game_text.chars().chain(code_text.chars()).all(|c| SYMBOLS.contains(c)));
        prop_assert_eq!(game_text.to_lowercase().parse(), Ok(game));
        prop_assert_eq!(code_text.to_lowercase().parse(), Ok(code));
    }

    #[test]
    fn texts_of_symbols_are_ids(game in "[2-9A-HJKMNP-TV-Z]{8}", code in "[2-9A-HJKMNP-TV-Z]{5}") {
        prop_assert_eq!(game.parse::<GameId>().map(|id| id.to_string()), Ok(game));
        prop_assert_eq!(code.parse::<Code>().map(|code| code.to_string()), Ok(code));
    }

    #[test]
    fn tickets_match_themselves_only(one in any::<u128>(), bit in 0..128) {
        let ticket = Ticket::new(one);
        prop_assert!(ticket.matches(&Ticket::new(one)));
        prop_assert!(!ticket.matches(&Ticket::new(one ^ (1u128 << bit))));
        prop_assert_eq!(ticket.to_string(), format!("{one:032x}"));
        prop_assert_eq!(ticket.to_string().to_uppercase().parse(), Ok(ticket));
        prop_assert_eq!(format!("{ticket:?}"), "Ticket(_)");
    }

    #[test]
    fn chat_texts_keep_their_bounds(text in "\\PC{0,210}|.{0,210}|[ \u{feff}\u{200b}]{0,4}") {
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        match text.parse::<ChatText>() {
            Ok(taken) => {
                prop_assert_eq!(taken.as_str(), trimmed);
                prop_assert!((1..=200).contains(&trimmed.chars().count()) && trimmed.len() <= 480);
                prop_assert!(!trimmed.contains(char::is_control));
            }
            Err(error) => prop_assert_eq!(error, Error::BadText),
        }
    }
}

#[test]
fn what_is_no_id() {
    for text in ["", "7KX2M9A", "7KX2M9ABC", "7KX2M9A0", "7KX2M9AO", "7KX2M9AU", "7KX2M9A ", "7KX2M9Aé", "7KX2M9é"] {
        assert_eq!(text.parse::<GameId>(), Err(Error::NoSuchGame), "{text}");
        assert_eq!(text.parse::<Place>(), Err(Error::NoSuchGame), "{text}");
        assert_eq!(text.parse::<Code>(), Err(Error::BadCode), "{text}");
    }
    assert_eq!("lobby".parse(), Ok(Place::Lobby));
    assert_eq!("Watcher".parse::<Role>(), Err(Error::BadArgument));
    assert_eq!("lobby".parse::<Code>(), Err(Error::BadCode));
}

#[test]
fn tags_are_short_and_plain() {
    for text in ["1", "A-z_0.9", "0123456789abcdef"] {
        assert_eq!(text.parse::<Tag>().map(|tag| tag.to_string()), Ok(text.to_owned()));
    }
    for text in ["", "0123456789abcdefg", "a b", "a#", "é", "a\0"] {
        assert_eq!(text.parse::<Tag>(), Err(Error::BadTag), "{text}");
    }
}

#[test]
fn caps_of_a_later_version_are_passed_over() {
    let ping = Caps { ping: true, ..Caps::default() };
    assert_eq!(Caps::parse("ping"), ping);
    assert_eq!(Caps::parse("pingpong,,PING,ping,fly"), ping);
    assert_eq!(Caps::parse(""), Caps::default());
    assert_eq!(Caps { ping: true, multi: true, chat: true }.to_string(), "ping,multi,chat");
}

#[test]
fn what_is_no_chat_text() {
    let long = "a".repeat(201);
    let heavy = "𠀀".repeat(121);
    for text in ["", "  ", "\u{feff}", "\u{200b}\u{200d}", "a\nb", "a\tb", "a\u{202e}b", "a\u{2028}b", &long, &heavy] {
        assert_eq!(text.parse::<ChatText>(), Err(Error::BadText), "{text:?}");
    }
    for text in ["a", "👩\u{200d}🚀", "שלום", "# * = - x=1", &long[1..], &heavy[4..]] {
        assert_eq!(text.parse::<ChatText>().map(|text| text.to_string()), Ok(text.to_owned()));
    }
}
