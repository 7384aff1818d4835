//! Loaded into the server by tests (`LD_PRELOAD`), where it stands between the program and the system's C library: disks
//! that are full, read-only or lose power, and clocks that are set while the program runs. For Linux alone; elsewhere it is
//! empty.
//!
//! What it does is told by variables of the environment, read when the first of its functions is called:
//!
//! | variable | what |
//! | --- | --- |
//! | `SHIM_FOLDER` | the folder whose files are meant |
//! | `SHIM_FAIL` | a file: while it is there, nothing can be written below the folder. It says why: `ENOSPC`, `EROFS`, or `EIO` |
//! | `SHIM_DURABLE` | a folder that is kept as a disk would be that forgets all that was not synchronised when the power fails |
//! | `SHIM_CLOCK` | a file: while it is there, the time of day is off by as many seconds as it says, as `-3600` |
//!
//! **Power.** After each `fsync` or `fdatasync` of a file below the folder, what that file holds is copied to the durable
//! folder, as a whole or not at all. A name that was changed or taken away is so there when the folder itself was
//! synchronised. So the durable folder is what is left if the power fails at any moment, on a disk that had written nothing
//! by itself. A real one may have written any part of the rest as well, in any order: that is not simulated (a copy that is
//! made while another thread writes holds some of it, by chance). A new file is durable, with its name, once it is
//! synchronised itself, as on ext4, XFS and Btrfs; POSIX does not promise that. That a disk lies about being
//! done is not simulated either. SQLite's `-shm` file is mapped into memory, written there past these functions, and never
//! synchronised: it is not in the durable folder, as SQLite makes it anew after a crash.
//!
//! **Failing writes.** `write`, `pwrite`, `ftruncate` and `fallocate` fail, and opening a file to write to it does if the
//! reason is that the folder is read-only; a part of a write that is still done before the disk is full is not simulated
//! (a real small file system does that, in the same tests). What is written through mapped memory goes on.
//!
//! **Clocks.** `clock_gettime(CLOCK_REALTIME)`, `gettimeofday` and `time` are off. The monotonic clock goes on, as it does
//! when somebody sets the time. Timers of the kernel by the time of day (`timerfd`, `pthread_cond_timedwait`) and times of
//! files are not.

#![allow(unsafe_code, reason = "it takes the place of C functions, and calls those behind it by their addresses")]

#[cfg(target_os = "linux")]
mod clock;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod next;
#[cfg(target_os = "linux")]
mod power;
#[cfg(target_os = "linux")]
mod settings;
