//! Replies to lines.

use std::fmt::{self, Display, Formatter, Write};
use std::time::Duration;

use super::{Card, Reply, Sitter};
use crate::two::{Control, Tag};
use crate::{Board, Cell, Mark};

/// Writes the words of a line one after the other, each after a space. Said for every move and to every watcher, and
/// so without format strings, which cost more than all the rest.
struct Words<'a, 'b>(&'a mut Formatter<'b>);

impl Words<'_, '_> {
    fn word(&mut self, word: &str) -> Result<&mut Self, fmt::Error> {
        self.0.write_char(' ')?;
        self.0.write_str(word)?;
        Ok(self)
    }

    fn value(&mut self, value: &dyn Display) -> Result<&mut Self, fmt::Error> {
        self.0.write_char(' ')?;
        value.fmt(self.0)?;
        Ok(self)
    }

    /// A value, or `-`.
    fn maybe(&mut self, value: Option<&dyn Display>) -> Result<&mut Self, fmt::Error> {
        match value {
            Some(value) => self.value(value),
            None => self.word("-"),
        }
    }

    fn number(&mut self, number: impl itoa::Integer) -> Result<&mut Self, fmt::Error> {
        self.word(itoa::Buffer::new().format(number))
    }

    fn mark(&mut self, mark: Option<Mark>) -> Result<&mut Self, fmt::Error> {
        self.word(match mark {
            Some(Mark::X) => "X",
            Some(Mark::O) => "O",
            None => "-",
        })
    }

    fn board(&mut self, board: &Board) -> Result<&mut Self, fmt::Error> {
        self.0.write_char(' ')?;
        for cell in Cell::all() {
            self.0.write_char(match board.at(cell) {
                Some(Mark::X) => 'X',
                Some(Mark::O) => 'O',
                None => '.',
            })?;
        }
        Ok(self)
    }

    fn clocks(&mut self, clocks: Option<[Duration; 2]>) -> Result<&mut Self, fmt::Error> {
        match clocks {
            Some([x, o]) => self.number(millis(x))?.number(millis(o)),
            None => self.word("-")?.word("-"),
        }
    }

    fn clock(&mut self, clock: Option<Control>) -> Result<&mut Self, fmt::Error> {
        match clock {
            Some(clock) => self.value(&clock),
            None => self.word("none"),
        }
    }

    fn sitter(&mut self, sitter: &Sitter) -> Result<&mut Self, fmt::Error> {
        self.word(sitter.name.as_str())?.word(sitter.kind.word())
    }
}

/// Whole milliseconds, and no more than the wire has digits for.
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Rounded up: whoever waits for so long has waited for long enough.
fn millis_up(duration: Duration) -> u64 {
    millis(duration.saturating_add(Duration::from_nanos(999_999)))
}

/// Begins a line that can have a tag.
fn tagged<'a, 'b>(f: &'a mut Formatter<'b>, tag: &Option<Tag>, word: &str) -> Result<Words<'a, 'b>, fmt::Error> {
    if let Some(tag) = tag {
        f.write_char('#')?;
        tag.fmt(f)?;
        f.write_char(' ')?;
    }
    line(f, word)
}

fn line<'a, 'b>(f: &'a mut Formatter<'b>, word: &str) -> Result<Words<'a, 'b>, fmt::Error> {
    f.write_str(word)?;
    Ok(Words(f))
}

