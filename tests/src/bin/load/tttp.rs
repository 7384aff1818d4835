//! Games of tic-tac-toe ("TTTP.md").
//!
//! Who plays whom is up to the server, so each connection follows what it is told, and checks it against its own board.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    args::{Mode, Then, TttpArgs},
    board::{Board, Ending},
    case::{Case, End},
    inbox::Message,
    net::Net,
    target::Transport,
    wire,
};

/// A move that is wrong on any board.
const NO_CELL: usize = 9;

/// Refusals of a move to a cell that is taken, whoever's turn it is, or to one that does not exist.
const REFUSALS: [&[u8]; 4] =
    [b"MESSAGE Not your turn", b"MESSAGE Cell already occupied", b"MESSAGE No such cell", b"MESSAGE The game is over"];

/// What players are told on arrival. All other messages are errors here.
const GREETINGS: [&[u8]; 2] = [b"MESSAGE Waiting for opponent to connect", b"MESSAGE Your opponent will move first"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Nothing was heard yet.
    New,
    /// For the first move of a game: X to be told, O to hear the other's.
    Waiting,
    /// It is our turn, and the move was not sent yet.
    Turn,
    /// This move was sent.
    Moved(u8, Instant),
    /// It is the other's turn.
    Theirs,
    /// The game is over, and this must be said next.
    Ending(Ending),
    /// It was said.
    Over,
    /// We have said good-bye.
    Leaving,
}

struct Player {
    phase: Phase,
    first: bool,
    board: Board,
    /// When a move was sent that must be refused, until it is.
    refused: Option<Instant>,
    /// Whether this turn's refused move was sent.
    tried: bool,
}

impl Player {
    const NEW: Self = Self { phase: Phase::New, first: false, board: Board::EMPTY, refused: None, tried: false };
}

/// Games, each by two connections.
pub struct Tttp {
    players: Vec<Player>,
    mode: Mode,
    then: Then,
    think: Duration,
    rng: StdRng,
    thinking: BinaryHeap<Reverse<(Instant, usize)>>,
    /// `MOVE 0` to `MOVE 9`, as they go over the wire.
    moves: [Vec<u8>; 10],
    rematch: Vec<u8>,
}

impl Tttp {
    /// So many pairs.
    pub fn new(args: &TttpArgs, seed: u64, transport: Transport) -> Self {
        let line = |text: &str| match transport {
            Transport::Ws => wire::frame(wire::TEXT, text.as_bytes()),
            Transport::Tcp => format!("{text}\n").into_bytes(),
        };
        let then = match args.mode {
            Mode::Rematch => Then::Rematch,
            Mode::Reconnect => Then::Reconnect,
            Mode::Rejected | Mode::Think => args.then,
        };
        Self {
            players: (0..args.pairs * 2).map(|_| Player::NEW).collect(),
            mode: args.mode,
            then,
            think: Duration::from_millis(args.think_ms),
            rng: StdRng::seed_from_u64(seed),
            thinking: BinaryHeap::new(),
            moves: std::array::from_fn(|cell| line(&format!("MOVE {cell}"))),
            rematch: line("REMATCH"),
        }
    }

    /// It is this player's turn: what comes before the move depends on the mode.
    fn turn(&mut self, net: &mut Net, id: usize, now: Instant) {
        let player = &mut self.players[id];
        player.phase = Phase::Turn;
        match self.mode {
            Mode::Think => {
                let pause = self.think.mul_f64(self.rng.random_range(0.5..1.5));
                self.thinking.push(Reverse((now + pause, id)));
            }
            Mode::Rejected if !player.tried => self.send_refused(net, id, now),
            // The answer to a refused move that was sent in the other's turn may still be on its way.
            _ if player.refused.is_some() => {}
            _ => self.send_move(net, id, now),
        }
    }

    fn send_move(&mut self, net: &mut Net, id: usize, now: Instant) {
        let player = &mut self.players[id];
        let cell = player.board.any_free(&mut self.rng);
        player.phase = Phase::Moved(cell, now);
        player.tried = false;
        net.tally.messages += 1;
        net.send(id, &self.moves[usize::from(cell)]);
    }

    /// Sends a move that is refused whatever the other does meanwhile.
    fn send_refused(&mut self, net: &mut Net, id: usize, now: Instant) {
        let player = &mut self.players[id];
        let board = player.board;
        let cell = if board.is_empty() { NO_CELL } else { usize::from(board.any_marked(&mut self.rng)) };
        player.refused = Some(now);
        player.tried = true;
        net.tally.messages += 1;
        net.send(id, &self.moves[cell]);
    }

