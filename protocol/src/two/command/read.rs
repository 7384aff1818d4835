//! Commands from lines.

use super::{Command, Hello};
use crate::two::args::{Args, first_word};
use crate::two::values::number;
use crate::two::{Caps, Control, GameId, List, Refusal};
use crate::{Cell, Error};

/// Reads a line without a tag, and without white space around it.
pub(super) fn command(line: &str) -> Result<Command, Error> {
    let (word, rest) = first_word(line);
    let args = Args::new(rest);
    match word {
        "HELLO" => hello(args),
        "PROPOSE" => alone(args, Command::Propose),
        "NAME" => one(args)?.parse().map(Command::Name),
        "PLAY" => play(args),
        "HOST" => host(args),
        "JOIN" => one(args)?.parse().map(Command::Join),
        "CHALLENGE" => Ok(Command::Challenge { name: one(args)?.parse()?, clock: clock(args)? }),
        "ACCEPT" => one(args)?.parse().map(Command::Accept),
        "DECLINE" => decline(args),
        "CANCEL" => alone(args, Command::Cancel),
        "MOVE" => mark(args),
        "RESIGN" => game(args).map(Command::Resign),
        "CLAIM" => game(args).map(Command::Claim),
        "REMATCH" => game(args).map(Command::Rematch),
        "LEAVE" => args.at_most_one()?.map(str::parse).transpose().map(Command::Leave),
        "STATE" => game(args).map(Command::State),
        "WATCH" => one(args)?.parse().map(Command::Watch),
        "LIST" => list(args),
        "SAY" => say(rest),
        "RESUME" => {
            let [game, ticket] = args.exactly()?;
            Ok(Command::Resume { game: game.parse()?, ticket: ticket.parse()?, seq: seq(args)? })
        }
        "PONG" => number(one(args)?).map(Command::Pong).ok_or(Error::BadArgument),
        "HELP" => alone(args, Command::Help),
        "QUIT" => alone(args, Command::Quit),
        _ => Err(Error::NoSuchCommand),
    }
}

fn alone(args: Args<'_>, command: Command) -> Result<Command, Error> {
    args.exactly::<0>().map(|_| command)
}

fn one(args: Args<'_>) -> Result<&str, Error> {
    args.exactly().map(|[word]| word)
}

fn game(args: Args<'_>) -> Result<Option<GameId>, Error> {
    args.at_most_one()?.map(str::parse).transpose()
}

fn clock(args: Args<'_>) -> Result<Option<Control>, Error> {
    args.option("clock")?.map_or(Ok(None), Control::parse)
}

fn seq(args: Args<'_>) -> Result<Option<u32>, Error> {
    args.option("seq")?.map(|digits| number(digits).ok_or(Error::BadArgument)).transpose()
}

/// A bad name is not an error yet: the answer also proposes better ones.
fn hello(args: Args<'_>) -> Result<Command, Error> {
    let mut hello = Hello { known: false, name: None, bot: false, caps: Caps::default() };
    for word in args.words() {
        match word {
            "TTTP/2" => hello.known = true,
            "bot" => hello.bot = true,
            _ if word.starts_with("TTTP/") => {}
            // The second word of a name, as a rule.
            _ if args.option("name")?.is_some() => return Err(Error::NameShape),
            _ => return Err(Error::BadArgument),
        }
    }
    hello.name = args.option("name")?.map(str::parse);
    hello.caps = args.option("caps")?.map_or(Caps::default(), Caps::parse);
    Ok(Command::Hello(hello))
}

fn play(args: Args<'_>) -> Result<Command, Error> {
    args.exactly::<0>()?;
    match args.option("bot")? {
        Some(level) => Ok(Command::PlayHouse { level: level.parse()?, clock: clock(args)? }),
        // Who asks for a clock where it can't be had must not get a game with another.
        None if args.option("clock")?.is_some() => Err(Error::BadArgument),
        None => Ok(Command::Play),
    }
}

fn host(args: Args<'_>) -> Result<Command, Error> {
    let locked = match args.at_most_one()? {
        None => false,
        Some("locked") => true,
        Some(_) => return Err(Error::BadArgument),
    };
    Ok(Command::Host { clock: clock(args)?, locked })
}

fn decline(args: Args<'_>) -> Result<Command, Error> {
    let mut words = args.words();
    let (name, reason) = (words.next().ok_or(Error::BadArgument)?, words.next());
    let reason = reason.map_or(Ok(Refusal::Later), str::parse)?;
    if words.next().is_some() || reason == Refusal::Gone {
        return Err(Error::BadArgument);
    }
    Ok(Command::Decline { name: name.parse()?, reason })
}

fn mark(args: Args<'_>) -> Result<Command, Error> {
    // Not a number is not a cell either; TTTP/1 has another error for it.
    let cell = |word: &str| word.parse::<Cell>().map_err(|_| Error::NoSuchCell);
    let mut words = args.words();
    match (words.next(), words.next(), words.next()) {
        (Some(number), None, None) => Ok(Command::Move { game: None, cell: cell(number)? }),
        (Some(game), Some(number), None) => {
            Ok(Command::Move { game: Some(game.parse().map_err(|_| Error::WhichGame)?), cell: cell(number)? })
        }
        _ => Err(Error::BadArgument),
    }
}

fn list(args: Args<'_>) -> Result<Command, Error> {
    match args.at_most_one()?.map(str::parse) {
        None => Ok(Command::List(List::All)),
        // The word that `LISTED` has for all of them is none for a client.
        Some(Ok(List::All)) => Err(Error::BadArgument),
        Some(list) => list.map(Command::List),
    }
}

fn say(rest: &str) -> Result<Command, Error> {
    let (place, text) = first_word(rest);
    if place.is_empty() {
        return Err(Error::BadArgument);
    }
    Ok(Command::Say { place: place.parse()?, text: text.parse()? })
}
