//! Words for names that the server proposes: friendly, short, and fit for a class room.

use rand::{Rng, RngExt};

/// An adjective, `_`, and an animal: 24 characters at most.
pub(super) fn words(rng: &mut (impl Rng + ?Sized)) -> String {
    let mut any = |words: &[&'static str]| words[rng.random_range(0..words.len())];
    format!("{}_{}", any(ADJECTIVES), any(ANIMALS))
}

/// All there are.
pub(super) fn all() -> impl Iterator<Item = String> {
    ADJECTIVES.iter().flat_map(|adjective| ANIMALS.iter().map(move |animal| format!("{adjective}_{animal}")))
}

const ADJECTIVES: &[&str] = &[
    "Able", "Agile", "Amber", "Awake", "Bold", "Brave", "Breezy", "Bright", "Busy", "Calm", "Cheerful", "Clever",
    "Cosmic", "Cozy", "Crisp", "Curious", "Daring", "Dapper", "Eager", "Fancy", "Fearless", "Fluffy", "Fresh",
    "Friendly", "Gentle", "Golden", "Happy", "Honest", "Humble", "Jolly", "Jumpy", "Keen", "Kind", "Lively", "Lucky",
    "Lunar", "Mellow", "Merry", "Mighty", "Misty", "Nimble", "Noble", "Patient", "Peppy", "Playful", "Polite", "Proud",
    "Quick", "Quiet", "Royal", "Silver", "Smart", "Snappy", "Solar", "Sparkly", "Speedy", "Sunny", "Swift", "Tidy",
    "Vivid", "Warm", "Wise", "Witty", "Zesty",
];

const ANIMALS: &[&str] = &[
    "Alpaca", "Badger", "Beaver", "Bee", "Bison", "Bunny", "Camel", "Cat", "Crab", "Crane", "Deer", "Dingo", "Dolphin",
    "Duck", "Eagle", "Falcon", "Finch", "Firefly", "Fox", "Frog", "Gecko", "Gibbon", "Giraffe", "Hamster", "Hare",
    "Hedgehog", "Heron", "Ibex", "Iguana", "Jaguar", "Kitten", "Kiwi", "Koala", "Ladybird", "Lemur", "Lion", "Llama",
    "Lynx", "Marmot", "Meerkat", "Moose", "Mouse", "Newt", "Octopus", "Otter", "Owl", "Panda", "Parrot", "Penguin",
    "Puffin", "Puppy", "Quokka", "Rabbit", "Raccoon", "Robin", "Salmon", "Seal", "Sparrow", "Squirrel", "Swan",
    "Tiger", "Toucan", "Turtle", "Walrus", "Whale", "Wombat", "Yak", "Zebra",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::two::Name;

    #[test]
    fn any_of_them_is_a_name_of_its_own() {
        let mut looks = BTreeSet::new();
        for adjective in ADJECTIVES {
            for animal in ANIMALS {
                let name: Name = format!("{adjective}_{animal}").parse().expect("a name");
                assert!(!name.is_reserved(), "{name}");
                assert!(looks.insert(name.skeleton()), "{name}");
            }
        }
        assert!(looks.len() >= 3600);
    }
}
