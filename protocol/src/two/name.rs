//! Names: which there can be, and which are too much alike.

mod propose;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rand::Rng;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, skeleton};

use super::Level;
use crate::Error;

/// What a session is called: 1 to 24 characters, letters and digits of any one script, `-`, `.`, `'`, and `_` for a
/// space, in Unicode's Normalization Form C.
///
/// Letters, scripts and what looks alike are as in Unicode Technical Standard #39. Ordered as text; whether two names
/// are too much alike is told by their [`skeleton`](Name::skeleton).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(Arc<str>);

impl Name {
    const MAX: usize = 24;
    /// Marks over and under one letter: more are of no script, but a way to draw over other lines (the same standard,
    /// section 5.4).
    const MAX_MARKS: usize = 4;

    /// The name as it is on the wire, with `_` for spaces. At most 96 bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as pages show it, with spaces.
    pub fn shown(&self) -> String {
        self.0.replace('_', " ")
    }

    /// What the name looks like. Two names with the same skeleton can be taken for one another.
    pub fn skeleton(&self) -> Skeleton {
        Skeleton::of(&self.0)
    }

    /// Whether only the server may give that name, or one like it, to anybody: `guest` or `house` and anything,
    /// `server`, `tttparty`, and words that stand for something else on the wire.
    pub fn is_reserved(&self) -> bool {
        let skeleton = self.skeleton().0;
        ["guest", "house"].iter().any(|prefix| skeleton.starts_with(&Skeleton::of(prefix).0))
            || ["server", "tttparty", "lobby", "gone", "watcher"].iter().any(|word| skeleton == Skeleton::of(word).0)
    }

    /// `Guest_n`, the name of a connection that speaks TTTP/1. Numbers begin again from 0 at 10 to the 18th, when the
    /// name would get too long.
    pub fn guest(number: u64) -> Name {
        Name(format!("Guest_{}", number % 10u64.pow(18)).into())
    }

    /// The name of the house bot that plays at that level.
    pub fn house(level: Level) -> Name {
        let name = match level {
            Level::Random => "House_Dizzy",
            Level::Easy => "House_Sunny",
            Level::Good => "House_Clever",
            Level::Perfect => "House_Perfect",
        };
        Name(name.into())
    }

    /// All names that are proposed.
    pub fn proposals() -> impl Iterator<Item = Name> {
        propose::all().map(|name| Name(name.into()))
    }

    /// A name for somebody who has none, as `Brave_Otter`: one of some 4400. The caller sees to it that it is free.
    pub fn propose(rng: &mut (impl Rng + ?Sized)) -> Name {
        Name(propose::words(rng).into())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = Error;

    /// Takes a name, and normalizes it; one that doesn't keep to the bounds above is [`Error::NameShape`].
    fn from_str(text: &str) -> Result<Name, Error> {
        // Normalization makes a text shorter by a bounded factor: this is far above all that can still become a name.
        if text.len() > 16 * Self::MAX {
            return Err(Error::NameShape);
        }
        let name: String = text.nfc().collect();
        if (1..=Self::MAX).contains(&name.chars().count()) && is_well_formed(&name) {
            return Ok(Name(name.into()));
        }
        Err(Error::NameShape)
    }
}

fn is_well_formed(name: &str) -> bool {
    name.chars().all(is_allowed)
        && name.chars().any(char::is_alphanumeric)
        && !name.starts_with('_')
        && !name.ends_with('_')
        && marks_are_few(name)
        && name.check_restriction_level(RestrictionLevel::SingleScript)
}

fn is_allowed(c: char) -> bool {
    is_separator(c) || ((c.is_alphanumeric() || is_combining_mark(c)) && c.identifier_allowed())
}

fn is_separator(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | '\'')
}

/// Marks follow a letter, a few of them, and none twice.
fn marks_are_few(name: &str) -> bool {
    let mut before = None;
    let mut marks = 0;
    name.chars().all(|c| {
        let last = before.replace(c);
        if !is_combining_mark(c) {
            marks = 0;
            return true;
        }
        marks += 1;
        marks <= Name::MAX_MARKS && last.is_some_and(|last| last != c && !is_separator(last))
    })
}

/// What a [`Name`] looks like: the same for all that people may take for one another, however it is written.
///
/// The skeleton of Unicode Technical Standard #39, section 4, after case folding. Separators are left out, and `i` is
/// as `l`, since the capital of the one is drawn as the other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Skeleton(String);

impl Skeleton {
    /// It as text: for records, and no name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(name: &str) -> Skeleton {
        let letters: String = name.chars().filter(|c| !is_separator(*c)).flat_map(fold).collect();
        // The skeleton has capitals of its own: that of 0 is O.
        let folded = skeleton(&letters).flat_map(fold).map(|c| if c == 'i' { 'l' } else { c });
        Skeleton(folded.collect())
    }
}

/// Folds case by way of the capital, so that ß is as ss, and both forms of a small sigma are one.
fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_uppercase().flat_map(char::to_lowercase)
}
