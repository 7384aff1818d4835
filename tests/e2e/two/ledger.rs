//! What must hold of all that sessions are told of games, whoever says what and when.

use std::collections::{BTreeMap, BTreeSet};

use tttp::{
    Board, Mark,
    two::{GameId, Kind, Name, Place, Reply, Role},
};

/// A game, by what all have been told of it.
#[derive(Default)]
pub(super) struct Record {
    /// What happened, by its number: the line.
    events: BTreeMap<u32, String>,
    ends: usize,
    people: bool,
}

/// All games of a server.
#[derive(Default)]
pub(super) struct Ledger(pub(super) BTreeMap<GameId, Record>);

/// A game as one session has it.
#[derive(Clone)]
struct Copy {
    seq: u32,
    board: Board,
    turn: Mark,
    ended: bool,
    seat: Option<Mark>,
}

/// What one connection has heard of games.
#[derive(Default)]
pub(super) struct Reader {
    copies: BTreeMap<GameId, Copy>,
    /// Games of which it is told who plays, and not yet how they stand.
    joined: BTreeMap<GameId, Option<Mark>>,
    /// Games that follow another one, of which it is told nothing yet.
    next: BTreeSet<GameId>,
    /// Seats that it came back to: it may have more of them than it could begin games.
    resumed: BTreeSet<GameId>,
    tickets: BTreeMap<GameId, String>,
    multi: bool,
}

impl Reader {
    pub(super) fn new(multi: bool) -> Self {
        Self { multi, ..Self::default() }
    }

    /// Games in which it has a seat.
    pub(super) fn seats(&self) -> impl Iterator<Item = (GameId, bool)> {
        self.copies.iter().filter(|(_, copy)| copy.seat.is_some()).map(|(id, copy)| (*id, copy.ended))
    }

    /// All games that it is told of.
    pub(super) fn games(&self) -> Vec<GameId> {
        self.copies.keys().copied().collect()
    }

    /// The rights that it has ever got.
    pub(super) fn tickets(&self) -> &BTreeMap<GameId, String> {
        &self.tickets
    }

    /// Games in which it is to move, with their boards.
    pub(super) fn turns(&self) -> Vec<(GameId, Board)> {
        let turns = self.copies.iter().filter(|(_, copy)| !copy.ended && copy.seat == Some(copy.turn));
        turns.map(|(id, copy)| (*id, copy.board)).collect()
    }

    /// It has asked to come back to a seat.
    pub(super) fn resumes(&mut self, id: GameId) {
        self.resumed.insert(id);
    }

    /// It knows of that game what an older connection does; the number of the newest line of it.
    pub(super) fn takes_over(&mut self, older: &Self, id: GameId) -> u32 {
        self.copies.insert(id, older.copies[&id].clone());
        older.copies[&id].seq
    }

    /// It could not take that over.
    pub(super) fn forgets(&mut self, id: GameId) {
        self.copies.remove(&id);
    }

