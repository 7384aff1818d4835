//! Clients that say all that they have to say, close their half of the connection, and read on: as `nc -N` does.

use std::time::Instant;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::*;

/// For so long the server goes on answering.
const ANSWERED: Duration = Duration::from_secs(2);

/// What is told to who says so much and no more, line by line, until the server ends the connection by itself: not because
/// the machine was busy with something else for too long.
async fn told(server: &TestServer, said: &str) -> Vec<String> {
    for _ in 0..10 {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(server.tttp2()).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut told = String::new();
        expect("the server ends it", stream.read_to_string(&mut told)).await.unwrap();
        assert!(told.ends_with('\n'), "a line without its ending: {told:?}");
        if begun.elapsed() < ANSWERED {
            return told.lines().map(str::to_owned).collect();
        }
        println!("this took {:?}: once more", begun.elapsed());
    }
    panic!("{said:?}: the server answers, and ends it only when the time is up");
}

/// A game with the house is journalled before it is told.
fn saved(config: &mut tttparty::config::Config, folder: &tempfile::TempDir) {
    (config.storage.ephemeral, config.storage.folder.data_dir) = (false, Some(folder.path().to_owned()));
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
async fn who_has_not_come_in_yet_is_answered_as_well() {
    let server = TestServer::start();
    assert_eq!(told(&server, "").await.len(), 1, "the greeting");
    for said in ["HELP", "HELP\n", "LIST\nHELLO TTTP/9\n"] {
        let lines = told(&server, said).await;
        assert!(lines.len() > 1, "{said}: {lines:?}");
        assert_eq!(lines, told(&server, &format!("{}\nQUIT\n", said.trim_end())).await, "{said}");
    }
}
