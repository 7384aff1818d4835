//! A server that is killed while all play, and all who play.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttp::two::GameId;
use tttparty_tests::process::{Plan, ServerProcess};

use super::{
    journalled::{Journalled, Logged},
    player::Player,
};

/// How many play.
const PLAYERS: usize = 12;

/// When the server is killed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fuse {
    /// After so many more lines.
    left: Option<u32>,
    /// Those that players say count, or those that they hear.
    counts_said: bool,
    /// Lines before all are back in their games count as well.
    is_early: bool,
}

impl Fuse {
    /// Some time, with most times alike.
    pub fn random(rng: &mut StdRng) -> Self {
        Self { left: Some(rng.random_range(0..=60)), counts_said: rng.random_bool(0.4), is_early: rng.random_bool(0.3) }
    }
}

/// What the players share.
pub(super) struct World {
    server: RefCell<ServerProcess>,
    fuse: Cell<Fuse>,
    is_killed: Cell<bool>,
    is_ending: Cell<bool>,
    ready: Cell<usize>,
    lines: Cell<u64>,
}

impl World {
    pub fn url(&self) -> String {
        format!("ws://{}/tttp", self.server.borrow().main())
    }

    pub fn tttp2(&self) -> SocketAddr {
        self.server.borrow().tttp2()
    }

    /// Whether games are only brought to their ends.
    pub fn is_ending(&self) -> bool {
        self.is_ending.get()
    }

    /// A player has heard a line.
    pub fn heard(&self) {
        self.lines.set(self.lines.get() + 1);
        if !self.fuse.get().counts_said {
            self.burn();
        }
    }

    /// A player has said a line.
    pub fn said(&self) {
        if self.fuse.get().counts_said {
            self.burn();
        }
    }

    /// A player is back.
    pub fn ready(&self) {
        self.ready.set(self.ready.get() + 1);
    }

    /// A player's connection was cut, which must have had that reason.
    pub fn is_cut(&self, who: &str) {
        assert!(self.is_killed.get(), "{who}: the connection ends, and nobody has killed the server");
    }

    fn burn(&self) {
        let mut fuse = self.fuse.get();
        if !(fuse.is_early || self.ready.get() == PLAYERS) {
            return;
        }
        fuse.left = match fuse.left {
            Some(0) => {
                self.server.borrow_mut().kill();
                self.is_killed.set(true);
                None
            }
            left => left.map(|left| left - 1),
        };
        self.fuse.set(fuse);
    }
}

/// All of it.
pub(super) struct Battle {
    pub rng: StdRng,
    world: World,
    players: Vec<Player>,
    /// Whether what was told may be undone.
    forgets: bool,
    begun: Instant,
    /// All games that anybody was told of.
    known: BTreeSet<GameId>,
}

impl Battle {
    /// With nobody there yet. If it `forgets`, what was told may be undone by what happens to the folder.
    pub fn begin(plan: Plan, seed: u64, forgets: bool) -> Self {
        let hour = "3600000";
        let plan = plan.with_main().flags(&["--no-limits", "--offer-ms", hour, "--claim-ms", hour]).flags(&[
            "--give-up-ms",
            hour,
            "--first-move-ms",
            hour,
            "--house-pause-ms",
            "1",
            "--ping-ms",
            "1000",
            "--silence-ms",
            "60000",
            "--workers",
            "2",
            "--grace-ms",
        ]);
        let mut rng = StdRng::seed_from_u64(seed);
        let server = ServerProcess::start(plan.flags(&["0"]));
        let players = (0..PLAYERS).map(|place| Player::new(format!("Player{place}"), StdRng::from_rng(&mut rng)));
        let players = players.collect();
        let world = World {
            server: RefCell::new(server),
            fuse: Cell::default(),
            is_killed: Cell::new(false),
            is_ending: Cell::new(false),
            ready: Cell::new(0),
            lines: Cell::new(0),
        };
        Self { rng, world, players, forgets, begun: Instant::now(), known: BTreeSet::new() }
    }

    /// All play until the server is killed.
    pub async fn play(&mut self) {
        self.world.fuse.set(Fuse::random(&mut self.rng));
        self.world.ready.set(0);
        join_all(self.players.iter_mut().map(|player| player.play(&self.world))).await;
        assert!(self.world.is_killed.replace(false), "all have ended");
        self.world.server.borrow_mut().bury();
    }

    /// One of them begins a game and goes on as if another had begun, before the server has saved that the first makes way:
    /// then it is killed.
    pub async fn outgrow_one(&mut self) {
        assert!(self.players[0].outgrows_one(&self.world).await.is_some(), "nobody has killed the server");
        self.world.server.borrow_mut().kill();
        self.world.server.borrow_mut().bury();
    }

    /// The folder of the server.
    pub fn folder(&self) -> PathBuf {
        self.world.server.borrow_mut().plan().folder().to_owned()
    }