    /// Takes in a line, and checks it against all that was told before, to this session and to others.
    pub(super) fn hears(&mut self, line: &str, ledger: &mut Ledger) {
        match line.parse::<Reply>().unwrap() {
            Reply::Joined { game, role, x, o, ticket, .. } => {
                let names: [&Name; 2] = [&x.name, &o.name];
                assert_ne!(names[0], names[1], "plays against itself: {line}");
                assert_eq!(ticket.is_some(), role != Role::Watcher, "{line}");
                if let Some(ticket) = ticket {
                    self.tickets.insert(game, ticket.to_string());
                }
                let people = [x.kind, o.kind].iter().all(|kind| *kind != Kind::House);
                ledger.0.entry(game).or_default().people = people;
                let kept = self.copies.get(&game).and_then(|copy| copy.seat);
                let seat = match role {
                    Role::Seat(mark) => Some(mark),
                    Role::Watcher => kept,
                };
                self.joined.insert(game, seat);
                self.next.remove(&game);
            }
            Reply::State { game, seq, board, turn, .. } => {
                let seat = match (self.joined.remove(&game), self.copies.get(&game)) {
                    (seat, Some(copy)) => {
                        assert_eq!((copy.seq, copy.board), (seq, board), "other than by its moves: {line}");
                        seat.unwrap_or(copy.seat)
                    }
                    (Some(seat), None) => seat,
                    (None, None) => panic!("of a game it is not in: {line}"),
                };
                let marks = board.to_string().bytes().filter(|byte| matches!(byte, b'X' | b'O')).count();
                let next = if marks.is_multiple_of(2) { Mark::X } else { Mark::O };
                assert!(turn.is_none_or(|turn| turn == next), "{line}");
                self.copies.insert(game, Copy { seq, board, turn: next, ended: turn.is_none(), seat });
            }
            Reply::Moved { game, seq, seat, cell, .. } => {
                self.happens(game, Some(seq), line, ledger);
                let copy = self.copies.get_mut(&game).unwrap();
                assert!(!copy.ended, "after the end: {line}");
                assert_eq!(copy.turn, seat, "not their turn: {line}");
                copy.board.place(seat, cell).unwrap_or_else(|error| panic!("{error:?}: {line}"));
                copy.turn = seat.opponent();
            }
            Reply::End { game, seq, .. } => {
                let copy = self.copies.get_mut(&game).unwrap_or_else(|| panic!("of a game it is not in: {line}"));
                if copy.ended {
                    // Told again after STATE, with the number of that.
                    assert_eq!(copy.seq, seq, "a second end: {line}");
                    return;
                }
                copy.ended = true;
                self.happens(game, Some(seq), line, ledger);
            }
            Reply::Gone { game, .. } | Reply::Back { game, .. } | Reply::Rematch { game, .. } => {
                self.happens(game, None, line, ledger);
            }
            Reply::Left { place: Place::Game(game), role: Role::Seat(mark) } => {
                self.happens(game, None, line, ledger);
                if self.copies[&game].seat == Some(mark) {
                    self.copies.remove(&game);
                }
            }
            Reply::Left { place: Place::Game(game), role: Role::Watcher } => {
                // Who says LEAVE just as a rematch begins has left that one before hearing more of it.
                let copy = self.copies.remove(&game);
                assert!(copy.is_some() || self.next.contains(&game), "of a game it is not in: {line}");
                assert!(copy.is_none_or(|copy| copy.seat.is_none()), "{line}");
            }
            Reply::Next { game, new } => {
                // Who comes back by the ticket of the game before need not have heard of that.
                let has_joined = self.joined.remove(&game).is_some();
                let copy = self.copies.remove(&game);
                assert!(has_joined || copy.is_some(), "of a game it is not in: {line}");
                assert!(copy.is_none_or(|copy| copy.ended), "{line}");
                self.next.insert(new);
                if self.resumed.contains(&game) {
                    self.resumed.insert(new);
                }
            }
            Reply::Replaced(game) => assert!(self.copies.remove(&game).is_some(), "{line}"),
            Reply::Watchers { game, .. } => assert!(self.copies.contains_key(&game), "of a game it is not in: {line}"),
            _ => {}
        }
    }

    /// One more thing has happened in a game; it is what all others were told.
    fn happens(&mut self, game: GameId, seq: Option<u32>, line: &str, ledger: &mut Ledger) {
        let copy = self.copies.get_mut(&game).unwrap_or_else(|| panic!("of a game it is not in: {line}"));
        if let Some(seat) = self.joined.remove(&game) {
            copy.seat = seat;
        }
        copy.seq += 1;
        assert!(seq.is_none_or(|seq| seq == copy.seq), "{} is expected: {line}", copy.seq);
        let record = ledger.0.entry(game).or_default();
        match record.events.get(&copy.seq) {
            Some(told) => assert_eq!(told, line, "another one was told otherwise"),
            None => {
                record.ends += usize::from(line.starts_with("END "));
                assert!(record.ends <= 1, "a second end: {line}");
                record.events.insert(copy.seq, line.to_owned());
            }
        }
    }

    /// Whether it plays several people at once, and has not asked for that. Seats that it came back to do not count.
    pub(super) fn is_overwhelmed(&self, ledger: &Ledger) -> bool {
        let counts = |(id, ended): &(GameId, bool)| !ended && ledger.0[id].people && !self.resumed.contains(id);
        !self.multi && self.seats().filter(counts).count() > 1
    }
}

impl Ledger {
    /// What another one was told is what this one was.
    pub(super) fn is_as(&mut self, other: Ledger) {
        for (id, record) in other.0 {
            let mine = self.0.entry(id).or_default();
            for (seq, line) in record.events {
                let told = mine.events.entry(seq).or_insert_with(|| line.clone());
                assert_eq!(*told, line, "another one was told otherwise");
            }
        }
    }

    /// Nothing is missing between the first and the last that anybody was told of each game.
    pub(super) fn is_whole(&self) {
        for (id, record) in &self.0 {
            let end = record.events.iter().find(|(_, line)| line.starts_with("END ")).map(|(seq, _)| *seq);
            let late = |(seq, line): (&u32, &String)| end.is_some_and(|end| *seq > end) && line.starts_with("MOVED ");
            assert!(!record.events.iter().any(late), "{id} goes on after its end: {:?}", record.events);
        }
    }
}
