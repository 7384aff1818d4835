//! A client of a session that is carried: by one transport, or by another every now and then. What it missed on the way it asks
//! for, and what was not heard it says again, as `TTTP.md` tells (Carried sessions).

use std::{collections::VecDeque, time::Duration};

use rand::{
    RngExt, SeedableRng,
    rngs::StdRng,
    seq::{IndexedRandom, SliceRandom},
};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

pub use self::link::{Event, Home, KINDS, Kind, Link};
use crate::{
    client::{End, Said},
    expect,
    server::TestServer,
    wire,
};

mod link;
mod say;

/// The time between two polls that do not wait.
const PERIOD: Duration = Duration::from_millis(20);

/// By what a session is carried.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Carry {
    /// By this, and if it is lost by the same again.
    Always(Kind),
    /// By one after the other, as this seed has it. Lines carry no bytes: without them if there are any.
    Moving(u64),
    /// The same, and it gives up requests that may yet come to the server and take over: it must be listening to hear of that.
    Haunted(u64),
}

/// The client.
pub struct Carried {
    home: Home,
    token: String,
    carry: Carry,
    rng: StdRng,
    link: Option<(Kind, Link)>,
    /// The number of the last message that has come.
    seq: u64,
    /// Has come, and was not looked at yet.
    arrived: VecDeque<Said>,
    /// All that was said.
    said: Vec<Said>,
    /// How much of it is known to be heard.
    heard: u64,
    /// How much of it was said on the link, or was heard before.
    sent: u64,
    /// How many requests to carry it were given up before they were answered: each may yet come to the server, and take over.
    ghosts: u32,
    /// Whether the session is over is to be asked first.
    asks: bool,
    over: Option<End>,
    /// How often it has changed its transport.
    pub moves: u32,
}

impl Home {
    /// Of sessions of TTTP/2.
    pub fn tttp(server: &TestServer) -> Self {
        Self { main: server.main(), lines: server.tttp2(), base: "/tttp", subprotocol: Some("tttp.2") }
    }

    /// Of places at the party, in the form `party.2`.
    pub fn party(server: &TestServer) -> Self {
        Self { base: "/party", subprotocol: Some("party.2"), ..Self::tttp(server) }
    }

    /// Of places at the party, in the classic form.
    pub fn classic_party(server: &TestServer) -> Self {
        Self { subprotocol: None, ..Self::party(server) }
    }

    /// Of lanes of races.
    pub fn race(server: &TestServer) -> Self {
        Self { base: "/race", subprotocol: None, ..Self::tttp(server) }
    }

    /// What there may be asked of a session.
    pub fn path(&self, token: &str) -> String {
        format!("{}/session/{token}", self.base)
    }

    /// Opens a session by POST, with this query: its token.
    ///
    /// # Panics
    /// When it is not opened.
    pub async fn open(&self, query: &str) -> String {
        let what = format!("POST {}/session?{query}", self.base);
        let answer = wire::once(self.main, &what, &[], b"").await.expect("an answer");
        assert_eq!(answer.head.status, 201, "{answer:?}");
        answer.body.trim_end().to_owned()
    }
}

impl Carried {
    /// Opens a session. `query` is that of a party; with lines, its words after `OPEN`.
    ///
    /// # Panics
    /// When it is not opened.
    pub async fn open(home: Home, carry: Carry, query: &str) -> Self {
        let mut this = Self::of(home, carry, String::new());
        let kind = this.choose();
        let first = match kind {
            Kind::Ws => Link::ws(&this.home, &format!("session=new&{query}")).await,
            Kind::Tcp => Link::tcp(&this.home, format!("OPEN {query}").trim_end()).await,
            Kind::Sse | Kind::Long | Kind::Short => {
                this.token = this.home.open(query).await;
                return this;
            }
        };
        let mut link = first.expect("the server lets it in");
        loop {
            match expect("SESSION", link.next()).await {
                Event::Attached { token, seq: 0, heard: 0 } => {
                    this.token = token;
                    break;
                }
                // Said before the session is.
                Event::Said(..) if kind == Kind::Tcp => {}
                other => panic!("{other:?}, not SESSION"),
            }
        }
        this.link = Some((kind, link));
        this
    }

