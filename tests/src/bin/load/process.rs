//! What the system says about a process.

use std::{collections::BTreeMap, fs};

/// Length of a tick of `/proc/PID/stat`, in ns: it is 100 Hz on all systems that matter here.
const TICK: u64 = 10_000_000;

/// CPU time of each thread of a process, in ns.
pub struct Cpu(BTreeMap<String, u64>);

impl Cpu {
    /// What its threads have used so far.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn of(pid: u32) -> Result<Self, String> {
        threads(pid)
            .or_else(|| ticks(pid))
            .map(Self)
            .ok_or_else(|| format!("can't read the CPU time of process {pid}: is it running?"))
    }

    /// What they have used since then, in s. Threads that have ended meanwhile are passed over.
    pub fn since(&self, before: &Self) -> f64 {
        let used = |(thread, now): (&String, &u64)| now.saturating_sub(before.0.get(thread).copied().unwrap_or(0));
        self.0.iter().map(used).sum::<u64>() as f64 / 1e9
    }
}

/// Memory that a process has in use, in KiB.
///
/// # Errors
/// When there is no such process.
pub fn memory(pid: u32) -> Result<u64, String> {
    fs::read_to_string(format!("/proc/{pid}/status"))
        .ok()
        .and_then(|text| {
            text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
        })
        .ok_or_else(|| format!("can't read the memory of process {pid}: is it running?"))
}

fn threads(pid: u32) -> Option<BTreeMap<String, u64>> {
    let mut all = BTreeMap::new();
    for thread in fs::read_dir(format!("/proc/{pid}/task")).ok()? {
        let thread = thread.ok()?;
        // A thread that has just ended is passed over.
        let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else { continue };
        let used = text.split(' ').next()?.parse().ok()?;
        all.insert(thread.file_name().to_string_lossy().into_owned(), used);
    }
    // Systems that do not count this say 0.
    all.values().any(|used| *used > 0).then_some(all)
}

/// The same of the process as a whole, on systems that do not count it by thread.
fn ticks(pid: u32) -> Option<BTreeMap<String, u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may have spaces.
    let mut fields = text.rsplit_once(") ")?.1.split(' ').skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(BTreeMap::from([(pid.to_string(), (user + system) * TICK)]))
}
