//! A server that is started again on the same data folder: games go on where they were.

use tempfile::TempDir;
use tttp::Error;

use super::*;

const HOUR: u64 = 3_600_000;

/// A server that keeps its data there, and gives absent players a grace of so many ms.
fn start(folder: &TempDir, grace: u64) -> TestServer {
    let path = folder.path().to_owned();
    TestServer::with(move |config| {
        config.storage.ephemeral = false;
        config.storage.folder.data_dir = Some(path);
        config.storage.grace_ms = grace;
        (config.tables.claim_ms, config.tables.give_up_ms) = (HOUR, HOUR);
        config.tables.house_pause_ms = 1;
        config.no_limits = true;
    })
}

/// Two by these names who come to a server that was started again.
async fn again(server: &TestServer, door: Door) -> [Session; 2] {
    two(server, door, ["Ann", "Bo"]).await
}

#[tokio::test]
async fn a_game_goes_on_where_it_was_and_each_is_told_exactly_what_it_missed() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
        table.play(&mut ann, &mut bo, &[4, 0]).await;
        drop(server);
        assert_eq!(ann.last_words().await.1, door.end(1012));

        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        let Table { id, tickets, .. } = &table;
        ann.is_refused(&format!("RESUME {id} {}", tickets[0].replace(|_| true, "0")), Error::BadTicket).await;
        // Its clock does not run: nobody else is there yet.
        let joined = format!("JOINED {id} X Ann person Bo person 60+0 public {}", tickets[0]);
        let back = format!("BACK {id} X");
        let told = [&joined, &format!("MOVED {id} 2 O 0 * *"), &format!("HELD {id} *"), &back];
        ann.does(&format!("RESUME {id} {} seq=1", tickets[0]), &told.map(String::as_str)).await;
        let [before] = state(&mut ann, id).await;
        let [after] = state(&mut ann, id).await;
        assert_eq!(before, after);
        bo.say(&format!("#1 RESUME {id} {}", tickets[1])).await;
        let joined = format!("JOINED {id} O Ann person Bo person 60+0 public {}", tickets[1]);
        bo.hears(&[&joined, &format!("STATE {id} 3 O...X.... X {before} 60000"), &format!("BACK {id} O"), "#1 OK"])
            .await;
        // Now it does, and both are told how it stands.
        let goes_on = format!("STATE {id} 4 O...X.... X * 60000");
        bo.hears(&[&goes_on]).await;
        ann.hears(&[&format!("BACK {id} O"), &goes_on]).await;
        table.seq += 2;
        table.play(&mut ann, &mut bo, &[1, 2, 7]).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
    }
}

/// What X has left, as `STATE` tells.
async fn state(session: &mut Session, id: &str) -> [String; 1] {
    let lines = session.done("STATE").await;
    let words = captures(&format!("STATE {id} * * * * *"), &lines[0]).unwrap();
    [words[3].to_owned()]
}

#[tokio::test]
async fn who_does_not_come_back_in_the_grace_is_gone() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        table.play(&mut ann, &mut bo, &[4]).await;
        drop(server);
        let server = start(&folder, 1);
        let [mut ann, _bo] = again(&server, door).await;
        // Before or after she comes back: it is among what she missed, or is told.
        let lines = ann.done(&format!("RESUME {} {} seq=1", table.id, table.tickets[0])).await;
        let gone = format!("GONE {} O {HOUR}", table.id);
        if !lines.contains(&gone) {
            ann.until::<0>(&gone).await;
        }
        ann.is_refused("CLAIM", Error::NotClaimable).await;
    }
}

#[tokio::test]
async fn what_was_missed_of_the_game_before_is_told_with_the_next_one() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        table.play(&mut ann, &mut bo, &WIN).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
        ann.done("REMATCH").await;
        bo.say("REMATCH").await;
        let [next, _] = ann.until("JOINED * O Bo person Ann person none public *").await;
        ann.until::<0>(&format!("STATE {next} 0 ......... X - -")).await;
        bo.until::<0>(&format!("STATE {next} 0 ......... X - -")).await;
        bo.done("MOVE 8").await;
        let Table { id, tickets, .. } = &table;
        drop(server);
        let server = start(&folder, HOUR);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.does(
            &format!("RESUME {id} {} seq=5", tickets[0]),
            &[
                &format!("JOINED {id} X Ann person Bo person none public {}", tickets[0]),
                &format!("END {id} 6 X line"),
                &format!("REMATCH {id} X"),
                &format!("REMATCH {id} O"),
                &format!("NEXT {id} {next}"),
                &format!("JOINED {next} O Bo person Ann person none public *"),
                &format!("STATE {next} 1 ........X O - -"),
                &format!("HELD {next} *"),
                &format!("BACK {next} O"),
            ],
        )
        .await;
        ann.does("MOVE 0", &[&format!("MOVED {next} 3 O 0 - -")]).await;
    }
}

