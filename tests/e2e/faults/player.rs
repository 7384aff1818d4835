//! A player who moves, gives up, plays again, is lost and comes back, all by chance; and writes down what it is told.

use rand::{
    RngExt,
    rngs::StdRng,
    seq::{IndexedRandom, IteratorRandom},
};
use std::{collections::BTreeSet, fmt};
use tttp::{Cell, two::GameId};
use tttparty_tests::{
    client::{Client, Way, open_ws},
    session::{DOORS, Door, GREETING, Session},
};

use super::{
    told::{Book, Missed},
    world::World,
};

/// How its connection has ended.
enum End {
    /// By the server, which was killed.
    Cut,
    /// By itself, to come back.
    Lost,
    /// By itself, since all is played.
    Done,
}

/// What it does next.
enum Deed {
    Say(String),
    Lose,
    End,
}

/// A player, over all its connections.
pub(super) struct Player {
    pub name: String,
    pub book: Book,
    /// It has asked for somebody to play with.
    pub is_queued: bool,
    /// The seat in the game that it knows is not kept: it has left that, though it need not have heard so.
    pub is_lost: bool,
    /// Games that it has moved on from, in which it sits still: the server was killed before it had saved that they are void.
    pub outgrown: BTreeSet<GameId>,
    /// Games in which nobody sits on the other side who knows of it.
    pub deserted: BTreeSet<GameId>,
    /// Games that have fewer lines than it was told of.
    pub undone: BTreeSet<GameId>,
    rng: StdRng,
    has_pings: bool,
    /// What it has said, and waits for an answer to.
    waits_for: Option<String>,
    /// It was told that there will be no other game of these two.
    is_refused: bool,
}

impl fmt::Display for Player {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, is_queued, is_refused, waits_for, .. } = self;
        write!(f, "{name}: queued {is_queued}, refused {is_refused}, waits for {waits_for:?}")?;
        let Some((id, copy)) = self.book.game() else { return Ok(()) };
        write!(
            f,
            ", {} of {id}: {:?} {} {} to move, over {}",
            copy.mark, copy.seq, copy.board, copy.turn, copy.is_over
        )?;
        write!(f, ", left {}, has asked {}", copy.is_left, copy.has_asked)
    }
}

impl Player {
    pub fn new(name: String, mut rng: StdRng) -> Self {
        let has_pings = rng.random_bool(0.3);
        Self {
            name,
            book: Book::new(),
            is_queued: false,
            is_lost: false,
            outgrown: BTreeSet::new(),
            deserted: BTreeSet::new(),
            undone: BTreeSet::new(),
            rng,
            has_pings,
            waits_for: None,
            is_refused: false,
        }
    }

    /// What it was told of a game, if it was told of it.
    pub fn knows(&self, id: &GameId) -> Option<String> {
        let (copy, current) = (self.book.games.get(id)?, self.book.current);
        Some(format!("{}, {} up to {:?}, now in {current:?}", self.name, copy.mark, copy.seq))
    }

    /// Plays until the server is killed, or all is played.
    pub async fn play(&mut self, world: &World) {
        let mut is_ready = false;
        loop {
            let Some(mut session) = self.come(world).await else { return world.is_cut(&self.name) };
            if !std::mem::replace(&mut is_ready, true) {
                world.ready();
            }
            match self.stay(&mut session, world).await {
                End::Cut => return world.is_cut(&self.name),
                End::Lost => {}
                End::Done => return,
            }
        }
    }

    /// Comes, and back to the game that it knows; nothing if the server is gone meanwhile.
    async fn come(&mut self, world: &World) -> Option<Session> {
        (self.is_queued, self.waits_for, self.is_refused) = (false, None, false);
        let door = *DOORS.choose(&mut self.rng).unwrap();
        let client = match door {
            Door::Tcp => Client::try_connect(&Way::Tcp(world.tttp2())).await?,
            Door::Ws => open_ws(&world.url(), &[("sec-websocket-protocol", "tttp.2")]).await.ok()?,
            Door::Carried(_) => unreachable!("none of DOORS"),
        };
        let mut session = Session::over(client);
        assert_eq!(self.hear(&mut session, world).await?, GREETING);
        let caps = if self.has_pings { " caps=ping" } else { "" };
        let name = format!(" name={}", self.name);
        for name in [&*name, ""] {
            session.try_say(&format!("HELLO TTTP/2{name}{caps}")).await;
            let line = loop {
                let line = self.hear(&mut session, world).await?;
                if !line.starts_with("PROPOSED ") {
                    break line;
                }
            };
            if line.starts_with("HELLO TTTP/2 ") {
                break;
            }
            // The server has not noticed yet that the older connection is gone.
            assert!(line.starts_with("ERROR 224 ") && !name.is_empty(), "{}: {line}", self.name);
        }
        self.give_up_outgrown(&mut session, world).await?;
        self.resume(&mut session, world).await?;
        Some(session)
    }

