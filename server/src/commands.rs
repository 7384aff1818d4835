//! What can be done with the records of a server from the command line, also while it runs.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write},
    path::Path,
};

use tttp::two::Name;

use crate::{
    config::storage::Folder,
    records::{
        forget,
        games::{self, CHUNK, Kept},
        line::Line,
        players::Recount,
        transfer::{self, Lines},
    },
    store::{OpenError, Store, StoreError, Sync, wait},
};

/// What goes wrong is told in words.
fn said(error: impl ToString) -> String {
    error.to_string()
}

fn count_of(games: usize) -> String {
    if games == 1 { "1 game".into() } else { format!("{games} games") }
}

fn open(folder: &Folder) -> Result<Store, String> {
    Store::for_command(&folder.path()?).map_err(said)
}

/// Prints all games after number `since`, private ones too, each as a line of JSON.
///
/// # Errors
/// What to do about it.
pub fn export(folder: &Folder, since: u64) -> Result<(), String> {
    let store = open(folder)?;
    match print(&store, since, &mut BufWriter::new(io::stdout().lock())) {
        // Who reads it has seen enough.
        Err(Failed::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(Failed::Output(error)) => Err(format!("can't write it: {error}")),
        Err(Failed::Store(error)) => Err(said(error)),
        Ok(()) => Ok(()),
    }
}

enum Failed {
    Output(io::Error),
    Store(StoreError),
}

fn print(store: &Store, since: u64, out: &mut impl Write) -> Result<(), Failed> {
    let mut after = i64::try_from(since).unwrap_or(i64::MAX);
    let mut lines = Vec::new();
    loop {
        let games = wait(store.read(move |conn| games::after(conn, after))).map_err(Failed::Store)?;
        let Some(last) = games.last() else { return out.flush().map_err(Failed::Output) };
        after = last.n;
        lines.clear();
        let written = games.iter().try_for_each(|kept| Line::from(kept).write(&mut lines));
        written.map_err(io::Error::from).and_then(|()| out.write_all(&lines)).map_err(Failed::Output)?;
    }
}

/// Takes over games that were exported, from a file, or from standard input if that is `-`.
///
/// # Errors
/// What is wrong, and in which line. The games before that line are taken over then, and it can be done again.
pub fn import(folder: &Folder, file: &Path) -> Result<(), String> {
    let input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let input = File::open(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
        Box::new(BufReader::new(input))
    };
    let store = open_or_make(&folder.path()?)?;
    let mut games = Lines::new(input);
    let (mut new, mut known) = (0, 0);
    let ended = loop {
        let (some, ended) = next(&mut games);
        let count = some.len();
        let added = wait(store.write(move |tx| transfer::import(tx, &some))).map_err(said)?;
        new += added;
        known += count - added;
        if let Some(ended) = ended {
            break ended;
        }
    };
    let so_far = format!("{} imported, {known} there already", count_of(new));
    match ended {
        Ok(()) => {
            println!("{so_far}");
            Ok(())
        }
        Err(reason) => Err(format!("{reason} ({so_far}: mend that line and do it again)")),
    }
}

fn open_or_make(folder: &Path) -> Result<Store, String> {
    match Store::for_command(folder) {
        Err(OpenError::Missing(_)) => {
            drop(Store::open(folder, Sync::Normal).map_err(said)?);
            Store::for_command(folder).map_err(said)
        }
        opened => opened.map_err(said),
    }
}

/// Some games, and how the input has ended, if it has.
fn next<R: BufRead>(games: &mut Lines<R>) -> (Vec<Kept>, Option<Result<(), String>>) {
    let mut some = Vec::new();
    for game in games.by_ref().take(CHUNK as usize) {
        match game {
            Ok(game) => some.push(game),
            Err(reason) => return (some, Some(Err(reason))),
        }
    }
    let ended = (some.len() < CHUNK as usize).then_some(Ok(()));
    (some, ended)
}

/// Counts all ratings again, from the games that are in the records.
///
/// # Errors
/// What to do about it.
pub fn rate(folder: &Folder) -> Result<(), String> {
    let store = open(folder)?;
    let mut recount = Recount::default();
    loop {
        let (next, is_more) = wait(store.read(move |conn| {
            let is_more = recount.advance(conn)?;
            Ok((recount, is_more))
        }))
        .map_err(said)?;
        recount = next;
        if !is_more {
            break;
        }
    }
    // Only now the server has to wait.
    let count = wait(store.write(move |tx| recount.finish(tx))).map_err(said)?;
    println!("{count} ratings");
    Ok(())
}

/// Takes a name out of all records.
///
/// # Errors
/// What to do about it.
pub fn forget(folder: &Folder, name: &Name) -> Result<(), String> {
    forget::check(name)?;
    let store = open(folder)?;
    let mut games = 0;
    loop {
        let name = name.clone();
        match wait(store.write(move |tx| forget::forget(tx, &name))).map_err(said)? {
            0 => break,
            some => games += some,
        }
    }
    let wanted = name.clone();
    let open = wait(store.read(move |conn| forget::open_games(conn, &wanted))).map_err(said)?;
    wait(store.read(|conn| forget::scrub(conn))).map_err(|error| {
        format!(
            "{name} is out of {}, but what was deleted may still be in the file: do it again, with the server stopped if \
             need be ({error})",
            count_of(games)
        )
    })?;
    if games + open == 0 {
        println!("nobody called {name} is in the records: see /players, or tttparty export, for who is");
        return Ok(());
    }
    println!("{name} is out of {}", count_of(games));
    if open > 0 {
        println!("still open with that name: {}; do it again when they are over and left", count_of(open));
    }
    Ok(())
}
