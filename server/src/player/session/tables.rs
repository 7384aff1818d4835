//! Games that a session plays and watches.

use tttp::{
    Act,
    two::{Role, Ticket},
};

use super::*;
use crate::game::{Ask, Asker, GameActor, Return, What};

impl Session {
    /// The game that a player means.
    fn meant(&self, game: Option<GameId>) -> Result<usize, Error> {
        let Some(game) = game else {
            let ongoing = self.only(|table| !table.is_over);
            return ongoing.or_else(|| self.only(|_| true).filter(|_| self.tables.len() == 1)).ok_or(Error::WhichGame);
        };
        if let Some(index) = self.tables.iter().position(|table| table.id == game) {
            return Ok(index);
        }
        let watches = self.watched.iter().any(|(_, id)| *id == game);
        Err(if watches { Error::OnlyWatching } else { Error::NoSuchGame })
    }

    fn only(&self, holds: impl Fn(&Table) -> bool) -> Option<usize> {
        let mut those = self.tables.iter().enumerate().filter(|(_, table)| holds(table));
        let (index, _) = those.next()?;
        those.next().is_none().then_some(index)
    }

    /// The one game that it has to do with.
    fn any(&self) -> Result<GameId, Error> {
        match (self.meant(None), &self.watched[..]) {
            (Ok(index), []) => Ok(self.tables[index].id),
            (Err(_), [(_, id)]) if self.tables.is_empty() => Ok(*id),
            _ => Err(Error::WhichGame),
        }
    }
}

impl Player {
    /// Asks a game for something.
    pub(super) fn act(
        &mut self,
        game: Option<GameId>,
        act: Act,
        tag: Option<Tag>,
        ctx: &Context<Self>,
    ) -> Result<Outcome, Error> {
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let table = &session.tables[session.meant(game)?];
        let (chair, epoch) = (table.seat.chair(), table.seat.epoch());
        let what = What::Do { chair, epoch, game: table.id, act, lag: session.lag.least() };
        Ok(ask(table.seat.table(), Asker::new(ctx.address(), tag), what))
    }

    /// Leaves a game, as player or watcher, or the lobby.
    pub(super) fn leave_place(&mut self, place: Option<Where>, tag: Option<Tag>) -> Result<Outcome, Error> {
        let lobby = self.shared.lobby();
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let game = match place {
            Some(Where::Lobby) => {
                session.lobby = None;
                session.leaving.push((LISTS, tag));
                // Once a command.
                lobby.do_send(Bye { player: session.me().player.clone(), from: LISTS });
                return Ok(Outcome::Later);
            }
            Some(Where::Game(game)) => game,
            None => session.any()?,
        };
        if let Some(index) = session.tables.iter().position(|table| table.id == game) {
            let mut table = session.tables.remove(index);
            table.seat.on_drop(Departure::Left);
            session.leaving.push((table.seat.number(), tag));
            session.refresh_status();
            return Ok(Outcome::Later);
        }
        let index = session.watched.iter().position(|(_, id)| *id == game).ok_or(Error::NoSuchGame)?;
        session.watched.remove(index);
        session.refresh_status();
        self.tell(Reply::Left { place: Where::Game(game), role: Role::Watcher });
        Ok(Outcome::Done)
    }

    /// Told by a game or by the lobby: nothing more comes.
    pub(in crate::player) fn session_has_left(&mut self, table: u64) {
        let Some(session) = self.session() else { return };
        let Some(index) = session.leaving.iter().position(|(one, _)| *one == table) else { return };
        let (_, tag) = session.leaving.remove(index);
        if table == LISTS {
            self.tell(Reply::Left { place: Where::Lobby, role: Role::Watcher });
        }
        self.answer_later(tag, Ok(()));
    }

    pub(super) fn show_state(
        &mut self,
        game: Option<GameId>,
        tag: Option<Tag>,
        ctx: &Context<Self>,
    ) -> Result<Outcome, Error> {
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let game = game.map_or_else(|| session.any(), Ok)?;
        let plays = session.tables.iter().find(|table| table.id == game).map(|table| table.seat.table());
        let watches = || session.watched.iter().find(|(_, id)| *id == game).map(|(place, _)| place.table());
        let table = plays.or_else(watches).ok_or(Error::NoSuchGame)?;
        Ok(ask(table, Asker::new(ctx.address(), tag), What::Show))
    }

    pub(super) fn watch_game(&mut self, game: GameId, tag: Option<Tag>, ctx: &Context<Self>) -> Result<Outcome, Error> {
        let card = self.shared.games.get(&game).ok_or(Error::NoSuchGame)?;
        let (id, most) = (self.id, usize::from(self.shared.config.tables.max_watched));
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        if session.watched.len() >= most && session.watched.iter().all(|(_, watched)| *watched != game) {
            return Err(Error::TooMany);
        }
        Ok(ask(&card.table, Asker::new(ctx.address(), tag), What::Watch(id)))
    }

    pub(super) fn resume(
        &mut self,
        game: GameId,
        ticket: Ticket,
        seq: Option<u32>,
        tag: Option<Tag>,
        ctx: &Context<Self>,
    ) -> Result<Outcome, Error> {
        let shared = Arc::clone(&self.shared);
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        if session.tables.iter().all(|table| table.id != game) {
            session.is_free(&shared)?;
        }
        let now = self.shared.games.get(&game).map(|card| card.table.clone());
        // Somebody may not know yet that there is a next game.
        let before = || self.shared.former.get(&game).map(|table| (*table).clone());
        let table = now.or_else(before).ok_or(Error::NoSuchGame)?;
        Ok(ask(&table, Asker::new(ctx.address(), tag), What::Return(Return { game, ticket, seq })))
    }
}

/// Asks a game. Whatever becomes of that, it is answered.
pub(super) fn ask(table: &Addr<GameActor>, asker: Asker, what: What) -> Outcome {
    if let Err(SendError::Full(Ask { asker, .. })) = table.try_send(Ask { asker, what }) {
        asker.answer(Err(Error::TooFast));
    }
    Outcome::Later
}