impl Display for Reply {
    /// The line without its ending.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Moved { game, seq, seat, cell, clocks } => {
                let mut words = line(f, "MOVED")?;
                words.value(game)?.number(*seq)?.mark(Some(*seat))?.number(cell.get())?.clocks(*clocks)?;
            }
            Reply::State { game, seq, board, turn, clocks } => {
                line(f, "STATE")?.value(game)?.number(*seq)?.board(board)?.mark(*turn)?.clocks(*clocks)?;
            }
            Reply::End { game, seq, winner, reason } => {
                line(f, "END")?.value(game)?.number(*seq)?.mark(*winner)?.word(reason.word())?;
            }
            Reply::Hello { server, name, kind, caps, chat } => {
                write!(f, "HELLO TTTP/2 server={server} name={name} kind={kind} caps={caps} chat={chat}")?;
            }
            Reply::Proposed([a, b, c]) => {
                line(f, "PROPOSED")?.word(a.as_str())?.word(b.as_str())?.word(c.as_str())?;
            }
            Reply::Name(name) => {
                line(f, "NAME")?.word(name.as_str())?;
            }
            Reply::Ok(tag) => {
                tagged(f, &Some(*tag), "OK")?;
            }
            Reply::Error(tag, error) => {
                tagged(f, tag, "ERROR")?.number(error.number())?.word(error.name())?.word(error.text_two())?;
            }
            Reply::Limit { tag, key, retry } => {
                tagged(f, tag, "LIMIT")?.word(key.word())?.number(millis_up(*retry))?;
            }
            Reply::Queued => f.write_str("QUEUED")?,
            Reply::Unqueued => f.write_str("UNQUEUED")?,
            Reply::Offer(levels) => {
                let mut words = line(f, "OFFER")?;
                for level in levels {
                    words.word(level.word())?;
                }
            }
            Reply::Hosted { code, clock, locked } => {
                line(f, "HOSTED")?.value(code)?.clock(*clock)?.word(if *locked { "locked" } else { "open" })?;
            }
            Reply::Unhosted(code) => {
                line(f, "UNHOSTED")?.value(code)?;
            }
            Reply::Challenging { name, clock } => {
                line(f, "CHALLENGING")?.word(name.as_str())?.clock(*clock)?;
            }
            Reply::Challenge { name, kind, clock } => {
                line(f, "CHALLENGE")?.word(name.as_str())?.word(kind.word())?.clock(*clock)?;
            }
            Reply::Declined { name, reason } => {
                line(f, "DECLINED")?.word(name.as_str())?.word(reason.word())?;
            }
            Reply::Withdrawn(name) => {
                line(f, "WITHDRAWN")?.word(name.as_str())?;
            }
            Reply::Joined { game, role, x, o, clock, private, ticket } => {
                let mut words = line(f, "JOINED")?;
                words.value(game)?.value(role)?.sitter(x)?.sitter(o)?.clock(*clock)?;
                words.word(if *private { "private" } else { "public" })?;
                words.maybe(ticket.as_ref().map(|ticket| ticket as &dyn Display))?;
            }
            Reply::Gone { game, seat, claim_in } => {
                line(f, "GONE")?.value(game)?.mark(Some(*seat))?.number(millis_up(*claim_in))?;
            }
            Reply::Held { game, time_left } => {
                line(f, "HELD")?.value(game)?.number(millis_up(*time_left))?;
            }
            Reply::Back { game, seat } => {
                line(f, "BACK")?.value(game)?.mark(Some(*seat))?;
            }
            Reply::Rematch { game, seat } => {
                line(f, "REMATCH")?.value(game)?.mark(Some(*seat))?;
            }
            Reply::Next { game, new } => {
                line(f, "NEXT")?.value(game)?.value(new)?;
            }
            Reply::Left { place, role } => {
                line(f, "LEFT")?.value(place)?.value(role)?;
            }
            Reply::Replaced(game) => {
                line(f, "REPLACED")?.value(game)?;
            }
            Reply::Watchers { game, count } => {
                line(f, "WATCHERS")?.value(game)?.number(*count)?;
            }
            Reply::Lobby { people, games, rooms, waiting } => {
                line(f, "LOBBY")?.number(*people)?.number(*games)?.number(*rooms)?.number(*waiting)?;
            }
            Reply::Person { name, presence } => {
                let mut words = line(f, "PERSON")?;
                words.word(name.as_str())?;
                match presence {
                    Some((kind, status)) => words.word(kind.word())?.word(status.word())?,
                    None => words.word("gone")?,
                };
            }
            Reply::Room { host, open } => {
                let mut words = line(f, "ROOM")?;
                words.word(host.as_str())?;
                match open {
                    Some((code, clock)) => {
                        words.maybe(code.as_ref().map(|code| code as &dyn Display))?.clock(*clock)?;
                    }
                    None => {
                        words.word("gone")?;
                    }
                }
            }
            Reply::Game { game, card } => {
                let mut words = line(f, "GAME")?;
                words.value(game)?;
                match card {
                    Some(Card { x, o, board, turn, watchers }) => {
                        words.sitter(x)?.sitter(o)?.board(board)?.mark(*turn)?.number(*watchers)?;
                    }
                    None => {
                        words.word("gone")?;
                    }
                }
            }
            Reply::Listed(list) => {
                line(f, "LISTED")?.word(list.word())?;
            }
            Reply::History { place, count } => {
                line(f, "HISTORY")?.value(place)?.number(*count)?;
            }
            Reply::Said { place, channel, name, text } => {
                let name = name.as_ref().map_or("*", |name| name.as_str());
                line(f, "SAID")?.value(place)?.word(channel.word())?.word(name)?.word(text.as_str())?;
            }
            Reply::Phrase(text) => {
                line(f, "PHRASE")?.word(text.as_str())?;
            }
            Reply::Ping { stamp, round_trip } => {
                let mut words = line(f, "PING")?;
                words.number(*stamp)?;
                match round_trip {
                    Some(round_trip) => words.number(millis(*round_trip))?,
                    None => words.word("-")?,
                };
            }
            Reply::Message(text) => {
                line(f, "MESSAGE")?.word(text.as_str())?;
            }
        }
        Ok(())
    }
}
