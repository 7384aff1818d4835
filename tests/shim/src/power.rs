//! What is left when the power fails.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use libc::{c_char, c_int};

use crate::{
    next::next,
    settings::{path, settings},
};

/// Something that was done to a name, and counts once the folder is synchronised.
enum Change {
    Renamed(PathBuf, PathBuf),
    Removed(PathBuf),
}

/// In order.
static CHANGES: Mutex<Vec<Change>> = Mutex::new(Vec::new());

fn note(change: Change) {
    CHANGES.lock().unwrap_or_else(PoisonError::into_inner).push(change);
}

/// A file, or the folder, was synchronised.
fn keep(fd: c_int) {
    let settings = settings();
    let Some(durable) = &settings.durable else { return };
    let Some(name) = settings.below_of(fd) else { return };
    // One at a time, and what is there now: so an older copy never takes the place of a newer one.
    let mut changes = CHANGES.lock().unwrap_or_else(PoisonError::into_inner);
    let result = if name.as_os_str().is_empty() {
        changes.drain(..).try_for_each(|change| change.make(durable))
    } else {
        // It is there again.
        changes.retain(|change| !matches!(change, Change::Removed(removed) if *removed == name));
        copy(fd, &durable.join(name))
    };
    if result.is_err() {
        // A mirror that is not right would prove nothing.
        std::process::abort();
    }
}

fn copy(fd: c_int, to: &Path) -> io::Result<()> {
    let new = to.with_extension("copy");
    fs::copy(format!("/proc/self/fd/{fd}"), &new)?;
    fs::rename(new, to)
}

impl Change {
    fn make(self, durable: &Path) -> io::Result<()> {
        let result = match self {
            Self::Renamed(from, to) => fs::rename(durable.join(from), durable.join(to)),
            Self::Removed(name) => fs::remove_file(durable.join(name)),
        };
        // What never was durable leaves nothing to change.
        result.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
    }
}

/// Functions that synchronise.
macro_rules! synchronising {
    ($($name:ident),+) => { $(
        /// As the C library's.
        ///
        /// # Safety
        /// As there.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(fd: c_int) -> c_int {
            let next = next!($name: unsafe extern "C" fn(c_int) -> c_int);
            // SAFETY: with what the caller gave.
            let result = unsafe { next(fd) };
            if result == 0 {
                keep(fd);
            }
            result
        }
    )+ };
}

synchronising!(fsync, fdatasync);

/// As the C library's.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    let next = next!(rename: unsafe extern "C" fn(*const c_char, *const c_char) -> c_int);
    // SAFETY: with what the caller gave.
    let result = unsafe { next(from, to) };
    // SAFETY: the caller gave names.
    let [from, to] = [from, to].map(|name| settings().below(unsafe { path(name) }));
    if let (0, Some(from), Some(to)) = (result, from, to) {
        note(Change::Renamed(from, to));
    }
    result
}

/// As the C library's.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(name: *const c_char) -> c_int {
    let next = next!(unlink: unsafe extern "C" fn(*const c_char) -> c_int);
    // SAFETY: with what the caller gave.
    let result = unsafe { next(name) };
    // SAFETY: the caller gave a name.
    if let (0, Some(name)) = (result, settings().below(unsafe { path(name) })) {
        note(Change::Removed(name));
    }
    result
}
