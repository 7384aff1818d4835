//! What players say to their game.

use super::returning::Return;
use super::*;
use crate::{people::Person, player::Bye};

/// Said by a player of TTTP/1: its move.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Play {
    /// Whose seat.
    pub chair: usize,
    /// What it asks for, or why that can't be understood.
    pub command: Result<Command, Error>,
}

impl Handler<Play> for GameActor {
    type Result = ();

    fn handle(&mut self, Play { chair, command }: Play, ctx: &mut Self::Context) {
        match command {
            Ok(command) => self.apply(chair, command.into(), Duration::ZERO, ctx, move |this, result, _| {
                if let Err(error) = result {
                    this.deny(chair, error);
                }
            }),
            Err(error) => self.deny(chair, error),
        }
    }
}

/// Who asks for something, and is answered once: dropped on the way, since the game has ended for good, it is answered so.
pub struct Asker {
    player: Addr<Player>,
    tag: Option<Tag>,
    is_answered: bool,
}

impl Asker {
    /// Somebody who wants this answered.
    pub fn new(player: Addr<Player>, tag: Option<Tag>) -> Self {
        Self { player, tag, is_answered: false }
    }

    /// Where it is reached.
    pub(super) fn player(&self) -> &Addr<Player> {
        &self.player
    }

    /// Answers.
    pub fn answer(mut self, result: Result<(), Error>) {
        self.say(result);
    }

    fn say(&mut self, result: Result<(), Error>) {
        self.is_answered = true;
        if self.tag.is_some() || result.is_err() {
            // Once a command.
            self.player.do_send(Answer { tag: self.tag, result });
        }
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        if !self.is_answered {
            self.say(Err(Error::NoSuchGame));
        }
    }
}

/// Said by a session of TTTP/2.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Ask {
    /// Who.
    pub asker: Asker,
    /// What.
    pub what: What,
}

/// What a session of TTTP/2 can ask of a game.
pub enum What {
    /// To do something in its seat.
    Do {
        /// Which seat.
        chair: usize,
        /// Which of those who have had it.
        epoch: u32,
        /// The game that it means.
        game: GameId,
        /// What it would do.
        act: Act,
        /// The round trip that was measured on its connection.
        lag: Duration,
    },
    /// To be shown how the game stands.
    Show,
    /// To watch, as the session with this id.
    Watch(u64),
    /// To come back to a seat.
    Return(Return),
    /// To be taken for a player of TTTP/2 in a seat that is one of TTTP/1 so far.
    Upgrade {
        /// Which seat.
        chair: usize,
        /// Who that is now.
        person: Arc<Person>,
    },
    /// To say something to those of its kind.
    Talk {
        /// Whether it plays.
        plays: bool,
        /// Who says it.
        name: Name,
        /// What.
        text: ChatText,
    },
}

impl Handler<Bye> for GameActor {
    type Result = ();

    fn handle(&mut self, _: Bye, _: &mut Self::Context) {}
}

impl Handler<Ask> for GameActor {
    type Result = ();

    fn handle(&mut self, Ask { asker, what }: Ask, ctx: &mut Self::Context) {
        match what {
            What::Do { chair, epoch, .. } if !self.is_current(chair, epoch) => asker.answer(Err(Error::NoSuchGame)),
            What::Do { game, .. } if game != self.id => asker.answer(Err(Error::GameOver)),
            What::Do { chair, act, lag, .. } => self.apply(chair, act, lag, ctx, |this, result, ctx| {
                asker.answer(result);
                this.end_if_deserted(ctx);
            }),
            What::Show => {
                self.show(asker.player());
                asker.answer(Ok(()));
            }
            What::Watch(id) => {
                let result = self.watch(id, asker.player(), ctx);
                asker.answer(result);
            }
            What::Return(back) => self.take_back(back, asker, ctx),
            What::Upgrade { chair, person } => self.upgrade(chair, person, asker, ctx),
            What::Talk { plays, name, text } => {
                self.talk(plays, name, text);
                asker.answer(Ok(()));
            }
        }
    }
}

impl GameActor {
    fn deny(&self, chair: usize, error: Error) {
        if let At::Here(player) = &self.chairs[chair].at {
            // Refusals may be many; where they fill the mailbox, that player has others to read first.
            player.try_send(Denied(error)).ok();
        }
    }

    fn show(&self, player: &Addr<Player>) {
        let state = self.game.state(self.id, self.now()).into_iter().flatten();
        let lines: Vec<_> = state.chain(self.held()).collect();
        // Once a command.
        player.do_send(News::new(self.number, &lines, Change::Same));
    }
}