    /// What is in its folder, where nobody changes it meanwhile.
    pub async fn read(&self) -> Journalled {
        Journalled::read(&self.folder()).await
    }

    /// How the server is started next.
    pub fn plan(&self, change: impl FnOnce(&mut Plan)) {
        change(self.world.server.borrow_mut().plan());
    }

    /// Starts the server again, on what is left.
    pub fn restart(&mut self) {
        self.world.server.borrow_mut().restart();
    }

    /// Compares what was told with what is in this folder, and tells the players what they can expect of a server that is
    /// started there.
    pub async fn compare(&mut self, folder: &Path) -> Journalled {
        let journal = Journalled::read(folder).await;
        if self.forgets {
            self.players.iter_mut().for_each(|player| forget(player, &journal));
        }
        for player in &self.players {
            journal.has_all(&player.name, &player.book);
        }
        journal.has_records();
        for player in &mut self.players {
            // What was compared when it was closed need not be again: sooner or later its rows are deleted.
            let current = player.book.current;
            let is_past = |id: &GameId| current != Some(*id) && journal.games.get(id).is_none_or(|game| game.is_closed);
            self.known.extend(player.book.games.keys());
            player.book.games.retain(|id, _| !is_past(id));
        }
        let mut present = BTreeMap::<GameId, usize>::new();
        for player in &mut self.players {
            player.is_lost = false;
            let Some((id, copy)) = player.book.game() else { continue };
            let seated = journal.seat(id, copy);
            player.is_lost = seated.is_none();
            if let Some(id) = seated {
                *present.entry(id).or_default() += if copy.is_house { 2 } else { 1 };
            }
        }
        for player in &mut self.players {
            let current = player.book.current;
            player.outgrown.clear();
            for (id, copy) in player.book.games.iter_mut().filter(|(id, _)| current != Some(**id)) {
                let sits = |logged: &Logged| !logged.is_over && !logged.left[copy.side()];
                copy.is_given_up = !journal.games.get(id).is_some_and(sits);
                player.outgrown.extend(Some(*id).filter(|_| !copy.is_given_up));
            }
            player.deserted = present.iter().filter(|(_, count)| **count < 2).map(|(id, _)| *id).collect();
        }
        journal
    }

    /// Brings all games to their ends, after the server was started again, stops it, and compares once more.
    pub async fn end(mut self, what: &str) {
        self.world.is_ending.set(true);
        self.world.ready.set(0);
        join_all(self.players.iter_mut().map(|player| player.play(&self.world))).await;
        self.world.server.borrow_mut().stop();
        let journal = self.compare(&self.folder()).await;
        let kept: BTreeSet<_> = self.players.iter().flat_map(|player| player.book.games.keys()).collect();
        // Who was told that a game is closed does not come back to it, also if that is undone.
        let is_known = |id: &GameId| kept.contains(id) || (!self.forgets && self.known.contains(id));
        for (id, game) in journal.games.iter().filter(|(id, _)| is_known(id)) {
            let told = || self.players.iter().filter_map(|player| player.knows(id)).collect::<Vec<_>>();
            assert!(game.is_over, "{id} has no end: {:?}; it was told to {:?}", game.lines, told());
        }
        let seconds = Duration::as_secs_f64(&self.begun.elapsed());
        let (lines, games) = (self.world.lines.get(), self.known.len());
        println!("{what}: {lines} lines of {games} games in {seconds:.1} s");
    }
}

impl Drop for Battle {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Who waits for what, if that is why.
            self.players.iter().for_each(|player| println!("{player}"));
        }
    }
}

/// Takes back what is not in the journal: the server can't know of it.
fn forget(player: &mut Player, journal: &Journalled) {
    player.book.games.retain(|id, _| journal.games.contains_key(id));
    player.undone.retain(|id| journal.games.contains_key(id));
    for (id, copy) in &mut player.book.games {
        let logged = &journal.games[id];
        if copy.seq > Some(logged.seq()) {
            player.undone.insert(*id);
        } else if player.undone.remove(id) {
            // It has not come back between two crashes: nobody can tell any more that its number is one that was undone.
            copy.seq = None;
        }
        // So may what they have asked for; asking twice is fine.
        (copy.has_asked, copy.is_left, copy.is_given_up) = (false, false, false);
        copy.lines.retain(|seq, _| *seq <= logged.seq());
        copy.states.retain(|(seq, ..)| *seq <= logged.seq());
        copy.next = copy.next.filter(|_| logged.next == copy.next);
    }
    let is_known = |id: &GameId| player.book.games.contains_key(id);
    // The game before, perhaps, which is on again.
    let is_on = |id: &&GameId| !journal.games[*id].is_over;
    let current = player.book.current.filter(is_known);
    player.book.current = current.or_else(|| player.book.games.keys().find(is_on).copied());
}
