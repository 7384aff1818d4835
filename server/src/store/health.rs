//! Whether the database can be written to, and why not.

use std::{
    fs,
    io::{self, ErrorKind, Write},
    path::Path,
};

use rusqlite::ErrorCode;
use tracing::{info, warn};

use super::place::{self, Place};
use crate::journal::{Append, AppendId, Refusal};

/// What was told of last, so that a full disk is one line of the log and not one for each append.
#[derive(Debug, Default)]
pub(super) struct Health {
    refusal: Option<Refusal>,
    at_fault: Option<AppendId>,
}

impl Health {
    /// Why nothing can be written, as far as is known.
    pub(super) fn last(&self) -> Refusal {
        self.refusal.unwrap_or(Refusal::Failed)
    }

    pub(super) fn is_well(&mut self) {
        if self.refusal.take().is_some() {
            info!("games are saved again");
        }
    }

    pub(super) fn is_ill(&mut self, refusal: Refusal, error: &rusqlite::Error) {
        if self.refusal != Some(refusal) {
            self.refusal = Some(refusal);
            warn!(%error, "games can't be saved now: {refusal}");
        }
    }

    /// This append can't be saved, and others can.
    pub(super) fn is_at_fault(&mut self, append: &Append, error: &rusqlite::Error) {
        if self.at_fault != Some(append.id) {
            self.at_fault = Some(append.id);
            warn!(game = %append.game, %error, "a game can't be saved");
        }
    }
}

/// What an error means for those who want to write.
pub(super) fn refusal(place: &Place, error: &rusqlite::Error) -> Refusal {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Refusal::Full,
        Some(ErrorCode::ReadOnly) => Refusal::ReadOnly,
        // SQLite doesn't say what the system said, for instance that a quota is used up; so the system is asked.
        Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => {
            place.folder().map_or(Refusal::Failed, |folder| match probe(folder).map_err(|error| error.kind()) {
                Err(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => Refusal::Full,
                Err(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => Refusal::ReadOnly,
                _ => Refusal::Failed,
            })
        }
        _ => Refusal::Failed,
    }
}

/// Whether what is to be written, and not the disk, is at fault.
pub(super) fn is_of_content(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(error, _) => matches!(
            error.code,
            ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
                | ErrorCode::TooBig
                | ErrorCode::ParameterOutOfRange
                | ErrorCode::ApiMisuse
                | ErrorCode::Unknown
        ),
        _ => true,
    }
}

/// Writes as much as a page, and takes it away again.
fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join("probe");
    let written = place::own()
        .create(true)
        .truncate(true)
        .open(&path)
        .and_then(|mut file| file.write_all(&[0; 8_192]).and_then(|()| file.sync_data()));
    // It may not be there.
    let _ = fs::remove_file(path);
    written
}
