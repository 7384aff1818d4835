//! The floor: the least that a server can do and still be played with.
//!
//! One thread, one `epoll`, one `read` for what has come, one `write` for what is to be said, all of it ready-made.
//! There are no limits, no heartbeat and no log. What a real server costs is told in multiples of this.

mod hub;
mod party;
mod tttp;
mod wire;

use std::{io::Write, net::SocketAddr, process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};

use hub::{Hub, Service};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "floor",
    about = "The least that a server can do: a yardstick for real ones. It serves until it is killed."
)]
struct Cli {
    /// What to serve.
    #[command(subcommand)]
    game: Game,
}

/// What it can serve.
#[derive(Debug, Subcommand)]
enum Game {
    /// Tic-tac-toe, over WebSocket on any path.
    Tttp {
        /// Where to listen.
        #[command(flatten)]
        door: Door,
        /// Speak lines over plain TCP instead.
        #[arg(long)]
        lines: bool,
    },
    /// The party canvas: everybody is sent a ready-made frame in each tick, and what they say is thrown away.
    Party {
        /// Where to listen.
        #[command(flatten)]
        door: Door,
        /// Ticks a second, 1 to 1000
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000), value_name = "HZ")]
        hz: u16,
    },
}

/// Where to listen.
#[derive(Args, Debug)]
struct Door {
    /// Port on 127.0.0.1 (0: any free one)
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    port: u16,
}

fn main() -> ExitCode {
    let ended = match Cli::parse().game {
        Game::Tttp { door, lines } => serve(&door, !lines, None, tttp::Tables::new(!lines)),
        Game::Party { door, hz } => {
            serve(&door, true, Some(Duration::from_secs(1) / u32::from(hz)), party::Party::default())
        }
    };
    match ended {
        Ok(never) => match never {},
        Err(reason) => {
            eprintln!("floor: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn serve(
    door: &Door,
    websocket: bool,
    tick: Option<Duration>,
    service: impl Service,
) -> std::io::Result<std::convert::Infallible> {
    // A failure to raise it only matters to tests that open more connections than the limit allows.
    rlimit::increase_nofile_limit(u64::MAX).ok();
    let hub = Hub::bind(SocketAddr::from(([127, 0, 0, 1], door.port)), websocket, tick)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on {}", hub.address()?)?;
    out.flush()?;
    drop(out);
    hub.serve(service)
}
