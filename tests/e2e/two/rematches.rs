//! Giving up, leaving, and playing again.

use std::cell::Cell;

use futures_util::future::{join, join_all};
use tttp::{Error, two::Reply};
use tttparty_tests::client::Client;

use super::*;

/// Both ask for another game: the first one of these first. The next table, sides swapped.
async fn again(table: &Table, first: &mut Session, second: &mut Session, seats: [&str; 2]) -> Table {
    let old = &table.id;
    first.say("REMATCH").await;
    for session in [&mut *first, &mut *second] {
        session.hears(&[&format!("REMATCH {old} {}", seats[0])]).await;
    }
    second.say("REMATCH").await;
    let mut tickets = Vec::new();
    let mut id = String::new();
    // Each has the other's mark now.
    for (session, seat) in [(first, seats[1]), (second, seats[0])] {
        session.hears(&[&format!("REMATCH {old} {}", seats[1])]).await;
        let [next] = session.hear(&format!("NEXT {old} *")).await;
        let [_, _, ticket] = session.hear(&format!("JOINED {next} {seat} * person * person 60+0 public *")).await;
        session.hears(&[&format!("STATE {next} 0 ......... X 60000 60000")]).await;
        tickets.push(ticket);
        id = next;
    }
    assert_ne!(&id, old);
    Table::new(id, tickets.try_into().unwrap())
}

#[tokio::test]
async fn who_resigns_loses_and_the_next_game_has_swapped_sides() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
        table.play(&mut ann, &mut bo, &[4]).await;
        // Who resigns may do so out of turn.
        ann.say("RESIGN").await;
        table.ends("O resign", &mut [&mut ann, &mut bo]).await;
        for session in [&mut ann, &mut bo] {
            session.is_refused("RESIGN", Error::GameOver).await;
            session.is_refused("CLAIM", Error::GameOver).await;
            session.is_refused("MOVE 0", Error::GameOver).await;
        }
        let mut table = again(&table, &mut bo, &mut ann, ["O", "X"]).await;
        ann.is_refused("MOVE 0", Error::NotYourTurn).await;
        table.play(&mut bo, &mut ann, &WIN).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
        // And back again.
        let mut table = again(&table, &mut ann, &mut bo, ["O", "X"]).await;
        table.play(&mut ann, &mut bo, &TIE).await;
        table.ends("- tie", &mut [&mut ann, &mut bo]).await;
    }
}

/// Its number is not that of a game in the list from then on, but who comes back to it, on whatever thread, is sent on.
#[tokio::test]
async fn a_game_is_found_at_any_time_while_the_next_one_takes_its_place() {
    const BURST: usize = 20;
    let server = TestServer::with(|config| (config.no_limits, config.workers) = (true, Some(2)));
    let [mut ann, mut bo] = two(&server, Door::Tcp, ["Ann", "Bo"]).await;
    let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
    let mut others = Vec::new();
    for name in ["Cy", "Di", "Ed", "Flo"] {
        others.push(Session::open(&server, Door::Tcp, name).await);
    }
    // Whether the ticket is right is looked at once the game is found.
    let refused = Reply::Error(None, Error::BadTicket).to_string();
    let mut seats = ["X", "O"];
    for round in 0..100 {
        ann.say("RESIGN").await;
        table.ends(&format!("{} resign", seats[1]), &mut [&mut ann, &mut bo]).await;
        let resume = format!("RESUME {} {}\n", table.id, "0".repeat(32)).repeat(BURST);
        let is_next = Cell::new(false);
        let ask = others.iter_mut().map(|other| async {
            while !is_next.get() {
                other.send(resume.as_bytes()).await;
                for _ in 0..BURST {
                    assert_eq!(other.next().await.as_ref(), Ok(&refused), "round {round}");
                }
            }
        });
        let next = async {
            let next = again(&table, &mut ann, &mut bo, seats).await;
            is_next.set(true);
            next
        };
        let (_, next) = join(join_all(ask), next).await;
        table = next;
        seats.reverse();
    }
}