    /// Goes back to the games that it has moved on from, and leaves them: nobody else would bring them to their ends.
    async fn give_up_outgrown(&mut self, session: &mut Session, world: &World) -> Option<()> {
        while let Some(id) = self.outgrown.first().copied() {
            let current = self.book.current;
            let is_left = self.go_back_and_leave(id, session, world).await;
            self.book.current = current;
            is_left?;
            self.outgrown.remove(&id);
        }
        Some(())
    }

    async fn go_back_and_leave(&mut self, id: GameId, session: &mut Session, world: &World) -> Option<()> {
        for command in [self.asks_for_seat(id), format!("LEAVE {id}")] {
            let answer = self.ask(&command, session, world).await?;
            assert_eq!(answer, "OK", "{}: {command}", self.name);
            self.undone.remove(&id);
        }
        Some(())
    }

    /// Begins a game with a bot of the house, and goes on as if another had begun: but that it makes way is not saved.
    pub async fn outgrows_one(&mut self, world: &World) -> Option<()> {
        let mut session = self.come(world).await?;
        assert_eq!(self.ask("PLAY bot=1", &mut session, world).await?, "OK", "{}", self.name);
        assert!(self.book.current.take().is_some(), "{} was not told of its game", self.name);
        Some(())
    }

    /// Asks for its seat, and checks that it gets just that.
    async fn resume(&mut self, session: &mut Session, world: &World) -> Option<()> {
        let Some((id, _)) = self.book.game() else { return Some(()) };
        let command = self.asks_for_seat(id);
        let answer = self.ask(&command, session, world).await?;
        let number = answer.split(' ').nth(1);
        let fits = if self.is_lost { matches!(number, Some("232" | "236")) } else { answer == "OK" };
        assert!(
            fits,
            "{}: {command}: {answer}, though it {} left",
            self.name,
            if self.is_lost { "has" } else { "has not" }
        );
        self.undone.remove(&id);
        if std::mem::take(&mut self.is_lost) {
            self.book.gives_up(id);
        }
        Some(())
    }

    /// How it asks for its seat in a game, at times by what it knows.
    fn asks_for_seat(&mut self, id: GameId) -> String {
        let copy = &self.book.games[&id];
        let command = format!("RESUME {id} {}", copy.ticket);
        let is_undone = self.undone.contains(&id);
        match copy.seq.filter(|_| is_undone || self.rng.random_bool(0.8)) {
            Some(seq) => {
                self.book.expects(if is_undone { Missed::Anew(id) } else { Missed::Exactly(id) });
                format!("{command} seq={seq}")
            }
            None => {
                self.book.expects(Missed::Newer);
                command
            }
        }
    }

    /// The answer to a command, after which it expects nothing that it has missed.
    async fn ask(&mut self, command: &str, session: &mut Session, world: &World) -> Option<String> {
        session.try_say(&format!("#r {command}")).await;
        let answer = loop {
            let line = self.hear(session, world).await?;
            match line.strip_prefix("#r ") {
                Some(answer) => break answer.to_owned(),
                None => self.book.hears(&line),
            }
        };
        self.book.expects(Missed::Nothing);
        Some(answer)
    }

    /// The next line; pings are answered.
    async fn hear(&mut self, session: &mut Session, world: &World) -> Option<String> {
        loop {
            let line = session.next().await.ok()?;
            world.heard();
            match line.strip_prefix("PING ").and_then(|ping| ping.split(' ').next()) {
                Some(stamp) => drop(session.try_say(&format!("PONG {stamp}")).await),
                None => return Some(line),
            }
        }
    }

