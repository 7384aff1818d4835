//! A time of day that somebody sets.

use libc::{c_int, c_void, clockid_t, time_t, timespec, timeval};

use crate::{next::next, settings::settings};

/// As the C library's.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    let next = next!(clock_gettime: unsafe extern "C" fn(clockid_t, *mut timespec) -> c_int);
    // SAFETY: with what the caller gave.
    let result = unsafe { next(clock, time) };
    if result == 0 && clock == libc::CLOCK_REALTIME {
        // SAFETY: it was written to just now.
        unsafe { (*time).tv_sec += settings().off() };
    }
    result
}

/// As the C library's.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn gettimeofday(time: *mut timeval, zone: *mut c_void) -> c_int {
    let next = next!(gettimeofday: unsafe extern "C" fn(*mut timeval, *mut c_void) -> c_int);
    // SAFETY: with what the caller gave.
    let result = unsafe { next(time, zone) };
    if result == 0 && !time.is_null() {
        // SAFETY: it was written to just now.
        unsafe { (*time).tv_sec += settings().off() };
    }
    result
}

/// As the C library's.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn time(out: *mut time_t) -> time_t {
    let next = next!(time: unsafe extern "C" fn(*mut time_t) -> time_t);
    // SAFETY: it need not write anywhere.
    let now = unsafe { next(std::ptr::null_mut()) } + settings().off();
    if !out.is_null() {
        // SAFETY: the caller wants it there.
        unsafe { *out = now };
    }
    now
}
