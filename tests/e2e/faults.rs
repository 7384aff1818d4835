//! What is left of games when the server is killed, loses its disk or its power, or when everybody is gone at once: all that
//! anybody was told, and everybody can go on.

mod journalled;
mod kill;
mod player;
mod told;
mod world;

use std::str::FromStr;

use rand::RngExt;

/// The seed of a test, which is printed: another one each time, unless one is given.
fn seed() -> u64 {
    let seed = given("TTTPARTY_TEST_SEED").unwrap_or_else(|| rand::rng().random_range(0..1_000_000_000));
    println!("TTTPARTY_TEST_SEED={seed}");
    seed
}

/// What a variable of the environment says.
fn given<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}={value} is none")))
}