#[tokio::test]
async fn asking_twice_is_asking_once_and_before_the_end_it_is_refused() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let table = Table::begin(&mut ann, &mut bo, "60+0").await;
        ann.is_refused("REMATCH", Error::GameOn).await;
        ann.does("RESIGN", &[&format!("END {} 1 O resign", table.id)]).await;
        let mut told = ann.done("REMATCH").await;
        told.extend(ann.done("REMATCH").await);
        assert!(told.iter().all(|line| *line == format!("REMATCH {} X", table.id)), "{told:?}");
        bo.say("REMATCH").await;
        let [next] = bo.until(&format!("NEXT {} *", table.id)).await;
        ann.say(&format!("MOVE {} 0", table.id)).await;
        let [] = ann.until("ERROR 232 NO_SUCH_GAME ...").await;
        bo.does(
            "MOVE 0",
            &[
                "JOINED * X Bo person Ann person 60+0 public *",
                "STATE * 0 ......... X * *",
                &format!("MOVED {next} 1 X 0 * *"),
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn who_leaves_has_resigned_and_there_is_no_rematch() {
    for door in DOORS {
        for (how, is_over) in [("LEAVE", false), ("QUIT", false), ("LEAVE", true), ("QUIT", true), ("(vanishes)", true)]
        {
            println!("{door:?} {how} {is_over}");
            let server = TestServer::with(|config| config.tables.claim_ms = 50);
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
            let cells = if is_over { &WIN[..] } else { &WIN[..2] };
            table.play(&mut ann, &mut bo, cells).await;
            if is_over {
                table.ends("X line", &mut [&mut ann, &mut bo]).await;
                ann.does("REMATCH", &[&format!("REMATCH {} X", table.id)]).await;
                table.tells("REMATCH X", &mut [&mut bo]).await;
            }
            match how {
                "LEAVE" => {
                    let lines = bo.done(&format!("LEAVE {}", table.id)).await;
                    assert_eq!(lines.last(), Some(&format!("LEFT {} O", table.id)));
                    assert_eq!(lines.len(), if is_over { 1 } else { 2 });
                    bo.is_refused("REMATCH", Error::WhichGame).await;
                    bo.is_refused(&format!("REMATCH {}", table.id), Error::NoSuchGame).await;
                }
                "QUIT" => bo.quits(door.other()).await,
                _ => {
                    drop(bo);
                    table.tells("GONE O 50", &mut [&mut ann]).await;
                }
            }
            if !is_over {
                table.ends("X resign", &mut [&mut ann]).await;
            }
            table.tells("LEFT O", &mut [&mut ann]).await;
            ann.is_refused("REMATCH", Error::OpponentGone).await;
            ann.does("LEAVE", &[&format!("LEFT {} X", table.id)]).await;
            ann.is_refused("LEAVE", Error::WhichGame).await;
        }
    }
}

#[tokio::test]
async fn who_begins_another_game_has_left_the_one_that_is_over() {
    for door in DOORS {
        for how in ["PLAY", "HOST", "CHALLENGE Cy", "PLAY bot=1"] {
            println!("{door:?} {how}");
            let server = TestServer::start();
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            let mut cy = Session::open(&server, door, "Cy").await;
            let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
            ann.say("RESIGN").await;
            table.ends("O resign", &mut [&mut ann, &mut bo]).await;
            let told = ann.done(how).await;
            match how {
                "PLAY" => cy.say("PLAY").await,
                "HOST" => cy.say(&format!("JOIN {}", told[0].split(' ').nth(1).unwrap())).await,
                "CHALLENGE Cy" => {
                    cy.hears(&["CHALLENGE Ann person none"]).await;
                    cy.say("ACCEPT Ann").await;
                }
                _ => {}
            }
            if how != "PLAY bot=1" {
                let [_, _, _] = cy.until("STATE * 0 ......... X * *").await;
            }
            let is_told = told.iter().any(|line| *line == format!("LEFT {} X", table.id));
            if !is_told {
                let [] = ann.until(&format!("LEFT {} X", table.id)).await;
            }
            let [] = bo.until(&format!("LEFT {} X", table.id)).await;
            bo.say("REMATCH").await;
            let [] = bo.until("ERROR 302 OPPONENT_GONE ...").await;
        }
    }
}

#[tokio::test]
async fn a_guest_keeps_its_side_and_hears_what_it_always_did() {
    for door in DOORS {
        let server = TestServer::start();
        let mut guest = Client::connect(&door.other().classic(&server)).await;
        guest.hears(&["WELCOME X", "MESSAGE Waiting for opponent to connect"]).await;
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY").await;
        let [mut game, _, _] = ann.hear("JOINED * O * guest Ann person none public *").await;
        ann.hears(&["STATE * 0 ......... X - -"]).await;
        guest.hears(&["MESSAGE Your move"]).await;
        for ann_first in [true, false] {
            guest.say("MOVE 4").await;
            guest.hears(&["VALID_MOVE 4"]).await;
            ann.hears(&[&format!("MOVED {game} 1 X 4 - -")]).await;
            ann.does("RESIGN", &[&format!("END {game} 2 X resign")]).await;
            guest.hears(&["VICTORY"]).await;
            let (guests, anns) = (format!("REMATCH {game} X"), format!("REMATCH {game} O"));
            if ann_first {
                ann.does("REMATCH", &[&anns]).await;
                guest.say("REMATCH").await;
                ann.hears(&[&guests]).await;
            } else {
                guest.say("REMATCH").await;
                ann.hears(&[&guests]).await;
                ann.say("REMATCH").await;
                ann.hears(&[&anns]).await;
            }
            guest.hears(&["MESSAGE Your move"]).await;
            let [next] = ann.hear(&format!("NEXT {game} *")).await;
            ann.hears(&[&format!("JOINED {next} O * guest Ann person none public *"), "STATE * 0 ......... X - -"])
                .await;
            game = next;
        }
        guest.say("QUIT").await;
        ann.hears(&[&format!("END {game} 1 O abandoned"), &format!("LEFT {game} X")]).await;
        ann.is_refused("REMATCH", Error::OpponentGone).await;
    }
}

#[tokio::test]
async fn a_loop_of_moves_that_are_refused_loses_the_game() {
    for door in DOORS {
        for (moves, error) in [("4", "101"), ("0", "201")] {
            println!("{door:?} {error}");
            let server = TestServer::with(|config| config.tables.illegal_moves = 3);
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            let mut table = Table::begin(&mut ann, &mut bo, "none").await;
            // X is to move, or O.
            let cells = &[0, 1][..if error == "101" { 0 } else { 1 }];
            table.play(&mut ann, &mut bo, cells).await;
            for _ in 0..5 {
                // What is no cell at all does not count.
                bo.say(&format!("MOVE {} 9", table.id)).await;
                bo.hears(&["ERROR 202 ..."]).await;
            }
            for _ in 0..2 {
                bo.say(&format!("MOVE {} {moves}", table.id)).await;
                bo.hears(&[&format!("ERROR {error} ...")]).await;
            }
            bo.say(&format!("MOVE {} {moves}", table.id)).await;
            let end = table.end("X illegal");
            ann.hears(&[&end]).await;
            let [] = bo.until(&end).await;
        }
    }
}

#[tokio::test]
async fn a_guest_who_is_in_a_loop_loses_as_well() {
    for door in DOORS {
        let server = TestServer::with(|config| config.tables.illegal_moves = 3);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.does("PLAY", &["QUEUED"]).await;
        let mut guest = Client::connect(&door.classic(&server)).await;
        guest.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
        ann.hears(&["JOINED * X Ann person * guest none public *", "STATE * 0 ......... X - -"]).await;
        for _ in 0..3 {
            guest.say("MOVE 0").await;
        }
        ann.hears(&["END * 1 X illegal"]).await;
        let mut told =
            [guest.next().await, guest.next().await, guest.next().await, guest.next().await].map(Result::unwrap);
        told.sort();
        assert_eq!(told, ["DEFEAT", "MESSAGE Not your turn", "MESSAGE Not your turn", "MESSAGE Not your turn"]);
    }
}
