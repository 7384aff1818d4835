//! The tables, and how an older database becomes one of today.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{OpenError, place::Place};

/// The steps from an empty database to this version's, in order: `user_version` says how many of them were made. A step
/// that was released is never changed; what comes later is another one.
const STEPS: [&str; 1] = [
    // `log` is written at its end only, whatever game a row belongs to, so a commit changes few pages.
    "CREATE TABLE log (
         n INTEGER PRIMARY KEY, game TEXT NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL, record TEXT NOT NULL);
     CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
     -- A number is never used twice, also if the last game is deleted: others ask for what comes after it.
     CREATE TABLE games (
         n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
         x TEXT NOT NULL, x_key TEXT NOT NULL, x_kind TEXT NOT NULL,
         o TEXT NOT NULL, o_key TEXT NOT NULL, o_kind TEXT NOT NULL,
         clock TEXT, private INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL,
         moves TEXT NOT NULL, times TEXT NOT NULL, winner TEXT, reason TEXT NOT NULL, ending TEXT NOT NULL,
         variant TEXT NOT NULL, seed INTEGER NOT NULL, rated INTEGER NOT NULL, x_level TEXT, o_level TEXT);
     CREATE INDEX games_x ON games (x_key, n);
     CREATE INDEX games_o ON games (o_key, n);
     CREATE INDEX games_pair ON games (x_key, o_key, n);
     CREATE INDEX games_ended ON games (ended);
     -- Those that only so many are kept of.
     CREATE INDEX games_guests ON games (n) WHERE x_kind = 'guest' AND o_kind = 'guest';
     CREATE TABLE players (
         key TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
         rating REAL NOT NULL, deviation REAL NOT NULL, volatility REAL NOT NULL,
         games INTEGER NOT NULL, wins INTEGER NOT NULL, losses INTEGER NOT NULL, draws INTEGER NOT NULL,
         last INTEGER NOT NULL, PRIMARY KEY (key, kind)) WITHOUT ROWID;",
];

/// The newest version that is known here.
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// Why a database can't be brought up to date.
#[derive(Debug)]
pub(super) enum SchemaError {
    /// It has a version that is not known here.
    Newer(i64),
    /// It can't be read or written.
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for SchemaError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl SchemaError {
    pub(super) fn at(self, place: &Place) -> OpenError {
        match self {
            Self::Newer(found) => {
                OpenError::Newer { folder: place.folder().map(ToOwned::to_owned), found, known: KNOWN }
            }
            Self::Database(error) => OpenError::database(place, error),
        }
    }
}

/// The version, if it is known here.
pub(super) fn check(db: &Connection) -> Result<usize, SchemaError> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    usize::try_from(version).ok().filter(|version| *version <= STEPS.len()).ok_or(SchemaError::Newer(version))
}

/// Whether there is nothing to be done to it.
pub(super) fn is_current(db: &Connection) -> Result<bool, SchemaError> {
    Ok(check(db)? == STEPS.len())
}

/// Brings a database up to date, as a whole or not at all.
pub(super) fn migrate(db: &mut Connection) -> Result<(), SchemaError> {
    let transaction = Transaction::new(db, TransactionBehavior::Immediate)?;
    // Another process may have done it meanwhile.
    for step in &STEPS[check(&transaction)?..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    Ok(transaction.commit()?)
}
