//! What can be set: flags, the environment, defaults.

use std::{net::IpAddr, str::FromStr, time::Duration};

use clap::{Args, CommandFactory, FromArgMatches, Parser, ValueEnum, builder::BoolishValueParser};
use tttp::{party::Settings, two::ChatText};

use crate::{
    party::rooms::{Keeping, Plan},
    player::outbox::pulse::Patience,
};

pub mod command;
mod numbers;
pub mod rates;
pub mod storage;
pub mod table;
pub mod tls;
pub mod tutorials;

use self::{
    numbers::{DAY, speed, whole},
    rates::Rates,
    storage::Storage,
    table::Tables,
    tls::Secrecy,
    tutorials::Tutorials,
};
pub use command::Command;

/// How many rooms of the party one address may have, however few there are in all.
const A_FEW: usize = 10;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "tttparty",
    version,
    about = "An authoritative multiplayer game server: tic-tac-toe and a party canvas.",
    long_about = "An authoritative multiplayer game server: tic-tac-toe and a party canvas.\n\n\
        Without any flag it serves this machine only. For a class, start it with --lan and let people scan the code.\n\
        Each flag can be given by the environment as well: TTTPARTY_ and its name, as TTTPARTY_PORT=9000.",
    after_help = "Exit codes: 0 it ran and stopped as asked, 1 it could not start or has failed, 2 a flag is wrong.\n\
        Try: tttparty --lan     or: nc 127.0.0.1 58902",
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub config: Config,
}

/// A port to listen on, or none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Port {
    /// This door stays shut.
    Off,
    /// This port; 0 takes any free one.
    At(u16),
}

impl FromStr for Port {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            number => {
                number.parse().map(Self::At).map_err(|_| "a port is 0 to 65535 (0 takes any free one), or off".into())
            }
        }
    }
}