    /// The result was said, and nothing else is on its way.
    fn over(&mut self, net: &mut Net, id: usize) {
        let player = &mut self.players[id];
        match self.then {
            Then::Rematch => {
                *player = Player { phase: Phase::Waiting, first: player.first, ..Player::NEW };
                net.tally.messages += 1;
                net.send(id, &self.rematch);
            }
            Then::Reconnect => {
                player.phase = Phase::Leaving;
                net.leave(id);
            }
        }
    }

    /// Acts on a line. Says whether it makes sense.
    fn heard(&mut self, net: &mut Net, id: usize, line: &[u8], now: Instant) -> bool {
        let player = &mut self.players[id];
        match (line, player.phase) {
            (b"WELCOME X" | b"WELCOME O", Phase::New | Phase::Waiting) => {
                player.first = line == b"WELCOME X";
                player.phase = Phase::Waiting;
            }
            (b"MESSAGE Your move", Phase::Waiting) if player.first && player.board.is_empty() => {
                self.turn(net, id, now);
            }
            ([b'V', b'A', b'L', b'I', b'D', b'_', b'M', b'O', b'V', b'E', b' ', digit], Phase::Moved(cell, asked))
                if *digit == b'0' + cell =>
            {
                net.tally.latency.record(now - asked);
                player.board.mark(cell);
                player.phase = player.board.ending().map_or(Phase::Theirs, Phase::Ending);
                // Half of the refused moves are sent in the other's turn, half in one's own.
                if self.mode == Mode::Rejected && player.phase == Phase::Theirs && self.rng.random() {
                    self.send_refused(net, id, now);
                }
            }
            (_, Phase::Waiting | Phase::Theirs) if line.starts_with(b"OPPONENT_MOVED ") => {
                let [digit @ b'0'..=b'8'] = line[b"OPPONENT_MOVED ".len()..] else { return false };
                let cell = digit - b'0';
                if !player.board.is_free(cell) || (player.first && player.phase == Phase::Waiting) {
                    return false;
                }
                player.board.mark_other(cell);
                match player.board.ending() {
                    Some(ending) => player.phase = Phase::Ending(ending),
                    None => self.turn(net, id, now),
                }
            }
            (_, Phase::Ending(ending)) if line == ending.word() => {
                player.phase = Phase::Over;
                if player.refused.is_none() {
                    self.over(net, id);
                }
            }
            _ if line.starts_with(b"MESSAGE ") => return self.message(net, id, line, now),
            _ => return false,
        }
        true
    }

    /// Acts on something that is for people to read, but for refusals.
    fn message(&mut self, net: &mut Net, id: usize, line: &[u8], now: Instant) -> bool {
        let begins = |texts: &[&[u8]]| texts.iter().any(|text| line.starts_with(text));
        let player = &mut self.players[id];
        if !begins(&REFUSALS) {
            return begins(&GREETINGS);
        }
        let Some(asked) = player.refused.take() else { return false };
        net.tally.latency.record(now - asked);
        match player.phase {
            Phase::Turn => self.send_move(net, id, now),
            Phase::Over => self.over(net, id),
            _ => {}
        }
        true
    }
}

impl Case for Tttp {
    fn start(&mut self, net: &mut Net) {
        (0..self.players.len()).for_each(|id| net.dial(id));
    }

    fn opened(&mut self, _net: &mut Net, id: usize, _now: Instant) {
        self.players[id] = Player::NEW;
    }

    fn message(&mut self, net: &mut Net, id: usize, message: Message, now: Instant) {
        let phase = self.players[id].phase;
        if !self.heard(net, id, message.payload, now) {
            let line = String::from_utf8_lossy(message.payload);
            net.tally.error(&format!("unexpected while {}: {line}", phase.name()));
            // Both sides begin anew, or the games would stand still.
            self.players[id].phase = Phase::Leaving;
            net.leave(id);
        }
    }

    fn ended(&mut self, net: &mut Net, id: usize, end: End) {
        if let End::Lost(reason) = end {
            net.tally.error(&format!("lost while {}: {reason}", self.players[id].phase.name()));
        }
        self.players[id] = Player::NEW;
        net.dial(id);
    }

    fn due(&mut self, net: &mut Net, now: Instant) -> Option<Instant> {
        while let Some(Reverse((due, id))) = self.thinking.peek().copied() {
            if due > now {
                return Some(due);
            }
            self.thinking.pop();
            // A connection may have been lost since.
            if self.players[id].phase == Phase::Turn {
                self.send_move(net, id, Instant::now());
            }
        }
        None
    }
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Waiting => "waiting for the first move",
            Self::Turn => "about to move",
            Self::Moved(..) => "waiting for VALID_MOVE",
            Self::Theirs => "waiting for OPPONENT_MOVED",
            Self::Ending(_) => "waiting for the result",
            Self::Over => "over",
            Self::Leaving => "leaving",
        }
    }
}
