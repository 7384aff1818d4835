//! Those who watch a game, and what is said around it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use actix::prelude::*;
use tttp::{
    Error,
    two::{Channel, ChatText, GameId, History, Name, Place, Reply, Role, Said},
};

use super::{At, GameActor};
use crate::player::{Change, Chatter, News, Player, Watches};

/// How often the number of watchers is told, at most: a class that comes in at once is told once.
const COUNT_EVERY: Duration = Duration::from_millis(500);

/// Who sees what is said by whom, while the game is on.
const FOR_PLAYERS: [Channel; 1] = [Channel::Players];
const FOR_WATCHERS: [Channel; 2] = [Channel::Players, Channel::Watchers];

/// The watchers of a game, and the chat around it.
pub(super) struct Crowd {
    watchers: Vec<(u64, Addr<Player>)>,
    /// The same number, for the list of games.
    count: Arc<AtomicU32>,
    history: History,
    is_counting: bool,
    /// The number that was told last.
    told: u32,
}

impl Crowd {
    pub(super) fn new(count: Arc<AtomicU32>, remembered: usize) -> Self {
        Self { watchers: Vec::new(), count, history: History::new(remembered), is_counting: false, told: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.watchers.is_empty()
    }

    pub(super) fn tell(&self, news: &News) {
        for (_, player) in &self.watchers {
            // As many as the turns of the two who play, whose commands are bounded; and none must be lost.
            player.do_send(news.clone());
        }
    }

    /// Somebody plays who watched before.
    pub(super) fn forget(&mut self, player: &Addr<Player>) {
        self.watchers.retain(|(_, watcher)| watcher != player);
        self.counted();
    }

    fn chat(&self, chatter: &Chatter) {
        for (_, player) in &self.watchers {
            // What is said is bounded a speaker and an address.
            player.do_send(chatter.clone());
        }
    }

    /// There is no game any more.
    pub(super) fn disperse(&mut self, table: u64, id: GameId) {
        let left = Reply::Left { place: Place::Game(id), role: Role::Watcher };
        self.tell(&News::new(table, &[left], Change::Closed));
        self.watchers.clear();
        self.count.store(0, Relaxed);
    }

    fn counted(&self) {
        self.count.store(u32::try_from(self.watchers.len()).unwrap_or(u32::MAX), Relaxed);
    }
}

/// A place among the watchers; dropping it is leaving.
pub struct Watching {
    id: u64,
    game: GameId,
    number: u64,
    table: Addr<GameActor>,
}

impl Watching {
    /// The game that was on when the place was given.
    pub fn id(&self) -> GameId {
        self.game
    }

    /// What tells the table from all others.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Where the game is.
    pub fn table(&self) -> &Addr<GameActor> {
        &self.table
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Said once in the life of a place.
        self.table.do_send(Unwatch(self.id));
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Unwatch(u64);

impl Handler<Unwatch> for GameActor {
    type Result = ();

    fn handle(&mut self, Unwatch(id): Unwatch, ctx: &mut Self::Context) {
        self.crowd.watchers.retain(|(known, _)| *known != id);
        self.count(ctx);
    }
}

impl GameActor {
    /// Lets somebody watch.
    pub(super) fn watch(&mut self, id: u64, player: &Addr<Player>, ctx: &mut Context<Self>) -> Result<(), Error> {
        let plays = self.chairs.iter().position(|chair| matches!(&chair.at, At::Here(here) if here == player));
        if let Some(chair) = plays {
            // It sees everything already.
            self.introduce(chair, self.now());
            return Ok(());
        }
        if self.private {
            return Err(Error::Private);
        }
        let is_new = self.crowd.watchers.iter().all(|(known, _)| *known != id);
        if is_new {
            if self.crowd.watchers.len() >= usize::from(self.shared.config.tables.max_watchers) {
                return Err(Error::TooMany);
            }
            self.crowd.watchers.push((id, player.clone()));
            let place = Watching { id, game: self.id, number: self.number, table: ctx.address() };
            // Once a command. Not delivered is dropped, and so given back.
            player.do_send(Watches(place));
        }
        let lines = self.introduction(None, self.now());
        // Once a command of its, which are bounded.
        player.do_send(News::new(self.number, &lines, Change::Same));
        if is_new {
            let lines: Vec<_> = self.crowd.history.replies(Place::Game(self.id), &FOR_WATCHERS).collect();
            // As above.
            player.do_send(Chatter::at_table(&lines));
            self.count(ctx);
        }
        Ok(())
    }

    /// A player or a watcher says something to those of its kind.
    pub(super) fn talk(&mut self, plays: bool, name: Name, text: ChatText) {
        let channel = if plays { Channel::Players } else { Channel::Watchers };
        let said = Said { channel, name: Some(name), text };
        let chatter = Chatter::at_table(&[said.clone().reply(Place::Game(self.id))]);
        self.crowd.history.push(said);
        self.crowd.chat(&chatter);
        // Nobody helps a player by watching; once it is over all may talk.
        if FOR_PLAYERS.contains(&channel) || self.game.ending().is_some() {
            for chair in &self.chairs {
                if let At::Here(player) = &chair.at {
                    // What is said is bounded a speaker and an address.
                    player.do_send(chatter.clone());
                }
            }
        }
    }

    fn count(&mut self, ctx: &mut Context<Self>) {
        self.crowd.counted();
        if std::mem::replace(&mut self.crowd.is_counting, true) {
            return;
        }
        self.tell_count();
        ctx.run_later(COUNT_EVERY, |this, _| {
            this.crowd.is_counting = false;
            if this.crowd.told != this.crowd.count.load(Relaxed) {
                this.tell_count();
            }
        });
    }

    fn tell_count(&mut self) {
        self.crowd.told = self.crowd.count.load(Relaxed);
        let line = self.watchers_line();
        self.tell_all(&[line], Change::Same);
    }

    /// How many watch.
    pub(super) fn watchers_line(&self) -> Reply {
        Reply::Watchers { game: self.id, count: self.crowd.count.load(Relaxed) }
    }
}