/// A door on the main port that can be shut.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Door {
    /// `/tttp`
    Tttp,
    /// `/party`, and its page
    Party,
    /// `/echo`
    Echo,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address to listen on
    #[arg(long, env = "TTTPARTY_HOST", value_parser = address, default_value = "127.0.0.1", help_heading = "Doors")]
    pub host: IpAddr,

    /// Listen on all interfaces, whatever --host says, and print every URL and a QR code, so that a class can join
    #[arg(long, env = "TTTPARTY_LAN", value_parser = BoolishValueParser::new(), help_heading = "Doors")]
    pub lan: bool,

    /// Main port: pages, /tttp, /party, /echo (0: any free one; off: none)
    #[arg(long, env = "TTTPARTY_PORT", default_value = "8080", value_name = "PORT|off", help_heading = "Doors")]
    pub port: Port,

    /// Classic tic-tac-toe door: plain TCP and WebSocket on one port
    #[arg(
        long,
        env = "TTTPARTY_CLASSIC_PORT",
        default_value = "58901",
        value_name = "PORT|off",
        help_heading = "Doors"
    )]
    pub classic_port: Port,

    /// TTTP/2 over plain TCP
    #[arg(long, env = "TTTPARTY_TTTP2_PORT", default_value = "58902", value_name = "PORT|off", help_heading = "Doors")]
    pub tttp2_port: Port,

    /// Classic party door: WebSocket
    #[arg(
        long,
        env = "TTTPARTY_CLASSIC_PARTY_PORT",
        default_value = "50001",
        value_name = "PORT|off",
        help_heading = "Doors"
    )]
    pub classic_party_port: Port,

    /// Shut a door on the main port (repeat, or separate by commas)
    #[arg(
        long,
        env = "TTTPARTY_WITHOUT",
        value_enum,
        value_delimiter = ',',
        value_name = "DOOR",
        help_heading = "Doors"
    )]
    pub without: Vec<Door>,

    /// Let pages from this origin connect, as `https://example.org` (repeat, or separate by commas). Pages from the
    /// server's own host always may; programs, which send no origin, as well. On the classic doors so may pages opened
    /// from a file
    #[arg(long, env = "TTTPARTY_ALLOW_ORIGIN", value_parser = origin, value_delimiter = ',', value_name = "ORIGIN", help_heading = "Doors")]
    pub allow_origin: Vec<String>,

    /// Whether connections are encrypted.
    #[command(flatten)]
    pub secrecy: Secrecy,

    /// Width of the canvas, 100 to 4000 px
    #[arg(long, env = "TTTPARTY_CANVAS_WIDTH", default_value_t = 500, value_parser = whole::<u16>(100..=4000), value_name = "PX", help_heading = "Party")]
    pub canvas_width: u16,

    /// Height of the canvas, 100 to 4000 px
    #[arg(long, env = "TTTPARTY_CANVAS_HEIGHT", default_value_t = 500, value_parser = whole::<u16>(100..=4000), value_name = "PX", help_heading = "Party")]
    pub canvas_height: u16,

    /// Ticks of the party a second, 1 to 240
    #[arg(long, env = "TTTPARTY_TICK", default_value_t = 20, value_parser = whole::<u16>(1..=240), value_name = "HZ", help_heading = "Party")]
    pub tick: u16,

    /// Zombies at the party, 0 to 500
    #[arg(long, env = "TTTPARTY_ZOMBIES", default_value_t = 5, value_parser = whole::<u16>(0..=500), value_name = "N", help_heading = "Party")]
    pub zombies: u16,

    /// How fast a zombie walks, 0 to 3000 px/s
    #[arg(long, env = "TTTPARTY_ZOMBIE_SPEED", default_value_t = 40.0, value_parser = zombie_speed, value_name = "PX/S", help_heading = "Party")]
    pub zombie_speed: f32,

    /// How fast people may move, 1 to 100000 px/s: a longer jump is walked
    #[arg(long, env = "TTTPARTY_TOP_SPEED", default_value_t = 3000.0, value_parser = top_speed, value_name = "PX/S", help_heading = "Party")]
    pub top_speed: f32,

    /// Show the names that participants bring along, as in /party?name=Ann, but for rude ones
    #[arg(long, env = "TTTPARTY_NAMES", value_parser = BoolishValueParser::new(), help_heading = "Party")]
    pub names: bool,

    /// Rooms of the party that people may make for themselves, at once; 0 leaves the main one
    #[arg(long, env = "TTTPARTY_MAX_ROOMS", default_value_t = 200, value_parser = whole::<usize>(..), value_name = "N", help_heading = "Party")]
    pub max_rooms: usize,

    /// How long a room is kept when the last has left, in ms, 0 to 86400000
    #[arg(long, env = "TTTPARTY_ROOM_GRACE_MS", default_value_t = 60_000, value_parser = whole::<u64>(..=DAY), value_name = "MS", help_heading = "Party")]
    pub room_grace_ms: u64,

    /// Frames of party.2 for one client, 8192 to 16777216 bytes a second: in a crowd those far away move in fewer of them
    #[arg(long, env = "TTTPARTY_PARTY_BYTES_PER_SECOND", default_value_t = 64 * 1024, value_parser = whole::<u32>(8 * 1024..=16 * 1024 * 1024), value_name = "BYTES", help_heading = "Party")]
    pub party_bytes_per_second: u32,

    /// The games of TTTP/2 and what is around them.
    #[command(flatten)]
    pub tables: Tables,

    /// What is kept of games.
    #[command(flatten)]
    pub storage: Storage,

    /// The systems that tutorials build.
    #[command(flatten)]
    pub tutorials: Tutorials,

    /// Connections at once, in all; one more gets 503
    #[arg(long, env = "TTTPARTY_MAX_CONNECTIONS", default_value_t = 10_000, value_parser = whole::<usize>(..), value_name = "N", help_heading = "Limits")]
    pub max_connections: usize,

    /// Connections at once from one address: a whole school may share one
    #[arg(long, env = "TTTPARTY_MAX_PER_ADDRESS", default_value_t = 500, value_parser = whole::<usize>(..), value_name = "N", help_heading = "Limits")]
    pub max_per_address: usize,

    /// Lines a second from one player, after a burst of twice as many
    #[arg(long, env = "TTTPARTY_LINES_PER_SECOND", default_value_t = 50, value_parser = whole::<u32>(1..), value_name = "N", help_heading = "Limits")]
    pub lines_per_second: u32,

    /// How much a session of TTTP/2 may say.
    #[command(flatten)]
    pub rates: Rates,

    /// Messages a second from one participant of the party, after a burst of twice as many
    #[arg(long, env = "TTTPARTY_POSITIONS_PER_SECOND", default_value_t = 1000, value_parser = whole::<u32>(1..), value_name = "N", help_heading = "Limits")]
    pub positions_per_second: u32,

    /// Lift every limit of rate and address, for load tests; the bounds on memory stay
    #[arg(long, env = "TTTPARTY_NO_LIMITS", value_parser = BoolishValueParser::new(), help_heading = "Limits")]
    pub no_limits: bool,

    /// Largest message that /echo takes, 1 to 67108864 bytes
    #[arg(long, env = "TTTPARTY_ECHO_MAX_BYTES", default_value_t = 64 * 1024, value_parser = whole::<u32>(1..=64 * 1024 * 1024), value_name = "BYTES", help_heading = "Limits")]
    pub echo_max_bytes: u32,

    /// Time between two pings, in ms, 10 to 43200000
    #[arg(long, env = "TTTPARTY_PING_MS", default_value_t = 5_000, value_parser = whole::<u64>(10..=DAY / 2), value_name = "MS", help_heading = "Limits")]
    pub ping_ms: u64,

    /// A peer that was silent for this long is gone, in ms, 20 to 86400000; at least twice --ping-ms
    #[arg(long, env = "TTTPARTY_SILENCE_MS", default_value_t = 10_000, value_parser = whole::<u64>(20..=DAY), value_name = "MS", help_heading = "Limits")]
    pub silence_ms: u64,

    /// Worker threads (default: one a core)
    #[arg(long, env = "TTTPARTY_WORKERS", value_parser = whole::<u16>(1..=256), value_name = "N", help_heading = "Running")]
    pub workers: Option<u16>,

    /// How log lines look, on standard error
    #[arg(long, env = "TTTPARTY_LOG_FORMAT", value_enum, default_value = "text", help_heading = "Running")]
    pub log_format: LogFormat,

    /// What is logged: error, warn, info, debug, trace, or a filter such as tttparty=debug
    #[arg(
        long,
        env = "TTTPARTY_LOG",
        default_value = "info,actix_http=off",
        value_name = "FILTER",
        help_heading = "Running"
    )]
    pub log: String,
}

