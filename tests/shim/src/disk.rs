//! A disk that can't be written to.

use libc::{c_char, c_int, c_void, iovec, mode_t, off_t, off64_t, size_t, ssize_t};

use crate::{
    next::next,
    settings::{path, settings},
};

/// Whether what would be written to this file can't be: then the reason is set, as the C library does.
fn fails(fd: c_int) -> bool {
    let Some(reason) = settings().failure() else { return false };
    if settings().below_of(fd).is_none() {
        return false;
    }
    set(reason);
    true
}

fn set(reason: c_int) {
    // SAFETY: this thread's own.
    unsafe { *libc::__errno_location() = reason };
}

/// Functions that write: they fail, or do what the C library does.
macro_rules! writing {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)+) => { $(
        /// As the C library's.
        ///
        /// # Safety
        /// As there.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(fd: c_int, $($argument: $type),*) -> $result {
            if fails(fd) {
                return -1;
            }
            let next = next!($name: unsafe extern "C" fn(c_int, $($type),*) -> $result);
            // SAFETY: with what the caller gave.
            unsafe { next(fd, $($argument),*) }
        }
    )+ };
}

writing! {
    write(bytes: *const c_void, count: size_t) -> ssize_t;
    writev(parts: *const iovec, count: c_int) -> ssize_t;
    pwrite(bytes: *const c_void, count: size_t, at: off_t) -> ssize_t;
    pwrite64(bytes: *const c_void, count: size_t, at: off64_t) -> ssize_t;
    ftruncate(length: off_t) -> c_int;
    ftruncate64(length: off64_t) -> c_int;
    fallocate(mode: c_int, at: off_t, length: off_t) -> c_int;
    fallocate64(mode: c_int, at: off64_t, length: off64_t) -> c_int;
}

/// Functions that open: they fail if what is opened is to be written to, and nothing can be. They are declared with a third
/// argument in every case, where C has it only with some flags: it is passed in a register, and not looked at otherwise.
macro_rules! opening {
    ($($name:ident),+) => { $(
        /// As the C library's.
        ///
        /// # Safety
        /// As there.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
            let writes = flags & (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT) != 0;
            // SAFETY: the caller gave a name.
            if writes && settings().failure() == Some(libc::EROFS) && settings().below(unsafe { path(name) }).is_some() {
                set(libc::EROFS);
                return -1;
            }
            let next = next!($name: unsafe extern "C" fn(*const c_char, c_int, mode_t) -> c_int);
            // SAFETY: with what the caller gave.
            unsafe { next(name, flags, mode) }
        }
    )+ };
}

opening!(open, open64);
