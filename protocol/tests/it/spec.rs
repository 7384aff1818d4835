//! The list of errors, and `TTTP.md`, where it is published.

use tttp::{Class, Error, Text};

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
