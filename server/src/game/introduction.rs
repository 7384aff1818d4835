//! Who sits where, and how the game stands: what everybody is told on joining.

use std::time::Duration;

use tttp::{
    Mark,
    two::{GameId, Reply, Role},
};

use super::{At, Chair, GameActor};
use crate::player::{Change, News};

impl GameActor {
    /// Who sits where, and how the game stands.
    pub(super) fn introduce_to_all(&mut self, now: Duration) {
        for chair in 0..2 {
            self.introduce(chair, now);
        }
        let lines: Vec<_> = self.introduction(None, now);
        self.crowd.tell(&News::new(self.number, &lines, Change::Same));
    }

    /// The next game, and with the same breath who sits where in it, so that nobody goes between the two.
    pub(super) fn introduce_next(&self, before: GameId) {
        let (now, change) = (self.now(), Change::Next(self.id));
        let lines = |chair| {
            let next = Reply::Next { game: before, new: self.id };
            std::iter::once(next).chain(self.introduction(chair, now)).collect::<Vec<_>>()
        };
        for (place, chair) in self.chairs.iter().enumerate() {
            if let Chair { who, at: At::Here(player), .. } = chair
                && !who.is_guest()
            {
                // Once a game.
                player.do_send(News::new(self.number, &lines(Some(place)), change));
            }
        }
        self.crowd.tell(&News::new(self.number, &lines(None), change));
    }

    pub(super) fn introduce(&self, chair: usize, now: Duration) {
        if let Chair { who, at: At::Here(player), .. } = &self.chairs[chair]
            && !who.is_guest()
        {
            let lines = self.introduction(Some(chair), now);
            // Once a game, or a change of who plays it.
            player.do_send(News::new(self.number, &lines, self.standing()));
        }
    }

    /// What an introduction means for who is told.
    pub(super) fn standing(&self) -> Change {
        if self.game.ending().is_some() { Change::Over } else { Change::Same }
    }

    /// `JOINED`, `STATE`, and `END` if it is over, or `HELD` if its time stands still, for a chair or a watcher.
    pub(super) fn introduction(&self, chair: Option<usize>, now: Duration) -> Vec<Reply> {
        let state = self.game.state(self.id, now).into_iter().flatten();
        std::iter::once(self.joined(chair)).chain(state).chain(self.held()).collect()
    }

    /// `JOINED`.
    pub(super) fn joined(&self, chair: Option<usize>) -> Reply {
        let [x, o] = [Mark::X, Mark::O].map(|mark| self.chairs[self.chair(mark)].who.sitter());
        Reply::Joined {
            game: self.id,
            role: chair.map_or(Role::Watcher, |chair| Role::Seat(self.mark(chair))),
            x,
            o,
            clock: self.game.rules().clock,
            private: self.private,
            ticket: chair.map(|chair| self.shared.signer.ticket(self.id, self.mark(chair), self.log.seed)),
        }
    }
}
