//! Where the database is: its folder, its lock, and how a connection to it is set up.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::{OpenError, Sync, database, schema};

/// How long a connection waits for one of another process.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How large the file of the write-ahead log stays when it is written from its beginning again, in bytes.
const WAL_KEPT: i64 = 16 << 20;

/// Where the database is, and for whom.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In a folder, for a server.
    Folder {
        /// Which.
        folder: PathBuf,
        /// When a commit counts as such.
        sync: Sync,
    },
    /// In a folder, for a command, while a server may use it.
    Command {
        /// Which.
        folder: PathBuf,
    },
    /// In memory.
    Memory,
}

impl Place {
    pub(super) fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder { folder, .. } | Self::Command { folder } => Some(folder),
            Self::Memory => None,
        }
    }

    /// Whether games are logged there.
    pub(super) fn is_served(&self) -> bool {
        !matches!(self, Self::Command { .. })
    }

    /// The connection that writes.
    pub(super) fn connect(&self) -> Result<Connection, OpenError> {
        let db = self.open()?;
        schema::check(&db).map_err(|error| error.at(self))?;
        let set = |db: &Connection| {
            match self {
                Self::Folder { sync, .. } => {
                    db.pragma_update(None, "journal_mode", "WAL")?;
                    db.pragma_update(None, "synchronous", if *sync == Sync::Full { "FULL" } else { "NORMAL" })?;
                    // Checkpoints wait for the disk, so the other thread makes them.
                    db.pragma_update(None, "wal_autocheckpoint", 0)?;
                    db.pragma_update(None, "journal_size_limit", WAL_KEPT)?;
                    // What is deleted is overwritten where that costs nothing.
                    db.pragma_update(None, "secure_delete", "FAST")?;
                    db.pragma_update(None, "cache_size", -16_384)?;
                }
                Self::Command { .. } => {
                    db.pragma_update(None, "journal_mode", "WAL")?;
                    // Whoever asks to be forgotten is.
                    db.pragma_update(None, "secure_delete", "ON")?;
                }
                Self::Memory => {}
            }
            db.pragma_update(None, "temp_store", "MEMORY")
        };
        set(&db).map_err(|error| OpenError::database(self, error))?;
        if self.is_served() && db.is_readonly("main").map_err(|error| OpenError::database(self, error))? {
            // What SQLite opens so, as the file system could not be written to, stays so when it can be again.
            let read_only = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
            return Err(OpenError::database(self, rusqlite::Error::SqliteFailure(read_only, None)));
        }
        Ok(db)
    }

    /// The connection that reads, and makes checkpoints; in memory there is none.
    pub(super) fn connect_second(&self) -> Result<Option<Connection>, OpenError> {
        if matches!(self, Self::Memory) {
            return Ok(None);
        }
        let db = self.open()?;
        let set = |db: &Connection| {
            if self.is_served() {
                // What changes something by mistake would wait for the writer, and it for that.
                db.pragma_update(None, "query_only", true)
            } else {
                db.pragma_update(None, "secure_delete", "ON")
            }
        };
        set(&db).map_err(|error| OpenError::database(self, error))?;
        Ok(Some(db))
    }

    fn open(&self) -> Result<Connection, OpenError> {
        let open = || {
            let db = match self.folder() {
                // Each connection stays on one thread, so it needs no lock of its own.
                Some(folder) => Connection::open_with_flags(
                    database(folder),
                    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                )?,
                None => Connection::open_in_memory()?,
            };
            db.busy_timeout(PATIENCE)?;
            db.set_prepared_statement_cache_capacity(64);
            Ok(db)
        };
        open().map_err(|error| OpenError::database(self, error))
    }
}

/// Makes a folder that only this user can look into.
pub(super) fn make(folder: &Path) -> Result<(), OpenError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| OpenError::Folder(folder.to_owned(), error))
}

/// How files are made that only this user can read.
pub(super) fn own() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the database's file, if it isn't there, and sees to it that nobody else can read any of them, whatever the folder
/// is: SQLite gives the files that it makes beside it the same permissions. Only for who has the lock, before there is any
/// connection: to close the file here would take away the locks of those.
pub(super) fn secure(folder: &Path) -> Result<(), OpenError> {
    let failed = |error| OpenError::Folder(folder.to_owned(), error);
    let database = database(folder);
    match own().create_new(true).open(&database) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => drop(made.map_err(failed)?),
    }
    #[cfg(unix)]
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut path = database.clone().into_os_string();
        path.push(end);
        close_to_others(Path::new(&path));
    }
    Ok(())
}

/// Takes the permissions of all others away. Files of another user, or on a disk that has no permissions, stay as they are.
#[cfg(unix)]
fn close_to_others(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(file) = fs::metadata(path) else { return };
    let mut permissions = file.permissions();
    if file.is_file() && permissions.mode() & 0o077 != 0 {
        permissions.set_mode(permissions.mode() & !0o077);
        if let Err(error) = fs::set_permissions(path, permissions) {
            tracing::warn!(%error, path = %path.display(), "others may be able to read this file");
        }
    }
}

/// Takes a folder for a server, for as long as the file is open.
pub(super) fn lock(folder: &Path) -> Result<File, OpenError> {
    let failed = |error| OpenError::Folder(folder.to_owned(), error);
    let path = folder.join("lock");
    let file = own().create(true).truncate(false).open(&path).map_err(failed)?;
    #[cfg(unix)]
    close_to_others(&path);
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether a server has left data in a folder: a command makes none.
pub(super) fn find(folder: &Path) -> Result<(), OpenError> {
    match fs::metadata(database(folder)) {
        Ok(file) if file.is_file() => Ok(()),
        Ok(_) => Err(OpenError::Missing(folder.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(OpenError::Missing(folder.to_owned())),
        Err(error) => Err(OpenError::Folder(folder.to_owned(), error)),
    }
}
