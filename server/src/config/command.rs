//! What the program can do besides serving.

use std::{net::IpAddr, path::PathBuf};

use clap::Subcommand;
use tttp::two::Name;

use super::{Port, storage::Folder};

/// What it can do instead of serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask a running server whether it is well: exit code 0 if it is, 1 if it is not.
    Healthcheck {
        /// Where it listens.
        #[arg(long, env = "TTTPARTY_HOST", default_value = "127.0.0.1")]
        host: IpAddr,
        /// Its main port.
        #[arg(long, env = "TTTPARTY_PORT", default_value = "8080", value_name = "PORT")]
        port: Port,
    },
    /// Print the records of games as lines of JSON, the oldest first; private games too.
    Export {
        /// Where they are.
        #[command(flatten)]
        folder: Folder,
        /// Only games after the one with this number
        #[arg(long, default_value_t = 0, value_name = "N")]
        since: u64,
    },
    /// Take over records of games that were exported; those that are there already stay as they are.
    Import {
        /// The file, or - for standard input
        file: PathBuf,
        /// Where they go.
        #[command(flatten)]
        folder: Folder,
    },
    /// Count all ratings again, from the games that are in the records: those that were deleted count no more.
    Rate {
        /// Where they are.
        #[command(flatten)]
        folder: Folder,
    },
    /// Take a name out of the records for good: its games stay, as those of nobody, and its rating goes.
    Forget {
        /// The name, as pages show it or with _ for spaces
        #[arg(value_parser = name)]
        name: Name,
        /// Where the records are.
        #[command(flatten)]
        folder: Folder,
    },
}

fn name(text: &str) -> Result<Name, String> {
    // As pages show it, or as it is on the wire.
    text.replace(' ', "_").parse().map_err(|error: tttp::Error| error.to_string())
}
