//! Which names there can be, and which are too much alike.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tttp::Error;
use tttp::two::{Level, Name};

use crate::cases;

fn name(text: &str) -> Name {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn what_is_a_name() {
    let longest = "W".repeat(24);
    for text in [
        "A",
        "7",
        "007",
        "Ada",
        "Ada_Lovelace",
        "O'Neil",
        "Anne-Marie",
        "J.R.",
        "-x-",
        "Jürgen",
        "Łukasz",
        "Ольга",
        "Ωμέγα",
        "李小龍",
        "たなかカナ",
        "김철수",
        "สมชาย",
        "नीलम",
        "محمد",
        "דוד",
        "Nguyễn",
        &longest,
    ] {
        assert_eq!(name(text).as_str(), text);
    }
    let too_long = "W".repeat(25);
    let accents = format!("a{}", "\u{301}\u{300}".repeat(20));
    for text in [
        "",
        "_",
        "-",
        "...",
        "_Ada",
        "Ada_",
        "Ada Lovelace",
        "Ada!",
        "a=b",
        "a/b",
        "*",
        "<b>",
        "a\u{200d}b",
        "a\u{0}",
        "a\u{202e}b",
        "😀",
        "Аda",
        "Adα",
        "ｆｕｌｌ",
        "①",
        "ℵ",
        "a:b",
        "\u{301}a",
        "a_\u{301}",
        &accents,
        &too_long,
    ] {
        assert_eq!(text.parse::<Name>(), Err(Error::NameShape), "{text:?}");
    }
    assert_eq!("a".repeat(100_000).parse::<Name>(), Err(Error::NameShape));
}

#[test]
fn names_are_normalized() {
    assert_eq!(name("Jose\u{301}"), name("José"));
    let longest = "e\u{301}".repeat(24);
    assert_eq!(name(&longest).as_str(), "é".repeat(24));
}

#[test]
fn who_can_be_taken_for_another() {
    for (one, other) in [
        ("Ada", "ada"),
        ("ADA", "ada"),
        ("Bob", "B0b"),
        ("Ivan", "lvan"),
        ("ivan", "IVAN"),
        ("Will", "W1ll"),
        ("Ann_Lee", "AnnLee"),
        ("Ann.Lee", "Ann-Lee"),
        ("O'Neil", "ONeil"),
        ("modern", "rnodern"),
        ("Анна", "анна"),
        ("оса", "oca"),
        ("Straße", "STRASSE"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("10", "lO"),
    ] {
        assert_eq!(name(one).skeleton(), name(other).skeleton(), "{one} {other}");
    }
    for (one, other) in [("Ada", "Bo"), ("Ann", "Anne"), ("Guest_1", "Guest_2"), ("é", "e"), ("10", "01"), ("李", "王")]
    {
        assert_ne!(name(one).skeleton(), name(other).skeleton(), "{one} {other}");
    }
}

#[test]
fn some_names_are_the_server_s() {
    for text in [
        "Guest_1",
        "guest",
        "GUEST-7",
        "House_Bot",
        "house",
        "h0use",
        "Server",
        "SERVER",
        "server.",
        "TTTParty",
        "tttparty",
        "Lobby",
        "l0bby",
        "1obby",
        "gone",
        "G0NE",
        "watcher",
        "Watch_er",
    ] {
        assert!(name(text).is_reserved(), "{text}");
    }
    for text in ["Ada", "Gus", "Horse", "Servers", "Gonzo", "Watchers", "X", "O", "all", "none", "A_Guest"] {
        assert!(!name(text).is_reserved(), "{text}");
    }
    for level in Level::ALL {
        let house = Name::house(*level);
        assert!(house.is_reserved() && name(house.as_str()) == house);
    }
}

#[test]
fn guests_are_numbered() {
    assert_eq!(Name::guest(17).as_str(), "Guest_17");
    assert_eq!(Name::guest(17).shown(), "Guest 17");
    for number in [0, 9, u64::MAX] {
        let guest = Name::guest(number);
        assert!(guest.is_reserved() && name(guest.as_str()) == guest);
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn proposals_are_names(seed in any::<u64>()) {
        let proposed = Name::propose(&mut StdRng::seed_from_u64(seed));
        prop_assert!(!proposed.is_reserved());
        prop_assert_eq!(proposed.as_str().parse(), Ok(proposed.clone()));
        prop_assert_eq!(proposed.shown().split(' ').count(), 2);
    }

    #[test]
    fn names_keep_their_bounds(text in ".{0,30}|\\w{1,26}|[A-Za-z_.'-]{1,26}") {
        let Ok(name) = text.parse::<Name>() else { return Ok(()) };
        prop_assert!((1..=24).contains(&name.as_str().chars().count()));
        prop_assert!(name.as_str().len() <= 96);
        prop_assert!(!name.as_str().contains(|c: char| c.is_whitespace() || c.is_control() || "=*#/:\"<>&".contains(c)));
        prop_assert_eq!(name.as_str().parse(), Ok(name.clone()));
        prop_assert_ne!(name.skeleton(), Name::house(Level::Good).skeleton());
    }

    /// However a name's case is changed, it stays the same to the eye.
    #[test]
    fn case_makes_no_name(text in "[a-zA-Z][a-zA-Z0-9]{0,10}|[а-яА-Я]{1,10}|[α-ωΑ-Ω&&\\p{L}]{1,10}") {
        let Ok(name) = text.parse::<Name>() else { return Ok(()) };
        for other in [text.to_uppercase(), text.to_lowercase()] {
            if let Ok(other) = other.parse::<Name>() {
                prop_assert_eq!(name.skeleton(), other.skeleton());
            }
        }
    }
}
