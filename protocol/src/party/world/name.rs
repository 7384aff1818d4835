//! What a participant calls itself.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::Error;

/// A name to be shown to others: 1 to 24 characters, and so at most 96 bytes, none of them control characters. Two
/// participants may have the same. Cheap to clone.
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
        if !(1..=Self::MAX).contains(&length) || text.chars().any(char::is_control) {
            return Err(Error::NameShape);
        }
        Ok(Name(text.into()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
