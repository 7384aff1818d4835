//! What the tests want.

use std::{
    ffi::OsStr,
    fs,
    os::{fd::RawFd, unix::ffi::OsStrExt},
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// What the environment says.
pub(crate) struct Settings {
    folder: Option<PathBuf>,
    fail: Option<PathBuf>,
    /// What the power leaves.
    pub(crate) durable: Option<PathBuf>,
    clock: Option<PathBuf>,
}

/// What the environment said when somebody first asked.
pub(crate) fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| {
        let path = |name| std::env::var_os(name).map(PathBuf::from);
        Settings {
            folder: path("SHIM_FOLDER"),
            fail: path("SHIM_FAIL"),
            durable: path("SHIM_DURABLE"),
            clock: path("SHIM_CLOCK"),
        }
    })
}

impl Settings {
    /// Where a path leads below the folder; an empty one is the folder itself.
    pub(crate) fn below(&self, path: &Path) -> Option<PathBuf> {
        Some(path.strip_prefix(self.folder.as_ref()?).ok()?.to_owned())
    }

    /// The same of an open file.
    pub(crate) fn below_of(&self, fd: RawFd) -> Option<PathBuf> {
        self.folder.as_ref()?;
        self.below(&fs::read_link(format!("/proc/self/fd/{fd}")).ok()?)
    }

    /// Why nothing can be written now, as the C library says it.
    pub(crate) fn failure(&self) -> Option<i32> {
        match fs::read_to_string(self.fail.as_ref()?).ok()?.trim() {
            "EROFS" => Some(libc::EROFS),
            "EIO" => Some(libc::EIO),
            _ => Some(libc::ENOSPC),
        }
    }

    /// By how many seconds the time of day is off.
    pub(crate) fn off(&self) -> i64 {
        let said = self.clock.as_ref().and_then(|file| fs::read_to_string(file).ok());
        said.and_then(|said| said.trim().parse().ok()).unwrap_or(0)
    }
}

/// A path that C gave.
///
/// # Safety
/// It must point to a string that ends with a zero byte, and lives for as long as what comes back.
pub(crate) unsafe fn path<'a>(pointer: *const libc::c_char) -> &'a Path {
    // SAFETY: by the caller.
    Path::new(OsStr::from_bytes(unsafe { std::ffi::CStr::from_ptr(pointer) }.to_bytes()))
}
