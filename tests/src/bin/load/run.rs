//! Connects, warms up, measures.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    case::Case,
    net::Net,
    process::{self, Cpu},
    report::Row,
};

/// How often the bar is drawn, and failed connections are tried again.
const BEAT: Duration = Duration::from_millis(100);
/// How long no connection may come to be before this gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to measure.
pub struct Plan {
    /// Measured window, in s.
    pub seconds: f64,
    /// Time before it, in s.
    pub warmup: f64,
    /// Process of the server.
    pub pid: Option<u32>,
    /// Whether no bar is shown.
    pub quiet: bool,
    /// Connections at once.
    pub connections: usize,
    /// Connections that may be made at once.
    pub in_flight: usize,
}

/// What was measured, besides what is counted.
pub struct Outcome {
    /// Length of the window, in s.
    pub seconds: f64,
    /// CPU time of the server in it, in s.
    pub server_cpu: Option<f64>,
    /// The same of this process.
    pub client_cpu: f64,
    /// Memory of the server before the first connection, in KiB.
    pub memory_before: Option<u64>,
    /// The same at the end, in KiB.
    pub memory_after: Option<u64>,
    /// Connections at once.
    pub connections: usize,
    /// What the case tells besides.
    pub extra: Vec<Row>,
}

/// Runs a load.
///
/// # Errors
/// Why it could not be measured.
pub fn run(plan: &Plan, net: &mut Net, case: &mut impl Case) -> Result<Outcome, String> {
    net.limit = plan.in_flight;
    let memory_before = plan.pid.map(process::memory).transpose()?;
    let endless = case.progress().is_none();
    let bar = Bar::new(plan.quiet);
    if endless {
        case.start(net);
        connect(plan, net, case, &bar)?;
        case.ready(Instant::now());
        let end = Instant::now() + Duration::from_secs_f64(plan.warmup);
        bar.phase("warming up", 0);
        spin(net, case, |_, _, now| Ok(now >= end), Some(end))?;
    }
    net.tally.window();
    case.window();
    let (server, client) = (plan.pid.map(Cpu::of).transpose()?, Cpu::of(std::process::id())?);
    let begin = Instant::now();
    if endless {
        let end = begin + Duration::from_secs_f64(plan.seconds);
        bar.phase("measuring", (plan.seconds * 10.0) as u64);
        spin(
            net,
            case,
            |_, _, now| {
                bar.at((now - begin).as_millis() as u64 / 100);
                Ok(now >= end)
            },
            Some(end),
        )?;
    } else {
        case.start(net);
        let (mut last, mut since) = (0, begin);
        spin(
            net,
            case,
            |net, case, now| {
                let (done, all) = case.progress().unwrap_or_default();
                bar.phase("connections", all as u64);
                bar.at(done as u64);
                if done > last {
                    (last, since) = (done, now);
                }
                stuck(net, done, all, now - since)?;
                Ok(done >= all)
            },
            None,
        )?;
    }
    let seconds = begin.elapsed().as_secs_f64();
    let client_cpu = Cpu::of(std::process::id())?.since(&client);
    let server_after = plan.pid.map(Cpu::of).transpose()?;
    let server_cpu = server_after.zip(server).map(|(after, before)| after.since(&before));
    let memory_after = plan.pid.map(process::memory).transpose()?;
    bar.clear();
    let extra = case.extra(seconds);
    Ok(Outcome { seconds, server_cpu, client_cpu, memory_before, memory_after, connections: plan.connections, extra })
}

/// Waits until everybody has been connected once.
fn connect(plan: &Plan, net: &mut Net, case: &mut impl Case, bar: &Bar) -> Result<(), String> {
    bar.phase("connecting", plan.connections as u64);
    let (mut last, mut since) = (0, Instant::now());
    spin(
        net,
        case,
        |net, _, now| {
            bar.at(net.ever_open as u64);
            if let Some(reason) = &net.failure {
                return Err(format!("{reason} (connection {} of {})", net.ever_open + 1, plan.connections));
            }
            if net.ever_open > last {
                (last, since) = (net.ever_open, now);
            }
            stuck(net, net.ever_open, plan.connections, now - since)?;
            Ok(net.ever_open >= plan.connections)
        },
        None,
    )
}

fn stuck(net: &Net, done: usize, all: usize, since: Duration) -> Result<(), String> {
    if since < PATIENCE {
        return Ok(());
    }
    let why = net.failure.as_deref().unwrap_or("the server does not answer");
    Err(format!("{done} of {all} connections came to be, then none for {} s: {why}", PATIENCE.as_secs()))
}

/// Runs until `done`, which is asked each turn.
fn spin<C: Case>(
    net: &mut Net,
    case: &mut C,
    mut done: impl FnMut(&Net, &C, Instant) -> Result<bool, String>,
    end: Option<Instant>,
) -> Result<(), String> {
    let mut beat = Instant::now() + BEAT;
    loop {
        let now = Instant::now();
        if done(net, case, now)? {
            return Ok(());
        }
        if now >= beat {
            net.retry();
            beat = now + BEAT;
        }
        let due = case.due(net, now).unwrap_or(beat);
        let until = due.min(beat).min(end.unwrap_or(beat));
        net.turn(case, until).map_err(|reason| format!("can't wait for events: {reason}"))?;
    }
}

/// A bar on standard error, when that is a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        // A bar draws twice a second, which costs nothing that could be measured.
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(2) };
        Self(ProgressBar::with_draw_target(None, target))
    }

    fn phase(&self, name: &'static str, length: u64) {
        if self.0.message() == name {
            return;
        }
        let template = if length > 0 { "{msg:12} {wide_bar} {pos}/{len}" } else { "{msg:12}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        self.0.set_length(length);
        self.0.set_position(0);
        self.0.set_message(name);
    }

    fn at(&self, position: u64) {
        if self.0.position() != position {
            self.0.set_position(position);
        }
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}
