//! What outlives the process: opens it, and keeps it up to date.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use actix_web::rt::time::interval;
use tracing::debug;

use crate::{
    config::storage::{Durability, Storage},
    game_time::{GameTime, micros},
    journal::{Journal, Outcome, memory::Memory, sqlite::Sqlite},
    records::Records,
    stats::Stats,
    store::{self, Store},
    ticket::{Key, Signer},
};

/// How often the game time is kept. Those who were thinking when the server was killed get back twice as much at most.
const EVERY: Duration = Duration::from_secs(1);

/// What is kept, opened.
pub struct Kept {
    /// The logs of games.
    pub journal: Arc<dyn Journal>,
    /// What is kept of finished games.
    pub records: Records,
    /// What games go by.
    pub time: Arc<GameTime>,
    /// Who signs tickets.
    pub signer: Signer,
    /// What it is all in.
    pub store: Arc<Store>,
}

/// Why the data folder can't be used.
#[derive(Debug)]
pub enum KeptError {
    /// This user has none.
    NoFolder(String),
    /// The database in it can't be used.
    Store(store::OpenError),
    /// The key can't be read or made.
    Key(PathBuf, io::Error),
}

impl fmt::Display for KeptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(reason) => f.write_str(reason),
            Self::Store(error) => error.fmt(f),
            Self::Key(path, error) => write!(
                f,
                "the key of tickets in {} can't be used: {error}; make it readable, or delete it: then seats in open games are lost",
                path.display()
            ),
        }
    }
}

impl std::error::Error for KeptError {}

impl Kept {
    /// Opens the data folder, or begins with nothing.
    ///
    /// # Errors
    /// What is wrong with the folder, and what to do about it.
    pub fn open(config: &Storage) -> Result<Self, KeptError> {
        if config.ephemeral {
            let store = Arc::new(Store::in_memory().map_err(KeptError::Store)?);
            let journal = Arc::new(Memory::new(Arc::clone(&store)));
            return Ok(Self::new(journal, store, &rand::random()));
        }
        let folder = config.folder.path().map_err(KeptError::NoFolder)?;
        let sync = match config.sync {
            Durability::Normal => store::Sync::Normal,
            Durability::Full => store::Sync::Full,
        };
        // This takes the lock, so the key is not made twice.
        let store = Arc::new(Store::open(&folder, sync).map_err(KeptError::Store)?);
        let path = folder.join("key");
        let key = key(&path).map_err(|error| KeptError::Key(path, error))?;
        Ok(Self::new(Arc::new(Sqlite::new(Arc::clone(&store))), store, &key))
    }

    fn new(journal: Arc<dyn Journal>, store: Arc<Store>, key: &Key) -> Self {
        let time = Arc::new(GameTime::from(store.time()));
        Self { journal, records: Records::new(Arc::clone(&store)), time, signer: Signer::new(key), store }
    }
}

/// Keeps the game time, and finds out when something can be written again, for as long as it runs.
pub async fn keep(store: Arc<Store>, time: Arc<GameTime>, stats: Arc<Stats>) {
    let mut ticks = interval(EVERY);
    loop {
        ticks.tick().await;
        if time.stopped().is_none() {
            if stats.counts().live > 0 {
                // Nobody thinks where no game is on, and the disk may sleep.
                store.keep_time(time.now());
            }
            continue;
        }
        let now = i64::try_from(micros(time.now())).unwrap_or(i64::MAX);
        let written = store.write(move |transaction| {
            // Elsewhere than the time itself, which is only ever set forward, and larger than what may be left by chance.
            transaction.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', zeroblob(16384))", [])?;
            transaction.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', ?1)", [now])
        });
        match written.await {
            Ok(_) => time.note(Outcome::Committed),
            // The store has said so once.
            Err(error) => debug!(%error, "games stand still: nothing can be written"),
        }
    }
}

/// Reads the key in this file, or makes one.
fn key(path: &Path) -> io::Result<Key> {
    match fs::read_to_string(path) {
        Ok(text) => parse(text.trim()).ok_or_else(|| io::Error::other("it is not 64 hexadecimal digits")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
        Err(error) => Err(error),
    }
}

fn make(path: &Path) -> io::Result<Key> {
    let key: Key = rand::random();
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    write_whole(path, &format!("{digits}\n"))?;
    Ok(key)
}

/// Writes a file that only this user can read, in place of the one that is there, if any. Whatever happens, one of them is
/// there as a whole.
///
/// # Errors
/// When the system refuses.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    // Under its name only once it is whole.
    let new = path.with_extension("new");
    fs::remove_file(&new).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn parse(text: &str) -> Option<Key> {
    let mut key = Key::default();
    if text.len() != 2 * key.len() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, place) in key.iter_mut().zip(0..) {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = key(&path).unwrap();
        assert_eq!(key(&path).unwrap(), made);
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions()) & 0o777, 0o600);
        for damaged in ["", "12", &"+1".repeat(32), &"zz".repeat(32)] {
            fs::write(&path, damaged).unwrap();
            assert!(key(&path).is_err(), "{damaged:?}");
        }
    }
}