#[tokio::test]
async fn a_finished_game_can_be_come_back_to_for_another() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        let mut table = Table::begin(&mut ann, &mut bo, "none").await;
        table.play(&mut ann, &mut bo, &WIN).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
        ann.done("REMATCH").await;
        drop(server);
        let server = start(&folder, HOUR);
        let [mut ann, mut bo] = again(&server, door).await;
        for (session, ticket) in [(&mut ann, &table.tickets[0]), (&mut bo, &table.tickets[1])] {
            let lines = session.done(&format!("RESUME {} {ticket}", table.id)).await;
            assert!(
                lines.contains(&format!("END {} {} X line", table.id, lines[1].split(' ').nth(2).unwrap())),
                "{lines:?}"
            );
        }
        // She has asked already.
        bo.say("REMATCH").await;
        bo.until::<2>("JOINED * X Bo person Ann person none public *").await;
        ann.until::<2>("JOINED * O Bo person Ann person none public *").await;
    }
}

#[tokio::test]
async fn a_house_bot_takes_its_turn_after_it() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let slow = |pause: u64| {
            let path = folder.path().to_owned();
            TestServer::with(move |config| {
                config.storage.ephemeral = false;
                config.storage.folder.data_dir = Some(path);
                config.tables.house_pause_ms = pause;
            })
        };
        // Nobody waits for its first move.
        let server = slow(2 * HOUR);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY bot=2").await;
        let [game, ticket] = ann.sits_down("X Ann person House_Sunny house none public").await;
        ann.done("MOVE 4").await;
        drop(server);
        let server = slow(1);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.done(&format!("RESUME {game} {ticket}")).await;
        ann.until::<3>(&format!("MOVED {game} * O * - *")).await;
        ann.done("RESIGN").await;
    }
}

#[tokio::test]
async fn a_game_with_a_guest_in_it_is_void() {
    for door in DOORS {
        let folder = tempfile::tempdir().unwrap();
        let server = start(&folder, HOUR);
        let mut guest = tttparty_tests::client::Client::connect(&door.classic(&server)).await;
        guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY").await;
        let [game, _, ticket] = ann.hear("JOINED * O * guest Ann person none public *").await;
        guest.hears(&["MESSAGE Your move"]).await;
        guest.say("MOVE 4").await;
        ann.until::<0>(&format!("MOVED {game} 1 X 4 - -")).await;
        drop(server);
        let server = start(&folder, HOUR);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say(&format!("RESUME {game} {ticket} seq=1")).await;
        ann.until::<0>(&format!("END {game} 2 - void")).await;
        ann.hears(&[&format!("LEFT {game} X"), &format!("BACK {game} O")]).await;
        ann.is_refused("REMATCH", Error::OpponentGone).await;
    }
}

#[tokio::test]
async fn who_has_come_from_tttp_1_in_the_middle_has_a_seat_to_come_back_to() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(&folder, HOUR);
    let door = Door::Tcp;
    let (mut x, mut o) = crate::tttp::pair(&door.classic(&server), &door.classic(&server)).await;
    crate::tttp::play(&mut x, &mut o, &[4, 0]).await;
    let [mut ann, mut bo] = [Session::over(x), Session::over(o)];
    ann.hello("Ann").await;
    let [game, ..] = ann.hear::<3>("JOINED * X Ann person * guest none public *").await;
    ann.hears(&[&format!("STATE {game} 2 O...X.... X - -")]).await;
    bo.hello("Bo").await;
    let [_, bo_ticket] = bo.hear("JOINED * O Ann person Bo person 120+2 public *").await;
    let [_, ticket] = ann.hear("JOINED * X Ann person Bo person 120+2 public *").await;
    ann.hears(&[&format!("STATE {game} 2 O...X.... X * *")]).await;
    ann.done("MOVE 1").await;
    drop(server);
    let server = start(&folder, HOUR);
    let [mut ann, mut bo] = again(&server, door).await;
    let joined = format!("JOINED {game} X Ann person Bo person 120+2 public {ticket}");
    ann.does(
        &format!("RESUME {game} {ticket} seq=2"),
        &[&joined, &format!("MOVED {game} 3 X 1 * *"), "HELD * *", "BACK * X"],
    )
    .await;
    bo.done(&format!("RESUME {game} {bo_ticket}")).await;
    bo.say("MOVE 2").await;
    ann.until::<2>(&format!("MOVED {game} 6 O 2 * *")).await;
}

#[tokio::test]
async fn nothing_is_kept_that_need_not_be_and_tickets_of_another_folder_are_worth_nothing() {
    let [folder, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let server = start(&folder, HOUR);
    let [mut ann, mut bo] = again(&server, Door::Tcp).await;
    let mut table = Table::begin(&mut ann, &mut bo, "none").await;
    table.play(&mut ann, &mut bo, &[4]).await;
    drop(server);
    // The same game, another key.
    std::fs::copy(folder.path().join("tttparty.db"), other.path().join("tttparty.db")).unwrap();
    let resume = format!("RESUME {} {}", table.id, table.tickets[0]);
    Session::open(&start(&other, HOUR), Door::Ws, "Ann").await.is_refused(&resume, Error::BadTicket).await;
    let server = start(&folder, HOUR);
    let mut ann = Session::open(&server, Door::Ws, "Ann").await;
    ann.done(&resume).await;
    ann.done("RESIGN").await;
    ann.quits(Door::Ws).await;
    Session::open(&server, Door::Ws, "Bo").await.done(&format!("RESUME {} {}", table.id, table.tickets[1])).await;
    drop(server);
    let ephemeral = TestServer::start();
    Session::open(&ephemeral, Door::Ws, "Ann").await.is_refused(&resume, Error::NoSuchGame).await;
}
