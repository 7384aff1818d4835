//! Why the store can't be used.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

use super::place::Place;

/// Why the data folder can't be used; the text says what to do.
#[derive(Debug)]
pub enum OpenError {
    /// The folder can't be made or written to.
    Folder(PathBuf, io::Error),
    /// Another server uses it.
    Locked(PathBuf),
    /// There is no data in it.
    Missing(PathBuf),
    /// A newer version has written it.
    Newer {
        /// The folder; none in memory.
        folder: Option<PathBuf>,
        /// The schema it has.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// An older version, which is running, has written it.
    Older(PathBuf),
    /// What is in it is damaged, or something else.
    Damaged(PathBuf, rusqlite::Error),
    /// It can't be read or written.
    Database(Option<PathBuf>, rusqlite::Error),
    /// There's no thread to be had.
    Thread(io::Error),
}

impl OpenError {
    pub(super) fn database(place: &Place, error: rusqlite::Error) -> Self {
        let folder = place.folder().map(Path::to_owned);
        match (error.sqlite_error_code(), folder) {
            (Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt), Some(folder)) => Self::Damaged(folder, error),
            (_, folder) => Self::Database(folder, error),
        }
    }
}

const CHOOSE: &str = "choose another with --data-dir, or keep nothing with --ephemeral";

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder, source) if source.kind() == io::ErrorKind::PermissionDenied => write!(
                f,
                "the data folder {} is not allowed: let this user write to it, {CHOOSE} ({source})",
                folder.display()
            ),
            Self::Folder(folder, source) => {
                write!(f, "the data folder {} can't be used: {source}; {CHOOSE}", folder.display())
            }
            Self::Locked(folder) => {
                write!(f, "the data folder {} is in use by another server: stop that one, {CHOOSE}", folder.display())
            }
            Self::Missing(folder) => write!(
                f,
                "there is no data of a server in {}: give the folder of one with --data-dir, or start a server there once",
                folder.display()
            ),
            Self::Newer { folder, found, known } => {
                let folder = folder.as_deref().map(|folder| format!(" {}", folder.display())).unwrap_or_default();
                write!(
                    f,
                    "the data folder{folder} was written by a newer version (it has schema {found}, this version knows \
                     {known}): use that version, {CHOOSE}"
                )
            }
            Self::Older(folder) => write!(
                f,
                "the data folder {} is of an older version, and a server of that version is using it: start a server of \
                 this version there, or do this with the older one",
                folder.display()
            ),
            Self::Damaged(folder, source) => write!(
                f,
                "tttparty.db in the data folder {} is damaged, or no database: move it away with its -wal and -shm, or put \
                 a copy of it back, {CHOOSE} ({source})",
                folder.display()
            ),
            Self::Database(Some(folder), source) => write!(
                f,
                "tttparty.db in the data folder {} can't be used: {source}; see that the disk is not full and that this \
                 user may write to the files there, {CHOOSE}",
                folder.display()
            ),
            Self::Database(None, source) => write!(f, "there is no database to be had in memory: {source}"),
            Self::Thread(source) => write!(f, "there is no thread to be had for the data: {source}"),
        }
    }
}

impl std::error::Error for OpenError {}

/// Why something could not be looked up or changed.
#[derive(Debug)]
pub enum StoreError {
    /// The database says so.
    Database(rusqlite::Error),
    /// What was to be done has panicked; it has changed nothing.
    Panicked,
    /// The store is closed.
    Ended,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(source) => write!(f, "the data can't be read or written: {source}"),
            Self::Panicked => f.write_str("the data was not changed, because of a fault in the program"),
            Self::Ended => f.write_str("the data is closed, as the program ends"),
        }
    }
}

impl std::error::Error for StoreError {}