/// What `--help` prints.
pub fn help() -> String {
    Cli::command().render_long_help().to_string()
}

fn zombie_speed(text: &str) -> Result<f32, String> {
    speed(text, 0.0, 3000.0)
}

fn top_speed(text: &str) -> Result<f32, String> {
    speed(text, 1.0, 100_000.0)
}

impl Config {
    /// The address to bind.
    pub fn address(&self) -> IpAddr {
        if self.lan { IpAddr::from([0, 0, 0, 0]) } else { self.host }
    }

    /// Whether a door on the main port is open.
    pub fn has(&self, door: Door) -> bool {
        !self.without.contains(&door)
    }

    /// What the canvas is like.
    fn party(&self) -> Settings {
        Settings {
            width: self.canvas_width.into(),
            height: self.canvas_height.into(),
            zombies: self.zombies,
            zombie_speed: self.zombie_speed,
            top_speed: self.top_speed,
        }
    }

    /// What the main room is like, and any other that is not asked to be different.
    pub fn plan(&self) -> Plan {
        Plan { world: self.party(), hz: self.tick }
    }

    /// How rooms are kept.
    pub fn keeping(&self) -> Keeping {
        Keeping {
            most: self.max_rooms,
            one_address: if self.no_limits { usize::MAX } else { (self.max_rooms / 4).max(A_FEW) },
            bytes_per_second: self.party_bytes_per_second,
            grace: Duration::from_millis(self.room_grace_ms),
        }
    }

    /// How long a peer may be silent.
    pub fn patience(&self) -> Patience {
        Patience { ping: Duration::from_millis(self.ping_ms), silence: Duration::from_millis(self.silence_ms) }
    }

    /// What two flags together make impossible.
    ///
    /// # Errors
    /// What to change.
    pub fn check(&self) -> Result<(), String> {
        if self.storage.ephemeral && self.storage.folder.data_dir.is_some() {
            return Err("--ephemeral keeps nothing, and --data-dir says where to keep it: give one of them".into());
        }
        self.secrecy.check()?;
        self.check_ports()?;
        if self.silence_ms < self.ping_ms.saturating_mul(2) {
            return Err(format!(
                "--silence-ms {} is less than twice --ping-ms {}: peers that are well would be cut off",
                self.silence_ms, self.ping_ms
            ));
        }
        for phrase in self.tables.phrases() {
            if let Err(error) = phrase.parse::<ChatText>() {
                return Err(format!("--phrase {phrase:?}: {error}"));
            }
        }
        Ok(())
    }

    fn check_ports(&self) -> Result<(), String> {
        let mut doors = vec![
            (self.port, "--port"),
            (self.classic_port, "--classic-port"),
            (self.tttp2_port, "--tttp2-port"),
            (self.classic_party_port, "--classic-party-port"),
        ];
        doors.extend(self.tutorials.ports().map(|(_, port, flag)| (port, flag)));
        doors.retain(|(port, _)| !matches!(port, Port::Off | Port::At(0)));
        for (index, (port, flag)) in doors.iter().enumerate() {
            if let Some((_, other)) = doors[..index].iter().find(|(other, _)| other == port) {
                return Err(format!(
                    "{other} and {flag} are the same port: give each one of its own, 0 for any free one, or off"
                ));
            }
        }
        Ok(())
    }

    /// A rate limit, unless all are lifted.
    pub fn rate(&self, per_second: u32) -> Option<u32> {
        (!self.no_limits).then_some(per_second)
    }
}

impl Default for Config {
    /// What an empty command line gives, whatever the environment says.
    fn default() -> Self {
        let command = Cli::command().mut_args(|arg| arg.env(None::<&str>));
        let matches = command.get_matches_from(["tttparty"]);
        Cli::from_arg_matches(&matches).expect("the defaults are valid").config
    }
}

/// As a number: which of the addresses of a name is meant would be a guess.
fn address(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| "this is an address of this machine, as 127.0.0.1 or ::1; 0.0.0.0 is all of them".into())
}

/// As browsers write it (RFC 6454 section 6.2): anything else would let nobody in.
fn origin(text: &str) -> Result<String, String> {
    let (scheme, host) = text.trim_end_matches('/').split_once("://").unwrap_or_default();
    let is_one = !scheme.is_empty() && !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    if is_one || ["", "*", "null"].contains(&text) {
        return Ok(text.into());
    }
    Err("an origin is a scheme, a host, and any unusual port, as http://localhost:5500; * is all of them".into())
}
