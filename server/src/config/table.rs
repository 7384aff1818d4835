//! What can be set of TTTP/2: its games, rooms, watchers and chat.

use std::time::Duration;

use clap::{Args, ValueEnum};
use tttp::{Rules, two::Control};

use super::numbers::{DAY, whole};

/// Whether people may chat.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Chat {
    /// Whatever the filter lets through.
    #[default]
    On,
    /// Only ready-made phrases.
    Phrases,
    /// Not at all.
    Off,
}

/// The games of TTTP/2 and what is around them.
#[derive(Args, Clone, Debug)]
pub struct Tables {
    /// Clock of games with the next who comes: start and increment in seconds, as 120+2, or none
    #[arg(long, env = "TTTPARTY_CLOCK", default_value = "120+2", value_parser = clock, value_name = "S+I|none", help_heading = "Games")]
    pub clock: Clock,

    /// How long each player may take for the first move, in ms, 1 to 86400000; then the game is void
    #[arg(long, env = "TTTPARTY_FIRST_MOVE_MS", default_value_t = 30_000, value_parser = whole::<u64>(1..=DAY), value_name = "MS", help_heading = "Games")]
    pub first_move_ms: u64,

    /// How long after a player's connection is lost the other one can claim the win, in ms, 0 to 86400000
    #[arg(long, env = "TTTPARTY_CLAIM_MS", default_value_t = 20_000, value_parser = whole::<u64>(..=DAY), value_name = "MS", help_heading = "Games")]
    pub claim_ms: u64,

    /// How long a game that nobody claims is kept for a player who is gone, in ms, 0 to 86400000; never less than --claim-ms
    #[arg(long, env = "TTTPARTY_GIVE_UP_MS", default_value_t = 300_000, value_parser = whole::<u64>(..=DAY), value_name = "MS", help_heading = "Games")]
    pub give_up_ms: u64,

    /// The most that is given back to a clock for the way of one move, in ms, 0 to 86400000
    #[arg(long, env = "TTTPARTY_LAG_CREDIT_MS", default_value_t = 300, value_parser = whole::<u64>(..=DAY), value_name = "MS", help_heading = "Games")]
    pub lag_credit_ms: u64,

    /// So many refused moves in one game lose it
    #[arg(long, env = "TTTPARTY_ILLEGAL_MOVES", default_value_t = 20, value_parser = whole::<u16>(1..), value_name = "N", help_heading = "Games")]
    pub illegal_moves: u16,

    /// How long somebody waits alone before house bots offer themselves, in ms, 0 to 86400000
    #[arg(long, env = "TTTPARTY_OFFER_MS", default_value_t = 5_000, value_parser = whole::<u64>(..=DAY), value_name = "MS", help_heading = "Games")]
    pub offer_ms: u64,

    /// How long a house bot thinks, in ms: half as much to half as much again
    #[arg(long, env = "TTTPARTY_HOUSE_PAUSE_MS", default_value_t = 800, value_parser = whole::<u64>(..60_000), value_name = "MS", help_heading = "Games")]
    pub house_pause_ms: u64,

    /// Games that one session may play at once, if it asks for several
    #[arg(long, env = "TTTPARTY_MAX_GAMES", default_value_t = 16, value_parser = whole::<u16>(1..), value_name = "N", help_heading = "Games")]
    pub max_games: u16,

    /// Games that one session may watch at once
    #[arg(long, env = "TTTPARTY_MAX_WATCHED", default_value_t = 16, value_parser = whole::<u16>(..), value_name = "N", help_heading = "Games")]
    pub max_watched: u16,

    /// Watchers of one game
    #[arg(long, env = "TTTPARTY_MAX_WATCHERS", default_value_t = 500, value_parser = whole::<u16>(..), value_name = "N", help_heading = "Games")]
    pub max_watchers: u16,

    /// Rooms that wait for somebody to join, at once
    #[arg(long, env = "TTTPARTY_MAX_HOSTED", default_value_t = 1000, value_parser = whole::<usize>(..), value_name = "N", help_heading = "Games")]
    pub max_hosted: usize,

    /// What people may say to each other
    #[arg(long, env = "TTTPARTY_CHAT", value_enum, default_value = "on", help_heading = "Chat and names")]
    pub chat: Chat,

    /// A phrase for --chat phrases, in place of the usual ones (repeat)
    #[arg(long, env = "TTTPARTY_PHRASE", value_delimiter = '|', value_name = "TEXT", help_heading = "Chat and names")]
    pub phrase: Vec<String>,

    /// A word that the filter for names and chat must let through (repeat, or separate by commas)
    #[arg(
        long,
        env = "TTTPARTY_ALLOW_WORD",
        value_delimiter = ',',
        value_name = "WORD",
        help_heading = "Chat and names"
    )]
    pub allow_word: Vec<String>,

    /// Lines of chat that who comes later is told, in the lobby and in each game, 0 to 100
    #[arg(long, env = "TTTPARTY_CHAT_HISTORY", default_value_t = 50, value_parser = whole::<u16>(..=100), value_name = "N", help_heading = "Chat and names")]
    pub chat_history: u16,
}

/// A clock or none, as a flag.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub Option<Control>);

fn clock(text: &str) -> Result<Clock, String> {
    if text == "none" {
        return Ok(Clock(None));
    }
    text.parse().map(|control| Clock(Some(control))).map_err(|error: tttp::Error| error.to_string())
}

/// What people say to each other most.
const PHRASES: [&str; 8] =
    ["Hello", "Good luck", "Good game", "Well played", "Thanks", "One more?", "Oops", "I have to go, bye"];

impl Tables {
    /// The rules of a game with a player of TTTP/2 in it, and what the other one may be: a guest keeps its side and has no
    /// words for a claim; a bot of the house can't claim either, and waits for a first move for ever.
    pub fn rules(&self, clock: Option<Control>, with_guest: bool, with_house: bool) -> Rules {
        let ms = Duration::from_millis;
        Rules {
            classic: false,
            clock: clock.filter(|_| !with_guest),
            first_move: (!with_house).then_some(ms(self.first_move_ms)),
            claim_after: ms(self.claim_ms),
            give_up_after: ms(if with_guest || with_house {
                self.claim_ms
            } else {
                self.give_up_ms.max(self.claim_ms)
            }),
            illegal: Some(self.illegal_moves),
            lag_credit: ms(self.lag_credit_ms),
            swap: !with_guest,
        }
    }

    /// What may be said where only phrases may.
    pub fn phrases(&self) -> Vec<&str> {
        if self.phrase.is_empty() {
            return PHRASES.to_vec();
        }
        self.phrase.iter().map(String::as_str).collect()
    }
}
