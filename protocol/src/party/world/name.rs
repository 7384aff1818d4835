//! What a participant calls itself.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::Error;

/// A name to be shown to others: 1 to 24 characters, and so at most 96 bytes, not all of them blank, and none that can't
/// be seen or turns the text around it. Two participants may have the same. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name(Arc<str>);

impl Name {
    const MAX: usize = 24;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Error;

    /// Takes a name as it is; [`Error::NameShape`] if it isn't one.
    fn from_str(text: &str) -> Result<Name, Error> {
        let length = text.chars().take(Self::MAX + 1).count();
        let is_blank = text.chars().all(char::is_whitespace);
        if !(1..=Self::MAX).contains(&length) || is_blank || text.chars().any(misleads) {
            return Err(Error::NameShape);
        }
        Ok(Name(text.into()))
    }
}

/// Control characters, and those that can't be seen or turn the text around them: line and paragraph separators,
/// zero-width spaces, marks and overrides of direction. Joiners stay, for scripts and emoji need them.
fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_they_look_like() {
        for name in ["Ann", "李雷", "Jørgen", "👩\u{200d}🚀", "a b", "xxxxxxxxxxxxxxxxxxxxxxxx"] {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
        }
        let too_long = "x".repeat(25);
        for name in ["", " ", "\u{a0}", "a\u{7}", "a\u{202e}b", "\u{200b}", "a\u{2028}b", "\u{2066}a", &too_long] {
            assert_eq!(name.parse::<Name>(), Err(Error::NameShape), "{name:?}");
        }
    }
}
