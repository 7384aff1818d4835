//! Clients that say all that they have to say, close their half of the connection, and read on: as `nc -N` does.

use std::time::Instant;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tttparty::config::{Config, storage::Durability};

use super::*;

/// For so long the server goes on answering.
const ANSWERED: Duration = Duration::from_secs(2);

/// What is told to who says so much and no more, line by line, until the server ends the connection; and whether it has done
/// so by itself, before the time was up.
async fn told_once(server: &TestServer, said: &str) -> (Vec<String>, bool) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(server.tttp2()).await.unwrap();
    stream.write_all(said.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut told = String::new();
    expect("the server ends it", stream.read_to_string(&mut told)).await.unwrap();
    assert!(told.ends_with('\n'), "a line without its ending: {told:?}");
    (told.lines().map(str::to_owned).collect(), begun.elapsed() < ANSWERED)
}

/// The same, once more if the machine was busy with something else for too long.
async fn told(server: &TestServer, said: &str) -> Vec<String> {
    for _ in 0..10 {
        if let (lines, true) = told_once(server, said).await {
            return lines;
        }
    }
    panic!("{said:?}: the server answers, and ends it only when the time is up");
}

/// A game with the house is journalled before it is told.
fn saved(config: &mut Config, folder: &tempfile::TempDir) {
    (config.storage.ephemeral, config.storage.folder.data_dir) = (false, Some(folder.path().to_owned()));
}

/// So is every move, for as long as the disk takes; and nothing is limited.
fn saved_slowly(config: &mut Config, folder: &tempfile::TempDir) {
    saved(config, folder);
    (config.storage.sync, config.no_limits) = (Durability::Full, true);
}

#[tokio::test]
async fn who_quits_and_closes_its_half_is_told_all() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(|config| saved(config, &folder));
    for _ in 0..20 {
        let lines = told(&server, "HELLO TTTP/2\n#1 PLAY bot=1\n#2 LIST\n#3 QUIT\n#4 LIST\n").await;
        let first = |begin: &str| lines.iter().position(|line| line.starts_with(begin));
        assert!(first("JOINED ").is_some() && first("JOINED ") < first("#1 OK"), "{lines:?}");
        assert!(first("LISTED lobby").is_some() && first("LISTED lobby") < first("#2 OK"), "{lines:?}");
        assert!(first("END ").is_some() && first("END ") < first("LEFT "), "{lines:?}");
        assert_eq!(lines.last().map(String::as_str), Some("#3 OK"), "{lines:?}");
    }
}

#[tokio::test]
async fn who_closes_its_half_without_a_word_is_answered_and_keeps_the_seat() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(|config| saved(config, &folder));
    for round in 0..20 {
        // The last line lacks its ending.
        let lines = told(&server, "HELLO TTTP/2\n#1 LIST\n#2 PLAY bot=1").await;
        let at = |wanted: &str| {
            lines.iter().position(|line| line == wanted).unwrap_or_else(|| panic!("{wanted} is missing: {lines:?}"))
        };
        let joined = lines.iter().find(|line| line.starts_with("JOINED ")).expect("a game");
        let [game, ticket] = [1, 9].map(|word| joined.split(' ').nth(word).unwrap());
        // The lobby and the game answer in any order, but each tells what it tells in its own.
        assert!(at("LISTED lobby") < at("#1 OK"), "{lines:?}");
        assert!(at(joined) < at("#2 OK") && at("#2 OK") < at(&format!("GONE {game} X 20000")), "{lines:?}");
        let mut ada = Session::open(&server, Door::Tcp, &format!("Ada{round}")).await;
        ada.done(&format!("RESUME {game} {ticket}")).await;
        ada.done(&format!("LEAVE {game}")).await;
    }
}

