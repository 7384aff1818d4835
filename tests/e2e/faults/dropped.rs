//! A thousand are cut off at once, and all come back.

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IteratorRandom};
use std::{collections::BTreeMap, time::Instant};
use tttp::{Board, Cell, Mark, two::GameId};
use tttparty_tests::{
    process::{Plan, ServerProcess},
    session::Session,
};

use super::{
    journalled::Journalled,
    knock, seed,
    told::{Book, Missed},
};

/// How many games; twice as many play.
const GAMES: usize = 500;

/// Somebody at a board.
struct Guest {
    book: Book,
    session: Session,
}

impl Guest {
    async fn come(server: &ServerProcess, book: Book) -> Self {
        let mut session = knock(server).await;
        session.say("HELLO TTTP/2").await;
        session.is_welcomed().await;
        Self { book, session }
    }

    /// Writes down what it hears, up to the answer to this.
    async fn does(&mut self, command: &str) {
        for line in self.session.done(command).await {
            self.book.hears(&line);
        }
    }

    /// Hears all up to a number.
    async fn hears_up_to(&mut self, seq: u32) {
        while self.book.game().and_then(|(_, copy)| copy.seq) < Some(seq) {
            let line = self.session.next().await.unwrap();
            self.book.hears(&line);
        }
    }

    fn seq(&self) -> u32 {
        self.book.game().unwrap().1.seq.unwrap()
    }
}

/// Two, X first.
struct Table {
    id: GameId,
    sides: [Guest; 2],
    rng: StdRng,
}

impl Table {
    /// Moves by chance, at most so many, both hearing them; but not the last one if the game is to go on.
    async fn play(&mut self, most: usize, to_the_end: bool) {
        for _ in 0..most {
            let copy = self.sides[0].book.game().unwrap().1;
            let (board, turn, seq) = (copy.board, copy.turn, self.sides[0].seq());
            if copy.is_over {
                break;
            }
            let cell = Cell::all().filter(|cell| board.at(*cell).is_none()).choose(&mut self.rng).unwrap();
            let is_last = ends(board, turn, cell);
            if is_last && !to_the_end {
                break;
            }
            let [x, o] = &mut self.sides;
            let (mover, other) = if turn == Mark::X { (x, o) } else { (o, x) };
            mover.does(&format!("MOVE {} {cell}", self.id)).await;
            other.hears_up_to(seq + 1 + u32::from(is_last)).await;
        }
    }

    /// One side moves, and the other one does not hear of it before it is cut off.
    async fn leave_something_to_miss(&mut self) {
        let copy = self.sides[0].book.game().unwrap().1;
        let (board, turn) = (copy.board, copy.turn);
        let cell = Cell::all().find(|cell| board.at(*cell).is_none() && !ends(board, turn, *cell));
        if let Some(cell) = cell.filter(|_| self.rng.random_bool(0.5)) {
            self.sides[usize::from(turn == Mark::O)].does(&format!("MOVE {} {cell}", self.id)).await;
        }
    }
}

fn ends(mut board: Board, turn: Mark, cell: Cell) -> bool {
    board.place(turn, cell).unwrap();
    board.winner().is_some() || board.is_full()
}

#[tokio::test]
async fn a_thousand_who_are_cut_off_at_once_come_back_to_exactly_what_they_missed() {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hour = "3600000";
    let flags = ["--no-limits", "--offer-ms", hour, "--claim-ms", hour, "--give-up-ms", hour, "--first-move-ms", hour];
    let mut server = ServerProcess::start(Plan::new(folder.path()).flags(&flags));
    let mut rng = StdRng::seed_from_u64(seed());
    let begun = Instant::now();

    let mut guests = join_all((0..2 * GAMES).map(|_| Guest::come(&server, Book::new()))).await;
    join_all(guests.iter_mut().map(|guest| async {
        guest.does("PLAY").await;
        while guest.book.game().is_none_or(|(_, copy)| copy.seq.is_none()) {
            let line = guest.session.next().await.unwrap();
            guest.book.hears(&line);
        }
    }))
    .await;
    let mut pairs = BTreeMap::<GameId, BTreeMap<bool, Guest>>::new();
    for guest in guests {
        let (id, copy) = guest.book.game().unwrap();
        pairs.entry(id).or_default().insert(copy.mark == Mark::O, guest);
    }
    let tables = pairs.into_iter().map(|(id, sides)| {
        let sides = sides.into_values().collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{id} is not of two"));
        Table { id, sides, rng: StdRng::from_rng(&mut rng) }
    });
    let mut tables: Vec<_> = tables.collect();
    assert_eq!(tables.len(), GAMES);
    join_all(tables.iter_mut().map(|table| async {
        let moves = table.rng.random_range(0..7);
        table.play(moves, false).await;
        table.leave_something_to_miss().await;
    }))
    .await;

    println!("{GAMES} games are on after {:.1} s", begun.elapsed().as_secs_f64());
    let books = tables.into_iter().map(|Table { id, sides, rng }| {
        let books = sides.map(|Guest { book, session }| {
            session.reset();
            book
        });
        (id, books, rng)
    });
    // All are cut off before the first comes back.
    let books: Vec<_> = books.collect();
    let back = books.into_iter().map(|(id, [x, o], rng)| {
        let server = &server;
        let come = move |mut book: Book| async move {
            let ticket = book.games[&id].ticket.clone();
            let seq = book.games[&id].seq.unwrap();
            book.expects(Missed::Exactly(id));
            let mut guest = Guest::come(server, book).await;
            guest.does(&format!("RESUME {id} {ticket} seq={seq}")).await;
            assert!(guest.seq() > seq, "{id}: not even its own return");
            guest
        };
        async move {
            let (x, o) = futures_util::future::join(come(x), come(o)).await;
            Table { id, sides: [x, o], rng }
        }
    });
    let mut tables = join_all(back).await;
    println!("all are back after {:.1} s", begun.elapsed().as_secs_f64());
    join_all(tables.iter_mut().map(|table| async {
        let newest = table.sides[0].seq().max(table.sides[1].seq());
        for side in &mut table.sides {
            side.hears_up_to(newest).await;
        }
        table.play(9, true).await;
    }))
    .await;
    server.stop();
    let journal = Journalled::read(folder.path()).await;
    journal.has_records();
    for guest in tables.iter().flat_map(|table| &table.sides) {
        journal.has_all("somebody", &guest.book);
        let (id, copy) = guest.book.game().unwrap();
        assert!(copy.is_over, "{id} has no end");
        // No number is missing between the first and the last.
        assert_eq!(copy.lines.keys().copied().collect::<Vec<_>>(), (1..=guest.seq()).collect::<Vec<_>>(), "{id}");
    }
    println!("{} rows of {GAMES} games after {:.1} s", journal.rows.len(), begun.elapsed().as_secs_f64());
}
