//! An actor per game, thin around [`tttp::Game`]: it applies what a seat asks for, and tells both what happened.

use std::sync::Arc;

use actix::prelude::*;
use tracing::debug;
use tttp::{Command, Ending, Error, Event, Game, Mark};
use uuid::Uuid;

use crate::{
    player::{Denied, Player, Told, Vacated},
    stats::{LiveGame, Stats},
};

/// The actor. It lives on the thread of its first player, and ends when both have left.
pub struct GameActor {
    id: Uuid,
    game: Game,
    x: Addr<Player>,
    o: Addr<Player>,
    seats_left: [bool; 2],
    live: Option<LiveGame>,
    stats: Arc<Stats>,
}

impl GameActor {
    /// Starts a game on the current thread.
    pub fn open(x: Addr<Player>, o: Addr<Player>, live: LiveGame) -> Addr<Self> {
        let stats = live.stats();
        let id = Uuid::new_v4();
        debug!(game = %id, "begins");
        Self { id, game: Game::new(), x, o, seats_left: [false; 2], live: Some(live), stats }.start()
    }

    fn player(&self, mark: Mark) -> &Addr<Player> {
        match mark {
            Mark::X => &self.x,
            Mark::O => &self.o,
        }
    }

    fn apply(&mut self, mark: Mark, command: Result<Command, Error>) {
        match command.and_then(|command| self.game.apply(mark, command)) {
            Ok(event) => {
                for seat in [mark, mark.opponent()] {
                    if event.replies(seat).next().is_some() {
                        // Each takes a turn of one of the two, so they can't flood; and none must be lost.
                        self.player(seat).do_send(Told { event, seat });
                    }
                }
                if let Event::Rematch { both: true, .. } = event {
                    self.live = Some(self.stats.game());
                    debug!(game = %self.id, "begins again");
                }
                if let Some(ending) = self.game.ending()
                    && let Some(live) = self.live.take()
                {
                    if !matches!(ending, Ending::Left(_)) {
                        live.finish();
                    }
                    debug!(game = %self.id, ?ending, "ends");
                }
            }
            Err(error) => {
                // Refusals may be many; where they fill the mailbox, that player has others to read first.
                self.player(mark).try_send(Denied(error)).ok();
            }
        }
    }
}

impl Actor for GameActor {
    type Context = Context<Self>;
}

/// Said by a player: its move.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Play {
    /// Whose seat.
    pub mark: Mark,
    /// What it asks for, or why that can't be understood.
    pub command: Result<Command, Error>,
}

impl Handler<Play> for GameActor {
    type Result = ();

    fn handle(&mut self, Play { mark, command }: Play, _: &mut Self::Context) {
        self.apply(mark, command);
    }
}

/// Said by a seat when it is given up.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Vacate(Mark);

impl Handler<Vacate> for GameActor {
    type Result = ();

    fn handle(&mut self, Vacate(mark): Vacate, ctx: &mut Self::Context) {
        self.apply(mark, Ok(Command::Quit));
        // Once a seat, and the connection waits for it.
        self.player(mark).do_send(Vacated);
        self.seats_left[usize::from(mark == Mark::O)] = true;
        if self.seats_left == [true; 2] {
            ctx.stop();
        }
    }
}

/// A seat in a game; dropping it is leaving.
pub struct Seat {
    mark: Mark,
    game: Addr<GameActor>,
}

impl Seat {
    /// The seat of `mark` in `game`. Each seat is made once.
    pub fn new(mark: Mark, game: Addr<GameActor>) -> Self {
        Self { mark, game }
    }

    /// Which side it plays.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// Where its moves go.
    pub fn game(&self) -> &Addr<GameActor> {
        &self.game
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // Said once in the life of a seat, so it can't flood; and it must not be lost to a full mailbox.
        self.game.do_send(Vacate(self.mark));
    }
}
