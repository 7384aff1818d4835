//! What others say to a session.

use tttp::two::{Control, Level, Refusal, Role};

use super::*;

/// What a line of a game means for the session that it is told to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// Nothing.
    Same,
    /// The game is over.
    Over,
    /// The next game at the same table.
    Next(GameId),
    /// Another connection has taken the seat over.
    Replaced,
    /// There is nothing to watch any more.
    Closed,
    /// There is no such game.
    Undone,
}

/// Lines of a game, encoded once for all who are told.
#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub struct News {
    table: u64,
    lines: Arc<str>,
    change: Change,
}

impl News {
    /// News from a table.
    pub fn new(table: u64, lines: &[Reply], change: Change) -> Self {
        Self { table, lines: join(lines), change }
    }

    /// News as they are on the wire.
    pub fn of_text(table: u64, lines: Arc<str>, change: Change) -> Self {
        Self { table, lines, change }
    }

    /// As they are on the wire.
    pub fn into_lines(self) -> Arc<str> {
        self.lines
    }
}

fn join(lines: &[Reply]) -> Arc<str> {
    let lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n").into()
}

impl Handler<News> for Player {
    type Result = ();

    fn handle(&mut self, News { table, lines, change }: News, _: &mut Self::Context) {
        let Some(session) = self.session() else { return };
        let plays = session.tables.iter().position(|one| one.seat.number() == table);
        let watches = session.watched.iter().position(|(one, _)| one.number() == table);
        let leaves = session.leaving.iter().any(|(one, _)| *one == table);
        if plays.is_none() && watches.is_none() && !leaves {
            return;
        }
        let mut told = Vec::new();
        match change {
            Change::Same => {}
            Change::Over => {
                if let Some(plays) = plays {
                    session.tables[plays].is_over = true;
                }
            }
            Change::Next(id) => {
                if let Some(plays) = plays {
                    session.tables[plays].id = id;
                    session.tables[plays].is_over = false;
                    if !session.caps.multi && !session.tables[plays].is_house {
                        told = session.stop_looking();
                    }
                }
                if let Some(watches) = watches {
                    session.watched[watches].1 = id;
                }
            }
            Change::Replaced | Change::Undone => {
                if let Some(plays) = plays {
                    session.tables.remove(plays);
                }
            }
            Change::Closed => {
                if let Some(watches) = watches {
                    session.watched.remove(watches);
                }
            }
        }
        session.refresh_status();
        lines.lines().for_each(|line| self.outbox.say(line));
        told.into_iter().for_each(|reply| self.tell(reply));
        if change == Change::Replaced {
            self.leave(Farewell::Replaced);
        }
    }
}

/// What is said in a chat, for those who want to hear that.
#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub struct Chatter {
    lines: Arc<str>,
    in_lobby: bool,
}

impl Chatter {
    /// Around a game.
    pub fn at_table(lines: &[Reply]) -> Self {
        Self { lines: join(lines), in_lobby: false }
    }

    /// In the lobby.
    pub fn in_lobby(lines: &[Reply]) -> Self {
        Self { lines: join(lines), in_lobby: true }
    }
}

impl Handler<Chatter> for Player {
    type Result = ();

    fn handle(&mut self, Chatter { lines, in_lobby }: Chatter, _: &mut Self::Context) {
        if self.session().is_some_and(|session| session.caps.chat && (!in_lobby || session.attends())) {
            lines.lines().for_each(|line| self.outbox.say(line));
        }
    }
}

/// Lines of the lobby, encoded once for all who are told.
#[derive(Clone, Debug, Message)]
#[rtype(result = "()")]
pub struct Bulletin {
    lines: Arc<str>,
    once: bool,
}

impl Bulletin {
    /// For those who follow the lists.
    pub fn new(lines: &[Reply]) -> Self {
        Self { lines: join(lines), once: false }
    }

    /// For somebody who has asked for it.
    pub fn once(lines: &[Reply]) -> Self {
        Self { lines: join(lines), once: true }
    }
}

impl Handler<Bulletin> for Player {
    type Result = ();

    fn handle(&mut self, Bulletin { lines, once }: Bulletin, _: &mut Self::Context) {
        if self.session().is_some_and(|session| once || session.attends()) {
            lines.lines().for_each(|line| self.outbox.say(line));
        }
    }
}

