//! The actor that shows the lobby: who is here, which rooms wait, which games are on, and what is said.
//!
//! It asks nobody and nobody tells it: while somebody attends, it looks at the lists some times a second, and tells what
//! is different from what it told last. So a busy server costs those who play nothing, and a lobby full of people is told
//! of each change once, however often it changed in between.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use actix::prelude::*;
use tttp::{
    Error,
    two::{Channel, ChatText, History, List, Name, Place, Said, Tag},
};

use self::lists::Lists;
use crate::{
    player::{Answer, Bulletin, Bye, Chatter, Player},
    shared::Shared,
};

mod lists;

/// How often changes are told, at most.
const EVERY: Duration = Duration::from_millis(250);

/// The actor.
pub struct Lobby {
    shared: Arc<Shared>,
    attending: BTreeMap<u64, Addr<Player>>,
    /// What those who attend have been told.
    told: Lists,
    /// What those see who look once.
    shown: Lists,
    /// When that was looked up, and how long it took.
    looked: Option<(Duration, Duration)>,
    /// All of `told`, encoded, until that changes.
    welcome: Option<Bulletin>,
    /// Each list of `shown`, encoded, until that is looked up again.
    answers: [Option<Bulletin>; List::ALL.len()],
    history: History,
    timer: Option<SpawnHandle>,
}

/// Looking lists up takes a tenth of the time at most, however many ask.
const SHARE: u32 = 10;

impl Lobby {
    /// Nobody attends yet.
    pub fn new(shared: Arc<Shared>) -> Self {
        let history = History::new(usize::from(shared.config.tables.chat_history));
        Self {
            shared,
            attending: BTreeMap::new(),
            told: Lists::default(),
            shown: Lists::default(),
            looked: None,
            welcome: None,
            answers: Default::default(),
            history,
            timer: None,
        }
    }

    /// Tells those who attend what has changed.
    fn refresh(&mut self) {
        let changes = self.told.refresh(&self.shared);
        if changes.is_empty() {
            return;
        }
        self.welcome = None;
        let bulletin = Bulletin::new(&changes);
        for player in self.attending.values() {
            // Some times a second at most; and who missed one would be wrong from then on.
            player.do_send(bulletin.clone());
        }
    }

    /// Looks the lists up for those who look once, unless that was just done.
    fn look(&mut self) {
        let now = self.shared.now();
        if self.looked.is_none_or(|(at, took)| now >= at + took * SHARE) {
            self.shown.refresh(&self.shared);
            self.answers = Default::default();
            let done = self.shared.now();
            self.looked = Some((done, done - now));
        }
    }

    fn has_chat(&self) -> bool {
        self.shared.config.tables.chat != crate::config::table::Chat::Off
    }
}

impl Actor for Lobby {
    type Context = Context<Self>;
}

/// Said by a session that wants to follow the lists.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Attend {
    /// Tells it from all others.
    pub id: u64,
    /// As whom it is welcomed.
    pub name: Name,
    /// Where it is reached.
    pub player: Addr<Player>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Attend> for Lobby {
    type Result = ();

    fn handle(&mut self, Attend { id, name, player, tag }: Attend, ctx: &mut Self::Context) {
        if self.attending.is_empty() {
            self.refresh();
        }
        // Once a command, and the changes since come to all.
        player.do_send(self.welcome.get_or_insert_with(|| Bulletin::new(&self.told.snapshot(List::All))).clone());
        if self.has_chat() {
            let text = format!("Welcome, {}. Everybody here reads what you say.", name.shown());
            let welcome = text.parse().ok().map(|text| Said { channel: Channel::All, name: None, text });
            let welcome = welcome.map(|said| said.reply(Place::Lobby));
            let lines: Vec<_> =
                welcome.into_iter().chain(self.history.replies(Place::Lobby, &[Channel::All])).collect();
            // As above.
            player.do_send(Chatter::in_lobby(&lines));
        }
        if tag.is_some() {
            // As above.
            player.do_send(Answer { tag, result: Ok(()) });
        }
        self.attending.insert(id, player);
        self.timer.get_or_insert_with(|| ctx.run_interval(EVERY, |this, _| this.refresh()));
    }
}

/// Presence in the lobby; dropping it is leaving.
pub struct Attendance {
    id: u64,
    lobby: Addr<Lobby>,
}

impl Attendance {
    /// That of session `id`.
    pub fn new(id: u64, lobby: Addr<Lobby>) -> Self {
        Self { id, lobby }
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        // Said once in the life of an attendance.
        self.lobby.do_send(Absent(self.id));
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct Absent(u64);

impl Handler<Absent> for Lobby {
    type Result = ();

    fn handle(&mut self, Absent(id): Absent, ctx: &mut Self::Context) {
        self.attending.remove(&id);
        if self.attending.is_empty()
            && let Some(timer) = self.timer.take()
        {
            ctx.cancel_future(timer);
        }
    }
}

/// Said by a session that wants to see lists once.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Show {
    /// Which.
    pub list: List,
    /// Where it is reached.
    pub player: Addr<Player>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Show> for Lobby {
    type Result = ();

    fn handle(&mut self, Show { list, player, tag }: Show, _: &mut Self::Context) {
        self.look();
        let answer = &mut self.answers[list as usize];
        // Once a command.
        player.do_send(answer.get_or_insert_with(|| Bulletin::once(&self.shown.snapshot(list))).clone());
        if tag.is_some() {
            // As above.
            player.do_send(Answer { tag, result: Ok(()) });
        }
    }
}

impl Handler<Bye> for Lobby {
    type Result = ();

    fn handle(&mut self, _: Bye, _: &mut Self::Context) {}
}

/// Said by a session to all who attend.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Speak {
    /// Who says it.
    pub name: Name,
    /// What.
    pub text: ChatText,
    /// Where it is reached.
    pub player: Addr<Player>,
    /// What it wants answered.
    pub tag: Option<Tag>,
}

impl Handler<Speak> for Lobby {
    type Result = ();

    fn handle(&mut self, Speak { name, text, player, tag }: Speak, _: &mut Self::Context) {
        let said = Said { channel: Channel::All, name: Some(name), text };
        let chatter = Chatter::in_lobby(&[said.clone().reply(Place::Lobby)]);
        self.history.push(said);
        for player in self.attending.values() {
            // What is said is bounded a speaker and an address.
            player.do_send(chatter.clone());
        }
        if tag.is_some() {
            let result: Result<(), Error> = Ok(());
            // Once a command.
            player.do_send(Answer { tag, result });
        }
    }
}
