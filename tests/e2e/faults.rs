//! What is left of games when the server is killed, loses its disk or its power, or when everybody is gone at once: all that
//! anybody was told, and everybody can go on.

#[cfg(target_os = "linux")]
mod clock;
mod disk;
mod dropped;
mod journalled;
mod kill;
mod player;
#[cfg(target_os = "linux")]
mod power;
mod told;
mod torn;
mod world;

use tttparty_tests::{
    client::{Client, Way},
    process::ServerProcess,
    session::{GREETING, Session},
};

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

/// Opens a session at the door of a process, by this name.
async fn open(server: &ServerProcess, name: &str) -> Session {
    let mut session = knock(server).await;
    session.hello(name).await;
    session
}

/// Connects to a process.
async fn knock(server: &ServerProcess) -> Session {
    let client = Client::try_connect(&Way::Tcp(server.tttp2())).await.expect("the server listens");
    let mut session = Session::over(client);
    session.hears(&[GREETING]).await;
    session
}
