//! What can be set of what is kept: where, how safely, and for how long.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum, builder::BoolishValueParser};
use directories::ProjectDirs;

use super::numbers::whole;

/// How sure it is that what was said outlives the machine.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Durability {
    /// Survives the end of this program, however sudden; after a power failure the last moments may be missing.
    #[default]
    Normal,
    /// Survives a power failure as well: each step waits for the disk.
    Full,
}

/// Where the data is.
#[derive(Args, Clone, Debug, Default)]
pub struct Folder {
    /// Folder of games and records (default: that of this user's data)
    #[arg(long, env = "TTTPARTY_DATA_DIR", value_name = "DIR", help_heading = "Games and records")]
    pub data_dir: Option<PathBuf>,
}

impl Folder {
    /// The folder.
    ///
    /// # Errors
    /// When none is given and this user has none.
    pub fn path(&self) -> Result<PathBuf, String> {
        let usual = || ProjectDirs::from("", "", "tttparty").map(|dirs| dirs.data_dir().to_owned());
        self.data_dir
            .clone()
            .or_else(usual)
            .ok_or_else(|| "this user has no home for a data folder: choose one with --data-dir".into())
    }
}

/// What is kept of games.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// Where.
    #[command(flatten)]
    pub folder: Folder,

    /// Keep nothing on disk: games, seats and records end with the server
    #[arg(long, env = "TTTPARTY_EPHEMERAL", value_parser = BoolishValueParser::new(), help_heading = "Games and records")]
    pub ephemeral: bool,

    /// What survives: the end of this program (normal), or a power failure as well, which is slower (full)
    #[arg(
        long,
        env = "TTTPARTY_SYNC",
        value_enum,
        default_value = "normal",
        value_name = "normal|full",
        hide_possible_values = true,
        help_heading = "Games and records"
    )]
    pub sync: Durability,

    /// Delete records of games, and ratings, when they are so many days old (default: keep them all)
    #[arg(long, env = "TTTPARTY_RETENTION", value_parser = whole::<u32>(1..=36_500), value_name = "DAYS", help_heading = "Games and records")]
    pub retention: Option<u32>,

    /// How long games wait for their players after a restart of the server, in ms, 0 to 3600000
    #[arg(long, env = "TTTPARTY_GRACE_MS", default_value_t = 60_000, value_parser = whole::<u64>(0..=3_600_000), value_name = "MS", help_heading = "Games and records")]
    pub grace_ms: u64,
}

impl Storage {
    /// How long games wait for their players after a restart.
    pub fn grace(&self) -> Duration {
        Duration::from_millis(self.grace_ms)
    }
}
