//! The load generator: one thread that plays many clients, and says what the server takes for it.
//!
//! It is kept much cheaper than what it measures: `epoll`, ready-made frames, one shared buffer, and payloads that
//! nobody needs are passed over. What is counted lies within the measured window.

mod args;
mod board;
mod case;
mod idle;
mod inbox;
mod links;
mod net;
mod party;
mod party2;
mod process;
mod report;
mod run;
mod storm;
mod tally;
mod target;
mod tttp;
mod walk;
mod wire;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, error::ErrorKind};

use args::{Cli, Load};
use net::Net;
use run::{Plan, run};
use target::Target;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(reason) => {
            // What this can't print to is what it would complain to.
            reason.print().ok();
            let asked = matches!(reason.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return if asked { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    match measure(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("load: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn measure(cli: &Cli) -> Result<(), String> {
    let common = &cli.common;
    let url = common.url.as_deref().ok_or_else(|| format!("--url is missing.\n{}", Cli::command().render_usage()))?;
    let target = Target::parse(url, cli.load.rooms(), cli.load.subprotocol(), common.speak_first)?;
    let seed = common.seed.unwrap_or_else(|| rand::random_range(0..1 << 32));
    let connections = cli.load.connections();
    rlimit::increase_nofile_limit(u64::MAX).map_err(|reason| reason.to_string()).and_then(|limit| match limit {
        enough if enough >= connections as u64 + 32 => Ok(()),
        limit => Err(format!("{connections} connections need more than the {limit} open files allowed (ulimit -n)")),
    })?;
    let plan = Plan {
        seconds: common.seconds,
        warmup: common.warmup,
        pid: common.pid,
        quiet: common.quiet,
        connections,
        in_flight: cli.load.in_flight(),
    };
    let transport = target.transport;
    let mut net = Net::new(target).map_err(|reason| format!("can't use epoll: {reason}"))?;
    let outcome = match &cli.load {
        Load::Tttp(args) => run(&plan, &mut net, &mut tttp::Tttp::new(args, seed, transport)),
        Load::Party(args) => run(&plan, &mut net, &mut party::Party::new(args, seed)),
        Load::Idle(args) => run(&plan, &mut net, &mut idle::Idle::new(args)),
        Load::Storm(args) => run(&plan, &mut net, &mut storm::Storm::new(args, url)),
    }?;
    let rows = report::rows(&cli.load, transport, seed, &net.tally, &outcome);
    if let Some(place) = &common.json {
        report::write(place, &rows)?;
    }
    if !common.quiet {
        print!("{}", report::table(&rows));
    }
    Ok(())
}
