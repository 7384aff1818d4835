//! What can be set of how much one may say: commands by kind, for a connection and for an address.

use std::str::FromStr;

use clap::Args;
use tttp::{Rate, two::Key};

use super::numbers::whole;

/// A rate as a flag: `N` a minute after a burst of `B`, as `N:B`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PerMinute(pub Rate);

impl FromStr for PerMinute {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a limit is two numbers from 1 up, as 60:10: sixty a minute, after ten at once";
        let (per_minute, burst) = text.split_once(':').ok_or(wrong)?;
        let number =
            |text: &str| text.parse().ok().filter(|number: &u32| (1..=1_000_000).contains(number)).ok_or(wrong);
        Ok(Self(Rate { per_minute: number(per_minute)?, burst: number(burst)? }))
    }
}

/// How many commands of each kind a session of TTTP/2 may say: so many a minute, after so many at once.
#[derive(Args, Clone, Debug)]
pub struct Rates {
    /// HELLO
    #[arg(
        long,
        env = "TTTPARTY_LIMIT_HELLO",
        default_value = "20:10",
        value_name = "N:BURST",
        help_heading = "Limits"
    )]
    pub limit_hello: PerMinute,

    /// NAME and PROPOSE
    #[arg(long, env = "TTTPARTY_LIMIT_NAME", default_value = "20:10", value_name = "N:BURST", help_heading = "Limits")]
    pub limit_name: PerMinute,

    /// PLAY, HOST, CHALLENGE, ACCEPT, DECLINE, CANCEL, REMATCH, RESIGN, CLAIM and LEAVE
    #[arg(
        long,
        env = "TTTPARTY_LIMIT_PLAY",
        default_value = "240:40",
        value_name = "N:BURST",
        help_heading = "Limits"
    )]
    pub limit_play: PerMinute,

    /// JOIN and RESUME, which take a code or a ticket that could be guessed
    #[arg(long, env = "TTTPARTY_LIMIT_JOIN", default_value = "30:10", value_name = "N:BURST", help_heading = "Limits")]
    pub limit_join: PerMinute,

    /// MOVE and STATE
    #[arg(
        long,
        env = "TTTPARTY_LIMIT_MOVE",
        default_value = "1200:100",
        value_name = "N:BURST",
        help_heading = "Limits"
    )]
    pub limit_move: PerMinute,

    /// WATCH, LIST and HELP
    #[arg(long, env = "TTTPARTY_LIMIT_LIST", default_value = "60:30", value_name = "N:BURST", help_heading = "Limits")]
    pub limit_list: PerMinute,

    /// SAY
    #[arg(long, env = "TTTPARTY_LIMIT_SAY", default_value = "20:6", value_name = "N:BURST", help_heading = "Limits")]
    pub limit_say: PerMinute,

    /// SAY in the lobby, by all together
    #[arg(
        long,
        env = "TTTPARTY_LIMIT_LOBBY",
        default_value = "600:30",
        value_name = "N:BURST",
        help_heading = "Limits"
    )]
    pub limit_lobby: PerMinute,

    /// One address may do so many times what one connection may, but for HELLO and MOVE: a whole school may share one
    #[arg(long, env = "TTTPARTY_LIMIT_ADDRESS_FACTOR", default_value_t = 50, value_parser = whole::<u32>(1..=10_000), value_name = "N", help_heading = "Limits")]
    pub limit_address_factor: u32,

    /// Connections to games, party and echo that one address may open
    #[arg(
        long,
        env = "TTTPARTY_LIMIT_CONNECT",
        default_value = "3000:1000",
        value_name = "N:BURST",
        help_heading = "Limits"
    )]
    pub limit_connect: PerMinute,

    /// So many LIMIT answers are given at once, and one more a second; then the connection is closed
    #[arg(long, env = "TTTPARTY_LIMIT_STRIKES", default_value_t = 50, value_parser = whole::<u32>(1..), value_name = "N", help_heading = "Limits")]
    pub limit_strikes: u32,
}

impl Rates {
    /// How many commands of this kind one connection may say; nothing for what is bounded elsewhere.
    pub fn of(&self, key: Key) -> Option<Rate> {
        let PerMinute(rate) = match key {
            Key::Line => return None,
            Key::Hello => self.limit_hello,
            Key::Name => self.limit_name,
            Key::Play => self.limit_play,
            Key::Join => self.limit_join,
            Key::Move => self.limit_move,
            Key::List => self.limit_list,
            Key::Say => self.limit_say,
        };
        Some(rate)
    }

    /// The same for an address. Nothing for what is needed to come in and to play: the bounds on connections and on each of
    /// them are enough, and one who misbehaves must not keep the rest of a school out.
    pub fn of_address(&self, key: Key) -> Option<Rate> {
        if matches!(key, Key::Hello | Key::Move) {
            return None;
        }
        let factor = self.limit_address_factor;
        self.of(key).map(|rate| Rate {
            per_minute: rate.per_minute.saturating_mul(factor),
            burst: rate.burst.saturating_mul(factor),
        })
    }

    /// How many answers of LIMIT a connection may get.
    pub fn strikes(&self) -> Rate {
        Rate { per_minute: 60, burst: self.limit_strikes }
    }
}
