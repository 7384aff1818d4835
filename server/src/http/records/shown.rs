//! How records look as JSON, where they aren't [lines](Line).

use serde::Serialize;
use tttp::{
    Board, Mark,
    bot::{Grade, grade},
    two::{GameId, Kind, Name},
};

use crate::{
    journal::Finished,
    records::{
        games::Kept,
        line::Line,
        players::Standing,
        rating::{PROVISIONAL, Rating},
    },
};

/// A game in a list.
#[derive(Serialize)]
pub(super) struct Brief {
    n: i64,
    id: GameId,
    x: Party,
    o: Party,
    winner: Option<Mark>,
    reason: &'static str,
    moves: String,
    ended: u64,
    private: bool,
    rated: bool,
}

#[derive(Serialize)]
pub(super) struct Party {
    name: Name,
    kind: Kind,
}

impl From<Kept> for Brief {
    fn from(Kept { n, finished }: Kept) -> Self {
        let Finished { game, players: [x, o], private, ended, moves, ending, rated, .. } = finished;
        let [x, o] = [x, o].map(|seated| Party { name: seated.name, kind: seated.kind });
        let moves = moves.iter().map(|played| played.cell.to_string()).collect();
        let (winner, reason) = (ending.winner(), ending.reason().word());
        Self { n, id: game, x, o, winner, reason, moves, ended, private, rated }
    }
}

/// Some games, and before which number the next ones are.
#[derive(Serialize)]
pub(super) struct List {
    pub(super) games: Vec<Brief>,
    pub(super) next: Option<i64>,
}

/// How two have played against each other.
#[derive(Serialize)]
pub(super) struct Meeting {
    pub(super) a: Name,
    pub(super) b: Name,
    pub(super) wins: u32,
    pub(super) losses: u32,
    pub(super) draws: u32,
    pub(super) games: Vec<Brief>,
}

/// Games as a list has them.
pub(super) fn briefly(games: Vec<Kept>) -> Vec<Brief> {
    games.into_iter().map(Brief::from).collect()
}

/// A rating as it is now.
#[derive(Serialize)]
pub(super) struct Shown {
    rating: f64,
    deviation: f64,
    provisional: bool,
}

impl From<Rating> for Shown {
    fn from(Rating { rating, deviation, .. }: Rating) -> Self {
        let rounded = |number: f64| (number * 10.0).round() / 10.0;
        Self { rating: rounded(rating), deviation: rounded(deviation), provisional: deviation > PROVISIONAL }
    }
}

/// Somebody's rating and what it comes from.
#[derive(Serialize)]
pub(super) struct Record {
    #[serde(flatten)]
    rating: Shown,
    games: u32,
    wins: u32,
    losses: u32,
    draws: u32,
    last: u64,
}

impl Record {
    /// As it is now.
    pub(super) fn of(standing: &Standing, now_ms: u64) -> Self {
        let Standing { games, wins, losses, draws, last, .. } = *standing;
        Self { rating: standing.rating_at(now_ms).into(), games, wins, losses, draws, last }
    }
}

/// A game with all there is to say of it.
#[derive(Serialize)]
pub(super) struct Whole {
    #[serde(flatten)]
    line: Line,
    /// What each move was worth.
    grades: Vec<Grade>,
    /// How its two are rated now.
    ratings: Ratings,
}

impl Whole {
    /// All of this game.
    pub(super) fn new(kept: &Kept, ratings: Ratings) -> Self {
        Self { line: Line::from(kept), grades: grades(&kept.finished), ratings }
    }
}

/// How the two of a game are rated now.
#[derive(Serialize)]
pub(super) struct Ratings {
    pub(super) x: Option<Shown>,
    pub(super) o: Option<Shown>,
}

fn grades(finished: &Finished) -> Vec<Grade> {
    let mut board = Board::default();
    let mut mark = Mark::X;
    let grades = finished.moves.iter().map(|played| {
        let grade = grade(&board, mark, played.cell);
        // A move that was made was to a free cell.
        board.place(mark, played.cell).ok();
        mark = mark.opponent();
        grade
    });
    grades.collect()
}

/// One place on the leaderboard.
#[derive(Serialize)]
pub(super) struct Ranked<'a> {
    rank: usize,
    name: &'a str,
    #[serde(flatten)]
    record: Record,
}

impl<'a> Ranked<'a> {
    /// Somebody at this place, provisional as it was when the list was put in order.
    pub(super) fn new(rank: usize, (standing, provisional): &'a (Standing, bool), now_ms: u64) -> Self {
        let mut record = Record::of(standing, now_ms);
        record.rating.provisional = *provisional;
        Self { rank, name: &standing.name, record }
    }
}

/// The best of a kind.
#[derive(Serialize)]
pub(super) struct Leaders<'a> {
    pub(super) kind: Kind,
    pub(super) players: Vec<Ranked<'a>>,
}

/// Somebody.
#[derive(Serialize)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) kinds: Kinds,
}

/// How somebody is rated, by kind.
#[derive(Serialize)]
pub(super) struct Kinds {
    pub(super) person: Option<Record>,
    pub(super) bot: Option<Record>,
}
