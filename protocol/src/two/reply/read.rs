//! Replies from lines, for clients.

use std::str::FromStr;
use std::time::Duration;

use super::{Card, Reply, Sitter};
use crate::two::args::{Args, first_word};
use crate::two::values::number;
use crate::two::{Caps, Control, Tag};
use crate::{Board, Cell, Error, Mark, Text};

impl FromStr for Reply {
    type Err = Error;

    /// Reads a line without its ending.
    ///
    /// A first word that is none of [`Reply::WORDS`] is [`Error::NoSuchCommand`]; a word missing or out of place
    /// [`Error::BadArgument`]; a bad value what its type says. Words too many, where no text ends the line, are passed
    /// over: a later version's.
    fn from_str(line: &str) -> Result<Reply, Error> {
        let Some(tagged) = line.strip_prefix('#') else {
            return reply(line, None);
        };
        let (tag, rest) = first_word(tagged);
        let tag = Some(tag.parse()?);
        match first_word(rest).0 {
            "OK" | "ERROR" | "LIMIT" => reply(rest, tag),
            _ => Err(Error::NoSuchCommand),
        }
    }
}

fn reply(line: &str, tag: Option<Tag>) -> Result<Reply, Error> {
    let (word, rest) = first_word(line);
    let args = Args::new(rest);
    let one = || args.first().map(|[word]| word);
    match word {
        "QUEUED" => Ok(Reply::Queued),
        "UNQUEUED" => Ok(Reply::Unqueued),
        "OK" => tag.map(Reply::Ok).ok_or(Error::BadTag),
        "ERROR" => error(tag, rest),
        "LIMIT" => {
            let [key, retry] = args.first()?;
            Ok(Reply::Limit { tag, key: key.parse()?, retry: millis(retry)? })
        }
        "NAME" => one()?.parse().map(Reply::Name),
        "UNHOSTED" => one()?.parse().map(Reply::Unhosted),
        "WITHDRAWN" => one()?.parse().map(Reply::Withdrawn),
        "REPLACED" => one()?.parse().map(Reply::Replaced),
        "LISTED" => one()?.parse().map(Reply::Listed),
        "OFFER" => args.words().map(str::parse).collect::<Result<_, _>>().map(Reply::Offer),
        // Texts are the rest of the line, whatever is in them.
        "PHRASE" => rest.parse().map(Reply::Phrase),
        "SAID" => said(rest),
        "MESSAGE" => message(line),
        "HELLO" => hello(args),
        "PROPOSED" => {
            let [a, b, c] = args.first()?;
            Ok(Reply::Proposed([a.parse()?, b.parse()?, c.parse()?]))
        }
        "HOSTED" | "CHALLENGING" | "CHALLENGE" | "DECLINED" | "PERSON" | "ROOM" | "LOBBY" => lobby(word, args),
        "PING" => {
            let [stamp, round_trip] = args.first()?;
            Ok(Reply::Ping { stamp: count(stamp)?, round_trip: maybe(round_trip, millis)? })
        }
        _ => game(word, args),
    }
}

fn lobby(word: &str, args: Args<'_>) -> Result<Reply, Error> {
    match word {
        "HOSTED" => {
            let [code, clock, door] = args.first()?;
            let locked = either(door, "open", "locked")?;
            Ok(Reply::Hosted { code: code.parse()?, clock: Control::parse(clock)?, locked })
        }
        "CHALLENGING" => {
            let [name, clock] = args.first()?;
            Ok(Reply::Challenging { name: name.parse()?, clock: Control::parse(clock)? })
        }
        "CHALLENGE" => {
            let [name, kind, clock] = args.first()?;
            Ok(Reply::Challenge { name: name.parse()?, kind: kind.parse()?, clock: Control::parse(clock)? })
        }
        "DECLINED" => {
            let [name, reason] = args.first()?;
            Ok(Reply::Declined { name: name.parse()?, reason: reason.parse()? })
        }
        "PERSON" => {
            if let Ok([name, "gone"]) = args.first() {
                return Ok(Reply::Person { name: name.parse()?, presence: None });
            }
            let [name, kind, status] = args.first()?;
            Ok(Reply::Person { name: name.parse()?, presence: Some((kind.parse()?, status.parse()?)) })
        }
        "ROOM" => {
            if let Ok([host, "gone"]) = args.first() {
                return Ok(Reply::Room { host: host.parse()?, open: None });
            }
            let [host, code, clock] = args.first()?;
            let open = Some((maybe(code, str::parse)?, Control::parse(clock)?));
            Ok(Reply::Room { host: host.parse()?, open })
        }
        "LOBBY" => {
            let [people, games, rooms, waiting] = args.first()?.map(count);
            Ok(Reply::Lobby { people: people?, games: games?, rooms: rooms?, waiting: waiting? })
        }
        _ => Err(Error::NoSuchCommand),
    }
}

