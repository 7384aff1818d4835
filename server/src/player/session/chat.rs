//! Talking, and the lobby.

use tttp::two::{ChatText, List};

use super::{tables::ask, *};
use crate::{
    config::table::Chat,
    game::{Asker, What},
    lobby::{Attend, Show, Speak},
};

impl Player {
    /// Says something to the lobby or around a game.
    pub(super) fn chat(
        &mut self,
        place: Where,
        text: ChatText,
        tag: Option<Tag>,
        ctx: &Context<Self>,
    ) -> Result<Outcome, Error> {
        let text = self.sayable(text)?;
        let lobby = self.shared.lobby();
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        let (name, player) = (session.name().clone(), ctx.address());
        match place {
            Where::Lobby => {
                if let Err(retry) = self.shared.meters.speak(self.shared.now()) {
                    self.tell(Reply::Limit { tag, key: Key::Say, retry: whole_ms(retry) });
                    return Ok(Outcome::Settled);
                }
                lobby.try_send(Speak { name, text, player, tag }).map_err(|_| Error::TooFast)?;
                Ok(Outcome::Later)
            }
            Where::Game(game) => {
                let plays = session.tables.iter().find(|table| table.id == game).map(|table| table.seat.table());
                let watches = || session.watched.iter().find(|(_, id)| *id == game).map(|(place, _)| place.table());
                let table = plays.or_else(watches).ok_or(Error::NoSuchGame)?;
                let what = What::Talk { plays: plays.is_some(), name, text };
                Ok(ask(table, Asker::new(player, tag), what))
            }
        }
    }

    /// The text as it may be shown.
    fn sayable(&self, text: ChatText) -> Result<ChatText, Error> {
        let tables = &self.shared.config.tables;
        match tables.chat {
            Chat::Off => Err(Error::ChatOff),
            Chat::Phrases if tables.phrases().contains(&text.as_str()) => Ok(text),
            Chat::Phrases => Err(Error::NotAPhrase),
            Chat::On => self.shared.filter.starred(text.as_str()).map_or(Ok(text), |starred| starred.parse()),
        }
    }

    /// Follows the lists of the lobby.
    pub(super) fn watch_lobby(&mut self, tag: Option<Tag>, ctx: &Context<Self>) -> Result<Outcome, Error> {
        let lobby = self.shared.lobby();
        let id = self.id;
        let Some(session) = self.session() else { return Err(Error::HelloFirst) };
        // Again is from the start: the old attendance ends before the new one begins.
        session.lobby = None;
        let name = session.name().clone();
        session.lobby = Some(Attendance::new(id, lobby.clone()));
        lobby.try_send(Attend { id, name, player: ctx.address(), tag }).map_err(|_| Error::TooFast)?;
        Ok(Outcome::Later)
    }

    /// Shows lists once.
    pub(super) fn list(&mut self, list: List, tag: Option<Tag>, ctx: &Context<Self>) -> Result<Outcome, Error> {
        let show = Show { list, player: ctx.address(), tag };
        self.shared.lobby().try_send(show).map_err(|_| Error::TooFast)?;
        Ok(Outcome::Later)
    }
}
