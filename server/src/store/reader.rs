//! The thread that looks things up, and makes checkpoints: what waits for the disk, but keeps no game waiting.

use std::sync::{
    atomic::{
        AtomicBool,
        Ordering::{Acquire, Release},
    },
    mpsc::Receiver,
};

use rusqlite::Connection;
use tracing::debug;

use super::checkpoints;

/// What it is to do.
pub(super) enum Job {
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
    /// A checkpoint is wanted, in case there is nothing else to do.
    Checkpoint,
    End,
}

/// Does one after another, until it is told to end. A checkpoint that is wanted comes next, whatever else waits: however much
/// is looked up, the write-ahead log is not to grow for it.
pub(super) fn run(mut db: Connection, jobs: &Receiver<Job>, wanted: &AtomicBool) {
    while let Ok(job) = jobs.recv() {
        if wanted.load(Acquire) {
            if let Err(error) = checkpoints::passive(&db) {
                debug!(%error, "no checkpoint now");
            }
            wanted.store(false, Release);
        }
        match job {
            Job::Run(run) => run(&mut db),
            Job::Checkpoint => {}
            Job::End => return,
        }
    }
}