fn game(word: &str, args: Args<'_>) -> Result<Reply, Error> {
    match word {
        "JOINED" => {
            let [game, role, xname, xkind, oname, okind, clock, access, ticket] = args.first()?;
            Ok(Reply::Joined {
                game: game.parse()?,
                role: role.parse()?,
                x: sitter(xname, xkind)?,
                o: sitter(oname, okind)?,
                clock: Control::parse(clock)?,
                private: either(access, "public", "private")?,
                ticket: maybe(ticket, str::parse)?,
            })
        }
        "STATE" => {
            let [game, seq, cells, turn, x, o] = args.first()?;
            let (board, turn) = (board(cells)?, maybe(turn, mark)?);
            Ok(Reply::State { game: game.parse()?, seq: count(seq)?, board, turn, clocks: clocks(x, o)? })
        }
        "MOVED" => {
            let [game, seq, seat, cell, x, o] = args.first()?;
            let cell = cell.parse().map_err(|_| Error::NoSuchCell)?;
            Ok(Reply::Moved { game: game.parse()?, seq: count(seq)?, seat: mark(seat)?, cell, clocks: clocks(x, o)? })
        }
        "END" => {
            let [game, seq, winner, reason] = args.first()?;
            let (winner, reason) = (maybe(winner, mark)?, reason.parse()?);
            Ok(Reply::End { game: game.parse()?, seq: count(seq)?, winner, reason })
        }
        "GONE" => {
            let [game, seat, claim_in] = args.first()?;
            Ok(Reply::Gone { game: game.parse()?, seat: mark(seat)?, claim_in: millis(claim_in)? })
        }
        "HELD" => {
            let [game, time_left] = args.first()?;
            Ok(Reply::Held { game: game.parse()?, time_left: millis(time_left)? })
        }
        "BACK" => {
            let [game, seat] = args.first()?;
            Ok(Reply::Back { game: game.parse()?, seat: mark(seat)? })
        }
        "REMATCH" => {
            let [game, seat] = args.first()?;
            Ok(Reply::Rematch { game: game.parse()?, seat: mark(seat)? })
        }
        "NEXT" => {
            let [game, new] = args.first()?;
            Ok(Reply::Next { game: game.parse()?, new: new.parse()? })
        }
        "LEFT" => {
            let [place, role] = args.first()?;
            Ok(Reply::Left { place: place.parse()?, role: role.parse()? })
        }
        "WATCHERS" => {
            let [game, watchers] = args.first()?;
            Ok(Reply::Watchers { game: game.parse()?, count: count(watchers)? })
        }
        "HISTORY" => {
            let [place, said] = args.first()?;
            Ok(Reply::History { place: place.parse()?, count: count(said)? })
        }
        "GAME" => {
            if let Ok([game, "gone"]) = args.first() {
                return Ok(Reply::Game { game: game.parse()?, card: None });
            }
            let [game, xname, xkind, oname, okind, cells, turn, watchers] = args.first()?;
            let card = Card {
                x: sitter(xname, xkind)?,
                o: sitter(oname, okind)?,
                board: board(cells)?,
                turn: maybe(turn, mark)?,
                watchers: count(watchers)?,
            };
            Ok(Reply::Game { game: game.parse()?, card: Some(card) })
        }
        _ => Err(Error::NoSuchCommand),
    }
}

fn hello(args: Args<'_>) -> Result<Reply, Error> {
    let value = |key| args.option(key)?.ok_or(Error::BadArgument);
    if args.first()? != ["TTTP/2"] {
        return Err(Error::UnknownVersion);
    }
    Ok(Reply::Hello {
        server: value("server")?.to_owned().into(),
        name: value("name")?.parse()?,
        kind: value("kind")?.parse()?,
        caps: Caps::parse(value("caps")?),
        chat: value("chat")?.parse()?,
    })
}

/// The number counts: names are for people to recognize, and texts may be put in other words.
fn error(tag: Option<Tag>, rest: &str) -> Result<Reply, Error> {
    let (digits, _) = first_word(rest);
    let error = number(digits).and_then(Error::by_number).ok_or(Error::BadArgument)?;
    Ok(Reply::Error(tag, error))
}

fn said(rest: &str) -> Result<Reply, Error> {
    let (place, rest) = first_word(rest);
    let (channel, rest) = first_word(rest);
    let (name, text) = first_word(rest);
    let name = if name == "*" { None } else { Some(name.parse()?) };
    Ok(Reply::Said { place: place.parse()?, channel: channel.parse()?, name, text: text.parse()? })
}

/// The text of a message keeps its spaces.
fn message(line: &str) -> Result<Reply, Error> {
    let (_, text) = line.split_once(' ').ok_or(Error::BadArgument)?;
    Text::new(text.to_owned()).map(Reply::Message).map_err(|_| Error::BadArgument)
}

fn sitter(name: &str, kind: &str) -> Result<Sitter, Error> {
    Ok(Sitter { name: name.parse()?, kind: kind.parse()? })
}

/// `-`, or what `read` makes of it.
fn maybe<'a, T>(word: &'a str, read: impl Fn(&'a str) -> Result<T, Error>) -> Result<Option<T>, Error> {
    if word == "-" { Ok(None) } else { read(word).map(Some) }
}

/// Whether it is the second of two words.
fn either(word: &str, no: &str, yes: &str) -> Result<bool, Error> {
    match word {
        _ if word == yes => Ok(true),
        _ if word == no => Ok(false),
        _ => Err(Error::BadArgument),
    }
}

fn mark(word: &str) -> Result<Mark, Error> {
    word.parse().map_err(|_| Error::BadArgument)
}

fn count<T: FromStr>(word: &str) -> Result<T, Error> {
    number(word).ok_or(Error::BadArgument)
}

fn millis(word: &str) -> Result<Duration, Error> {
    count(word).map(Duration::from_millis)
}

fn clocks(x: &str, o: &str) -> Result<Option<[Duration; 2]>, Error> {
    match (maybe(x, millis)?, maybe(o, millis)?) {
        (Some(x), Some(o)) => Ok(Some([x, o])),
        (None, None) => Ok(None),
        _ => Err(Error::BadArgument),
    }
}

fn board(cells: &str) -> Result<Board, Error> {
    if cells.len() != 9 {
        return Err(Error::BadArgument);
    }
    let mut board = Board::default();
    for (cell, symbol) in Cell::all().zip(cells.bytes()) {
        match symbol {
            b'X' => board.place(Mark::X, cell)?,
            b'O' => board.place(Mark::O, cell)?,
            b'.' => {}
            _ => return Err(Error::BadArgument),
        }
    }
    Ok(board)
}