    /// Of a session of which nothing was told or said.
    pub fn of(home: Home, carry: Carry, token: String) -> Self {
        let seed = match carry {
            Carry::Always(_) => 0,
            Carry::Moving(seed) | Carry::Haunted(seed) => seed,
        };
        Self {
            home,
            token,
            carry,
            rng: StdRng::seed_from_u64(seed),
            link: None,
            seq: 0,
            arrived: VecDeque::new(),
            said: Vec::new(),
            heard: 0,
            sent: 0,
            ghosts: 0,
            asks: false,
            over: None,
            moves: 0,
        }
    }

    /// What is the right to it.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The number of the last message that has come.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Has it carried by another transport from now on.
    pub async fn carry_by(&mut self, carry: Carry) {
        self.carry = carry;
        self.change().await;
    }

    fn choose(&mut self) -> Kind {
        let is_text = self.home.subprotocol != Some("party.2");
        match self.carry {
            _ if std::mem::take(&mut self.asks) => Kind::Short,
            Carry::Always(kind) => kind,
            Carry::Moving(_) | Carry::Haunted(_) => loop {
                let kind = *KINDS.choose(&mut self.rng).expect("there are some");
                if is_text || kind != Kind::Tcp {
                    break kind;
                }
            },
        }
    }

    fn moves_now(&mut self, chance: f64) -> bool {
        let may = match (self.carry, &self.link) {
            (Carry::Haunted(_), Some(_)) => true,
            // Others it gives up only when it knows that they carry the session.
            (Carry::Moving(_), Some((kind, _))) => !matches!(kind, Kind::Long | Kind::Short),
            _ => false,
        };
        may && self.rng.random_bool(chance)
    }

    /// The link is of no use any more.
    fn lost(&mut self) {
        if let Some((Kind::Tcp, _)) = self.link.take() {
            // Lines do not tell whether it was the connection that ended, or the session.
            self.asks = true;
        }
    }

    /// Goes on by another transport, whatever becomes of the one that there is.
    async fn change(&mut self) {
        self.moves += 1;
        let old = self.link.take();
        if let Some((Kind::Long | Kind::Short, _)) = &old {
            self.ghosts += 1;
        }
        let mut fates = [Fate::Reset, Fate::Closed, Fate::Left];
        fates.shuffle(&mut self.rng);
        match (old, fates[0]) {
            (Some((_, link)), Fate::Reset) => link.reset(),
            (Some((_, link)), Fate::Left) => return self.attach(Some(link)).await,
            (None, _) | (_, Fate::Closed) => {}
        }
        if matches!(self.carry, Carry::Haunted(_)) && self.rng.random_bool(0.2) {
            // Another that it gives up at once.
            let kind = self.choose();
            if let Ok(link) = Link::attach(&self.home, kind, &self.token, self.seq).await {
                self.ghosts += 1;
                if self.rng.random_bool(0.5) {
                    link.reset();
                }
            }
        }
        self.attach(None).await;
    }

    /// Carries the session anew; an old link that is left is told so.
    async fn attach(&mut self, mut old: Option<Link>) {
        while self.over.is_none() && self.link.is_none() {
            let kind = self.choose();
            let Ok(mut link) = Link::attach(&self.home, kind, &self.token, self.seq).await else {
                self.over = Some(End::Cut);
                return;
            };
            println!("{:.4} by {kind:?} after {}, {} of {} heard", self.token, self.seq, self.heard, self.said.len());
            if let Some(old) = old.take() {
                old.is_told().await;
            }
            match kind {
                Kind::Long | Kind::Short => self.link = Some((kind, link)),
                Kind::Sse | Kind::Ws | Kind::Tcp => self.greet(&mut link).await.map_or((), |()| {
                    self.link = Some((kind, link));
                }),
            }
        }
        if self.over.is_none() && self.heard < self.said.len() as u64 {
            Box::pin(self.deliver()).await;
        }
    }

