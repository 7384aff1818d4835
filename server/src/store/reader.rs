//! The thread that looks things up, and makes checkpoints: what waits for the disk, but keeps no game waiting.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Release},
    mpsc::Receiver,
};

use rusqlite::Connection;
use tracing::debug;

use super::checkpoints;

/// What it is to do.
pub(super) enum Job {
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
    /// Makes a checkpoint, and says when it is done.
    Checkpoint(Arc<AtomicBool>),
    End,
}

/// Does one after another, until it is told to end.
pub(super) fn run(mut db: Connection, jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Run(run) => run(&mut db),
            Job::Checkpoint(is_waiting) => {
                if let Err(error) = checkpoints::passive(&db) {
                    debug!(%error, "no checkpoint now");
                }
                is_waiting.store(false, Release);
            }
            Job::End => return,
        }
    }
}
