//! TTTP/2: sessions over both transports, with each other and with players of TTTP/1.

mod challenges;
mod chance;
mod clocks;
mod comings;
mod ends;
mod halves;
mod hosting;
mod house;
mod ledger;
mod limits;
mod lists;
mod names;
mod queue;
mod rematches;
mod restarts;
mod several;
mod tags;
mod talk;
mod upgrades;
mod watching;

use std::time::Duration;

use tttparty_tests::{
    expect,
    server::TestServer,
    session::{DOORS, Door, Session, captures},
};

/// X wins with these, in turn.
pub(crate) const WIN: [u8; 5] = [4, 0, 2, 1, 6];

/// Nobody wins with these.
pub(crate) const TIE: [u8; 9] = [0, 1, 2, 4, 3, 5, 7, 6, 8];

/// Two sessions by these names, the second by the other door.
pub(crate) async fn two(server: &TestServer, door: Door, names: [&str; 2]) -> [Session; 2] {
    let first = Session::open(server, door, names[0]).await;
    [first, Session::open(server, door.other(), names[1]).await]
}

/// Says a command again and again, until what it is told is as expected. How fresh a list is depends on who asks as well.
async fn says_until(session: &mut Session, command: &str, is_it: impl Fn(&[String], &str) -> bool) {
    let told = async {
        loop {
            let (lines, answer) = session.ask(command).await;
            if is_it(&lines, &answer) {
                break;
            }
            if let Some(ms) = answer.strip_prefix("LIMIT ").and_then(|rest| rest.split(' ').nth(1)) {
                tokio::time::sleep(Duration::from_millis(ms.parse().unwrap())).await;
            } else {
                println!("{command}: {lines:?} {answer}");
            }
        }
    };
    expect(&format!("{command} tells what it should"), told).await;
}

/// A command is, sooner or later, answered by this or told this line.
async fn eventually(session: &mut Session, command: &str, line: &str) {
    says_until(session, command, |lines, answer| answer == line || lines.iter().any(|told| told == line)).await;
}

/// A list has, sooner or later, exactly these lines.
async fn lists(session: &mut Session, command: &str, lines: &[&str]) {
    let fits = |told: &[String]| {
        told.len() == lines.len() && told.iter().zip(lines).all(|(line, expected)| captures(expected, line).is_some())
    };
    says_until(session, command, |told, answer| answer == "OK" && fits(told)).await;
}

/// The game of two guests that has just begun, as it is listed.
async fn guests_game(session: &mut Session) -> String {
    let listed = async {
        loop {
            let lines = session.done("LIST games").await;
            let row =
                |line: &String| captures("GAME * * guest * guest ......... X 0", line).map(|row| row[0].to_owned());
            if let Some(game) = lines.iter().find_map(row) {
                break game;
            }
        }
    };
    expect("a game of guests is listed", listed).await
}

/// A game that two have begun, as far as both have heard.
pub(crate) struct Table {
    pub(crate) id: String,
    /// Those of X and O.
    tickets: [String; 2],
    /// The newest of it.
    seq: u32,
    marks: usize,
}

impl Table {
    /// By a challenge, which X has said. Both must have heard all before.
    pub(crate) async fn begin(x: &mut Session, o: &mut Session, clock: &str) -> Self {
        let names = [x.name().to_owned(), o.name().to_owned()];
        x.does(&format!("CHALLENGE {} clock={clock}", names[1]), &[&format!("CHALLENGING {} {clock}", names[1])]).await;
        o.hears(&[&format!("CHALLENGE {} * {clock}", names[0])]).await;
        o.say(&format!("ACCEPT {}", names[0])).await;
        let sits = |seat| format!("{seat} {} * {} * {clock} public", names[0], names[1]);
        let mut tickets = Vec::new();
        let mut id = String::new();
        // Who has spoken hears of it first.
        for (session, seat) in [(o, "O"), (x, "X")] {
            let [game, _, _, ticket] = session.hear(&format!("JOINED * {} *", sits(seat))).await;
            session.hears(&[&format!("STATE {game} 0 ......... X * *")]).await;
            tickets.push(ticket);
            id = game;
        }
        tickets.reverse();
        Self::new(id, tickets.try_into().unwrap())
    }

    /// One that both have just heard the beginning of.
    pub(crate) fn new(id: String, tickets: [String; 2]) -> Self {
        Self { id, tickets, seq: 0, marks: 0 }
    }

    /// The line of the move that is next, whatever the clocks.
    pub(crate) fn moved(&mut self, seat: &str, cell: u8) -> String {
        (self.seq, self.marks) = (self.seq + 1, self.marks + 1);
        format!("MOVED {} {} {seat} {cell} * *", self.id, self.seq)
    }

    /// The line of the end that is next, as in `X resign`.
    pub(crate) fn end(&mut self, how: &str) -> String {
        self.seq += 1;
        format!("END {} {} {how}", self.id, self.seq)
    }

    /// Plays these cells, the turns as they come, each heard by both.
    pub(crate) async fn play(&mut self, x: &mut Session, o: &mut Session, cells: &[u8]) {
        for cell in cells {
            let (seat, mover, other) =
                if self.marks.is_multiple_of(2) { ("X", &mut *x, &mut *o) } else { ("O", &mut *o, &mut *x) };
            let moved = self.moved(seat, *cell);
            mover.say(&format!("MOVE {} {cell}", self.id)).await;
            mover.hears(&[&moved]).await;
            other.hears(&[&moved]).await;
        }
    }

    /// All of these hear that it is over like this, as in `X resign`.
    pub(crate) async fn ends(&mut self, how: &str, all: &mut [&mut Session]) {
        let end = self.end(how);
        for session in all {
            session.hears(&[&end]).await;
        }
    }

    /// All of these hear this, which happens in this game and has no number of its own: as `GONE O 500`.
    pub(crate) async fn tells(&mut self, what: &str, all: &mut [&mut Session]) {
        let (word, rest) = what.split_once(' ').unwrap();
        self.seq += 1;
        for session in all {
            session.hears(&[&format!("{word} {} {rest}", self.id)]).await;
        }
    }
}