    /// Hears what a transport is told first; nothing if it can't carry the session.
    async fn greet(&mut self, link: &mut Link) -> Option<()> {
        loop {
            match expect("SESSION", link.next()).await {
                Event::Attached { token, seq, heard } => {
                    assert_eq!((&token, seq), (&self.token, self.seq), "what it has asked for");
                    assert!(heard <= self.said.len() as u64, "{heard} heard of {}", self.said.len());
                    (self.heard, self.sent) = (heard, heard);
                    return Some(());
                }
                // The connection's own greeting.
                Event::Said(None, _) => {}
                Event::Later => {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    return None;
                }
                Event::Moved => {
                    self.is_haunted();
                    return None;
                }
                Event::Nothing(_) => self.over = Some(End::Closed(4001)),
                Event::End(code) => self.over = Some(End::Closed(code)),
                Event::Cut => return None,
                other => panic!("{other:?}, not SESSION"),
            }
            if self.over.is_some() {
                return None;
            }
        }
    }

    /// Another has taken over: one of its own that it had given up.
    fn is_haunted(&mut self) {
        self.ghosts = self.ghosts.checked_sub(1).expect("told that it moved, which it did not");
    }

    /// The next message.
    ///
    /// # Errors
    /// How the session ended; with 4001 also if it is not known any more.
    ///
    /// # Panics
    /// When a message is missing, or comes twice.
    pub async fn message(&mut self) -> Result<Said, End> {
        loop {
            if let Some(said) = self.arrived.pop_front() {
                return Ok(said);
            }
            if let Some(end) = &self.over {
                return Err(end.clone());
            }
            if self.moves_now(0.1) {
                self.change().await;
            }
            if self.link.is_none() {
                self.attach(None).await;
            }
            let Some((kind, link)) = &mut self.link else { continue };
            let kind = *kind;
            match expect("a message", link.next()).await {
                Event::Said(number, said) => {
                    self.seq += 1;
                    assert!(number.is_none_or(|number| number == self.seq), "{number:?} is not {}: {said:?}", self.seq);
                    self.arrived.push_back(said);
                }
                Event::Polled(last, heard) => {
                    assert_eq!(last, self.seq, "the last that it has told");
                    self.heard = self.heard.max(heard);
                    self.link = None;
                    if kind == Kind::Short && self.arrived.is_empty() {
                        tokio::time::sleep(PERIOD).await;
                    }
                }
                Event::Heard(heard) => self.heard = self.heard.max(heard),
                Event::Attached { .. } => panic!("attached twice"),
                Event::Moved if !matches!(self.carry, Carry::Always(_)) => {
                    self.is_haunted();
                    self.link = None;
                }
                Event::Moved => self.over = Some(End::Closed(4002)),
                Event::End(code) => self.over = Some(End::Closed(code)),
                Event::Nothing(_) => self.over = Some(End::Closed(4001)),
                Event::Later => {
                    self.link = None;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Event::Cut => self.lost(),
            }
        }
    }

    /// Hangs up.
    pub async fn hang_up(&mut self) {
        if let Some((_, link)) = &mut self.link
            && link.hang_up(CloseCode::Normal).await
        {
            return;
        }
        wire::once(self.home.main, &format!("DELETE {}", self.home.path(&self.token)), &[], b"").await.ok();
    }

    /// Is gone with a reset; the session is not.
    pub fn reset(self) {
        if let Some((_, link)) = self.link {
            link.reset();
        }
    }
}

/// What becomes of a transport when another carries the session.
#[derive(Clone, Copy)]
enum Fate {
    Reset,
    Closed,
    /// It is there until it is told.
    Left,
}
