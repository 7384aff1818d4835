//! The words of a line after its first.

use crate::Error;

/// Words, and among them options, `key=value`, wherever they stand.
#[derive(Clone, Copy)]
pub(super) struct Args<'a>(&'a str);

impl<'a> Args<'a> {
    pub(super) fn new(rest: &'a str) -> Args<'a> {
        Args(rest)
    }

    fn all(self) -> impl Iterator<Item = &'a str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// The words that are no options. A line may have any number of options that this version doesn't know, and they
    /// are passed over: those of a later one.
    pub(super) fn words(self) -> impl Iterator<Item = &'a str> {
        self.all().filter(|word| split_option(word).is_none())
    }

    /// The first words, so many; fewer are [`Error::BadArgument`].
    pub(super) fn first<const N: usize>(self) -> Result<[&'a str; N], Error> {
        let mut words = self.words();
        let mut found = [""; N];
        for place in &mut found {
            *place = words.next().ok_or(Error::BadArgument)?;
        }
        Ok(found)
    }

    /// All words, so many; more or fewer are [`Error::BadArgument`].
    pub(super) fn exactly<const N: usize>(self) -> Result<[&'a str; N], Error> {
        if self.words().nth(N).is_some() {
            return Err(Error::BadArgument);
        }
        self.first()
    }

    /// One word or none; more are [`Error::BadArgument`].
    pub(super) fn at_most_one(self) -> Result<Option<&'a str>, Error> {
        let mut words = self.words();
        match (words.next(), words.next()) {
            (word, None) => Ok(word),
            _ => Err(Error::BadArgument),
        }
    }

    /// The value of an option. Given twice it is [`Error::BadArgument`]: no telling which was meant.
    pub(super) fn option(self, key: &str) -> Result<Option<&'a str>, Error> {
        let mut values = self.all().filter_map(split_option).filter(|(word, _)| *word == key);
        match (values.next(), values.next()) {
            (value, None) => Ok(value.map(|(_, value)| value)),
            _ => Err(Error::BadArgument),
        }
    }
}

fn split_option(word: &str) -> Option<(&str, &str)> {
    word.split_once('=').filter(|(key, _)| !key.is_empty())
}

/// The first word of a line, and what follows the spaces after it.
pub(super) fn first_word(line: &str) -> (&str, &str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    (word, rest.trim_start_matches(' '))
}