#[tokio::test]
async fn who_comes_to_a_game_after_that_is_told_of_its_own_end() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(|config| saved_slowly(config, &folder));
    let mut late = 0;
    for _ in 0..40 {
        let mut host = Session::open_nameless(&server, Door::Tcp).await;
        let told = host.done("HOST").await;
        let code = told[0].split(' ').nth(1).unwrap();
        // It has something to do before it takes the other one in.
        host.say(&["HELP"; 25].join("\n")).await;
        let (lines, in_time) = told_once(&server, &format!("HELLO TTTP/2\nJOIN {code}\n")).await;
        late += usize::from(!in_time);
        assert!(!in_time || lines.last().unwrap().starts_with("GONE "), "{lines:?}");
    }
    assert!(late < 10, "{late} of 40 were not told of it");
}

#[tokio::test]
async fn whoever_is_over_a_limit_for_all_is_not_waited_for() {
    let server = TestServer::with(|config| config.rates.limit_lobby = "1:1".parse().unwrap());
    let lines = told(&server, "HELLO TTTP/2\n#1 SAY lobby Hi\n#2 SAY lobby Hi\n").await;
    assert!(lines.iter().any(|line| line.starts_with("#2 LIMIT ")), "{lines:?}");
}

#[tokio::test]
async fn whoever_leaves_the_lobby_at_once_is_told_its_lists_before() {
    let server = TestServer::start();
    for end in ["", "#4 QUIT\n", "#4 LEAVE lobby\n#5 QUIT\n"] {
        let lines = told(&server, &format!("HELLO TTTP/2\n#2 WATCH lobby\n{end}")).await;
        let at = |begin: &str| lines.iter().position(|line| line.starts_with(begin));
        assert!(at("LISTED lobby").is_some() && at("LISTED lobby") < at("#2 OK"), "{lines:?}");
        if end.contains("LEAVE") {
            assert!(at("#2 OK") < at("LEFT lobby") && at("LEFT lobby") < at("#4 OK"), "{lines:?}");
        }
    }
}

#[tokio::test]
async fn whoever_quits_is_told_what_others_have_to_answer() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(|config| saved_slowly(config, &folder));
    for door in DOORS {
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        for _ in 0..5 {
            let mut table = Table::begin(&mut ann, &mut bo, "none").await;
            let mut wim = Session::open(&server, door, "Wim").await.deaf_to(&["STATE", "JOINED", "WATCHERS"]);
            // While this is saved, the game hears nothing.
            ann.say("MOVE 4").await;
            let resume = format!("RESUME {} {}", table.id, "0".repeat(32));
            wim.say(&format!("#1 WATCH {}\n#2 {resume}\n#3 QUIT", table.id)).await;
            let mut told = Vec::new();
            while let Ok(line) = wim.next().await {
                told.push(line);
            }
            told.retain(|line| line.starts_with('#'));
            assert_eq!(told.len(), 3, "{told:?}");
            assert_eq!(told[0], "#1 OK");
            assert!(told[1].starts_with("#2 ERROR 236 "), "{told:?}");
            assert_eq!(told[2], "#3 OK");
            let [_, _] = ann.until(&table.moved("X", 4)).await;
            ann.say("RESIGN").await;
            let end = table.end("O resign");
            let [] = ann.until(&end).await;
            let [] = bo.until(&end).await;
            ann.done("LEAVE").await;
            bo.done("LEAVE").await;
        }
        ann.quits(door).await;
        bo.quits(door.other()).await;
    }
}

#[tokio::test]
async fn who_has_not_come_in_yet_is_answered_as_well() {
    let server = TestServer::start();
    assert_eq!(told(&server, "").await.len(), 1, "the greeting");
    for said in ["HELP", "HELP\n", "LIST\nHELLO TTTP/9\n"] {
        let lines = told(&server, said).await;
        assert!(lines.len() > 1, "{said}: {lines:?}");
        assert_eq!(lines, told(&server, &format!("{}\nQUIT\n", said.trim_end())).await, "{said}");
    }
}