/// The answer to a command, after all that it has caused.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Answer {
    /// By what the client finds it; without one only errors are told.
    pub tag: Option<Tag>,
    /// Whether it is done.
    pub result: Result<(), Error>,
}

impl Handler<Answer> for Player {
    type Result = ();

    fn handle(&mut self, Answer { tag, result }: Answer, _: &mut Self::Context) {
        if self.session().is_some() {
            self.answer_later(tag, result);
        }
    }
}

/// Whoever this session was on the way to does not play it.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct TurnedAway {
    /// Who that was.
    pub host: u64,
    /// Why not.
    pub error: Error,
}

impl Handler<TurnedAway> for Player {
    type Result = ();

    fn handle(&mut self, TurnedAway { host, error }: TurnedAway, ctx: &mut Self::Context) {
        self.is_turned_away(host, error, ctx);
    }
}

/// A place among the watchers of a game.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Watches(pub Watching);

impl Handler<Watches> for Player {
    type Result = ();

    fn handle(&mut self, Watches(place): Watches, _: &mut Self::Context) {
        let most = usize::from(self.shared.config.tables.max_watched);
        let Some(session) = self.session() else { return };
        let id = place.id();
        if session.watched.len() >= most {
            // More were asked for than had been answered.
            return self.tell(Reply::Left { place: Where::Game(id), role: Role::Watcher });
        }
        session.watched.push((place, id));
        session.refresh_status();
    }
}

/// Somebody wants to play this session. Whatever becomes of this, it is answered.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Challenged {
    by: Arc<Person>,
    clock: Option<Control>,
    whom: u64,
    /// Unless it is taken up: who is challenged may end with this in its mailbox.
    answer: Option<Refusal>,
}

impl Challenged {
    pub(super) fn new(by: &Arc<Person>, clock: Option<Control>, whom: &Person) -> Self {
        Self { by: Arc::clone(by), clock, whom: whom.id, answer: Some(Refusal::Gone) }
    }

    /// It was never made.
    pub(super) fn undo(mut self) {
        self.answer = None;
    }
}

impl Drop for Challenged {
    fn drop(&mut self) {
        if let Some(reason) = self.answer {
            // Once a challenge.
            self.by.player.do_send(Decline { by: self.whom, reason });
        }
    }
}

impl Handler<Challenged> for Player {
    type Result = ();

    fn handle(&mut self, mut challenged: Challenged, _: &mut Self::Context) {
        let Challenged { by, clock, .. } = &challenged;
        let Some(session) = self.session() else { return };
        if session.is_challenged(Arc::clone(by), *clock) {
            self.tell(Reply::Challenge { name: by.name.clone(), kind: by.kind, clock: *clock });
            challenged.answer = None;
        } else {
            challenged.answer = Some(Refusal::Busy);
        }
    }
}

/// A challenge is turned down.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Decline {
    pub(super) by: u64,
    pub(super) reason: Refusal,
}

impl Handler<Decline> for Player {
    type Result = ();

    fn handle(&mut self, Decline { by, reason }: Decline, _: &mut Self::Context) {
        let challenge = self.session().and_then(|session| session.sent.remove(&by));
        if let Some(challenge) = challenge {
            self.tell(Reply::Declined { name: challenge.person.name.clone(), reason });
        }
    }
}

/// A challenge is taken back.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Withdraw {
    pub(super) by: u64,
}

impl Handler<Withdraw> for Player {
    type Result = ();

    fn handle(&mut self, Withdraw { by }: Withdraw, _: &mut Self::Context) {
        let challenge = self.session().and_then(|session| session.received.remove(&by));
        if let Some(challenge) = challenge {
            self.tell(Reply::Withdrawn(challenge.person.name.clone()));
        }
    }
}

/// Said to itself after some time in the queue. It comes through the mailbox, as all that leads to something being written:
/// the task writes after its messages, and not after its timers.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct OfferDue {
    /// Which time in the queue.
    pub(super) wait: u64,
}

impl Handler<OfferDue> for Player {
    type Result = ();

    fn handle(&mut self, OfferDue { wait }: OfferDue, _: &mut Self::Context) {
        let is_waiting = |session: &&mut Session| session.waits == wait && session.place.is_some();
        if self.session().filter(is_waiting).is_some() {
            self.tell(Reply::Offer(Level::ALL.to_vec()));
        }
    }
}
