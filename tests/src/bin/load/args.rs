//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "load",
    about = "Plays many clients at once, and says what the server takes for it.",
    after_help = "Exit codes: 0 it was measured, errors of the server included; 1 it was not.\n\
        Try: load tttp --url ws://127.0.0.1:8080/tttp --pairs 50 --mode reconnect"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub load: Load,
    /// What all loads have.
    #[command(flatten)]
    pub common: Common,
}

/// What all loads have.
#[derive(Args, Debug)]
pub struct Common {
    /// The server: ws://HOST:PORT/path, or tcp://HOST:PORT for lines
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<String>,
    /// Process of the server, whose CPU time and memory are read from /proc
    #[arg(long, global = true, value_name = "PID")]
    pub pid: Option<u32>,
    /// Measured window, in s (storm: has none, it measures all of it)
    #[arg(long, global = true, default_value_t = 5.0, value_parser = seconds, value_name = "S")]
    pub seconds: f64,
    /// Time from the last connection to the window, in s
    #[arg(long, global = true, default_value_t = 1.0, value_parser = seconds, value_name = "S")]
    pub warmup: f64,
    /// Write the result here as JSON (-: standard output)
    #[arg(long, global = true, value_name = "FILE")]
    pub json: Option<String>,
    /// Seed of all that is random (default: a random one, which is printed)
    #[arg(long, global = true, value_name = "N")]
    pub seed: Option<u64>,
    /// Over TCP: say an empty line first, so that a server that guesses who speaks WebSocket need not wait
    #[arg(long, global = true)]
    pub speak_first: bool,
    /// Show no bar and no table
    #[arg(long, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Load {
    /// Play tic-tac-toe
    Tttp(TttpArgs),
    /// Move on the party canvas
    Party(PartyArgs),
    /// Connect, and do nothing but to answer pings
    Idle(IdleArgs),
    /// Connect, take the first message, close; as fast as it goes
    Storm(StormArgs),
}

/// How to play.
#[derive(Args, Debug)]
pub struct TttpArgs {
    /// Games at once
    #[arg(long, default_value_t = 50, value_parser = count, value_name = "N")]
    pub pairs: usize,
    /// What the games are like
    #[arg(long, value_enum, default_value = "rematch")]
    pub mode: Mode,
    /// In mode think: mean pause before a move, in ms; pauses are even from half to one and a half of it
    #[arg(long, default_value_t = 100, value_name = "MS")]
    pub think_ms: u64,
    /// In modes rejected and think: what follows a game
    #[arg(long, value_enum, default_value = "rematch", value_name = "WHAT")]
    pub then: Then,
}

/// What the games are like.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Mode {
    /// Moves as fast as answers come, and REMATCH after each game
    Rematch,
    /// Moves as fast as answers come, and new connections after each game
    Reconnect,
    /// Before each move one that is refused
    Rejected,
    /// A pause before each move
    Think,
}

/// What follows a game.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Then {
    /// Both say REMATCH
    Rematch,
    /// Both close, and connect again
    Reconnect,
}

/// How to move on the canvas.
#[derive(Args, Debug)]
pub struct PartyArgs {
    /// People at once
    #[arg(long, default_value_t = 100, value_parser = count, value_name = "N")]
    pub clients: usize,
    /// Positions sent, a second and client
    #[arg(long, default_value_t = 60.0, value_parser = rate, value_name = "N")]
    pub inputs: f64,
    /// How many of them never read
    #[arg(long, default_value_t = 0, value_name = "K")]
    pub stalled: usize,
    /// How frames look
    #[arg(long, value_enum, default_value = "classic")]
    pub form: Form,
    /// Let each walk within 40 px of a random home, instead of all over the canvas
    #[arg(long)]
    pub spread: bool,
    /// Rooms that the people are spread over: {room} in the URL stands for the code of one's own
    #[arg(long, default_value_t = 1, value_parser = count, value_name = "N")]
    pub rooms: usize,
    /// Ticks a second that the server is expected to make
    #[arg(long, default_value_t = 20.0, value_parser = rate, value_name = "HZ")]
    pub hz: f64,
}

/// How frames of the party look.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Form {
    /// JSON text
    Classic,
    /// Binary, subprotocol party.2
    Party2,
}

/// How to be idle.
#[derive(Args, Debug)]
pub struct IdleArgs {
    /// Connections at once
    #[arg(long, default_value_t = 8000, value_parser = count, value_name = "N")]
    pub connections: usize,
    /// What to be a client of: party2 asks for that subprotocol, the others are told by the path of the URL
    #[arg(long, value_enum)]
    pub form: Option<Place>,
}

/// What to be a client of.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Place {
    /// Tic-tac-toe
    Tttp,
    /// The party, in the classic form
    Party,
    /// The party, subprotocol party.2
    Party2,
    /// Messages come back
    Echo,
}

/// How to connect again and again.
#[derive(Args, Debug)]
pub struct StormArgs {
    /// Connections in all
    #[arg(long, default_value_t = 2000, value_parser = count, value_name = "N")]
    pub connections: usize,
    /// Connections at once
    #[arg(long, default_value_t = 64, value_parser = count, value_name = "N")]
    pub concurrency: usize,
}

impl Load {
    /// Connections at once.
    pub fn connections(&self) -> usize {
        match self {
            Self::Tttp(args) => args.pairs * 2,
            Self::Party(args) => args.clients,
            Self::Idle(args) => args.connections,
            Self::Storm(args) => args.concurrency.min(args.connections),
        }
    }

    /// Connections that are made at once.
    pub fn in_flight(&self) -> usize {
        match self {
            Self::Storm(args) => args.concurrency,
            _ => 64,
        }
    }

    /// Rooms that the connections are spread over.
    pub fn rooms(&self) -> usize {
        match self {
            Self::Party(args) => args.rooms,
            _ => 1,
        }
    }

    /// The subprotocol to ask for.
    pub fn subprotocol(&self) -> Option<&'static str> {
        let party2 = match self {
            Self::Party(args) => args.form == Form::Party2,
            Self::Idle(args) => args.form == Some(Place::Party2),
            Self::Tttp(_) | Self::Storm(_) => false,
        };
        party2.then_some("party.2")
    }
}

fn count(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| (1..=1_000_000).contains(count)).ok_or("this is a number, 1 to 1000000".into())
}

fn seconds(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|s| (0.0..=86_400.0).contains(s)).ok_or("this is a number of s, 0 to 86400".into())
}

fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate| (0.0..=10_000.0).contains(rate))
        .ok_or("this is a number a second, 0 to 10000".into())
}