    async fn stay(&mut self, session: &mut Session, world: &World) -> End {
        loop {
            match self.waits_for.is_none().then(|| self.choose(world)).flatten() {
                Some(Deed::Say(command)) => {
                    session.try_say(&format!("#1 {command}")).await;
                    self.is_queued |= command.starts_with("PLAY");
                    self.waits_for = Some(command);
                    world.said();
                }
                Some(Deed::Lose) => return End::Lost,
                Some(Deed::End) => return End::Done,
                None => {}
            }
            let Some(line) = self.hear(session, world).await else { return End::Cut };
            match (line.strip_prefix("#1 "), line.split(' ').next().unwrap_or_default()) {
                (Some(answer), _) => self.is_answered(answer),
                (None, "UNQUEUED") => self.is_queued = false,
                (None, word @ ("MESSAGE" | "ERROR" | "LIMIT")) => panic!("{}: {word}, in {line}", self.name),
                (None, word) => {
                    let old = self.book.current;
                    self.book.hears(&line);
                    if word == "JOINED" {
                        let is_next = old.is_some_and(|old| self.book.games[&old].next == self.book.current);
                        self.is_queued &= is_next;
                        self.is_refused = false;
                    }
                }
            }
        }
    }

    fn is_answered(&mut self, answer: &str) {
        let command = self.waits_for.take().unwrap_or_else(|| panic!("{}: a second answer: {answer}", self.name));
        if answer == "OK" {
            return;
        }
        // What is not so any more, since others were faster. Anything else is wrong.
        let number = answer.split(' ').nth(1).unwrap_or_default();
        let is_late = match command.split(' ').next() {
            Some("PLAY") => number == "106",
            Some("REMATCH") => matches!(number, "302" | "301" | "106" | "232"),
            Some("MOVE" | "RESIGN" | "LEAVE") => matches!(number, "301" | "232"),
            _ => false,
        };
        assert!(is_late, "{}: {command}: {answer}", self.name);
        self.is_queued &= !command.starts_with("PLAY");
        self.is_refused |= command.starts_with("REMATCH");
    }

    /// What it does now, if anything.
    fn choose(&mut self, world: &World) -> Option<Deed> {
        let Some((id, copy)) = self.book.game() else {
            return match (world.is_ending(), self.is_queued) {
                (true, _) => Some(Deed::End),
                (false, true) => None,
                (false, false) => Some(self.seek()),
            };
        };
        copy.seq?;
        let is_turn = copy.turn == copy.mark;
        // Who is about to be given another game would not know of it, and who leaves one might come back to that.
        let may_lose = !self.is_queued && self.book.ongoing().all(|other| other == id);
        if self.deserted.contains(&id) {
            let way_out = if copy.is_over { "LEAVE" } else { "RESIGN" };
            return Some(Deed::Say(format!("{way_out} {id}")));
        }
        if !copy.is_over {
            let chance = if world.is_ending() { 1.0 } else { self.rng.random::<f64>() };
            return match chance {
                ..0.01 => Some(Deed::Say(format!("RESIGN {id}"))),
                ..0.04 if may_lose => Some(Deed::Lose),
                _ if is_turn => {
                    let cell = Cell::all().filter(|cell| copy.board.at(*cell).is_none()).choose(&mut self.rng)?;
                    Some(Deed::Say(format!("MOVE {id} {cell}")))
                }
                _ => None,
            };
        }
        if world.is_ending() {
            return Some(Deed::Say(format!("LEAVE {id}")));
        }
        if self.is_queued {
            return None;
        }
        if copy.is_left || self.is_refused {
            return Some(self.seek());
        }
        match self.rng.random::<f64>() {
            ..0.05 if may_lose => Some(Deed::Lose),
            // It might be given a game and the next one of these two at once.
            _ if copy.has_asked => None,
            ..0.10 => Some(Deed::Say(format!("LEAVE {id}"))),
            ..0.45 => Some(self.seek()),
            _ => Some(Deed::Say(format!("REMATCH {id}"))),
        }
    }

    fn seek(&mut self) -> Deed {
        let level = self.rng.random_range(1..8);
        Deed::Say(if level < 5 && self.rng.random_bool(0.25) { format!("PLAY bot={level}") } else { "PLAY".into() })
    }
}
