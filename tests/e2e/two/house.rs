//! Bots of the house.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttp::{Board, Error, Mark, two::Reply};

use super::*;

const SEED: u64 = 4;

fn quick(config: &mut tttparty::config::Config) {
    config.tables.house_pause_ms = 0;
    config.no_limits = true;
}

fn slow(config: &mut tttparty::config::Config) {
    config.tables.house_pause_ms = 50_000;
    config.no_limits = true;
}

/// Plays a game that has just begun on any free cell, up to its end: who has won.
async fn play(ann: &mut Session, game: &str, seat: Mark, rng: &mut StdRng) -> Option<Mark> {
    let mut board = Board::default();
    let mut turn = Mark::X;
    while board.winner().is_none() && !board.is_full() {
        if turn == seat {
            let free: Vec<_> = tttp::Cell::all().filter(|cell| board.at(*cell).is_none()).collect();
            ann.say(&format!("MOVE {game} {}", free[rng.random_range(0..free.len())])).await;
        }
        match ann.next().await.unwrap().parse() {
            Ok(Reply::Moved { game: id, seat, cell, .. }) if id.to_string() == game && seat == turn => {
                board.place(seat, cell).unwrap();
            }
            other => panic!("{other:?}"),
        }
        turn = turn.opponent();
    }
    let reason = if board.winner().is_some() { "line" } else { "tie" };
    let [_, winner] = ann.hear(&format!("END {game} * * {reason}")).await;
    assert_eq!(winner, board.winner().map_or("-".to_owned(), |mark| mark.to_string()));
    board.winner()
}

/// Asks for another game, which the house always agrees to: its id, after the line that tells the sides.
async fn again(ann: &mut Session, game: &str, seat: Mark) -> String {
    ann.say(&format!("REMATCH {game}")).await;
    ann.hears(&[&format!("REMATCH {game} {seat}"), &format!("REMATCH {game} {}", seat.opponent())]).await;
    let [next] = ann.hear(&format!("NEXT {game} *")).await;
    let seat = seat.opponent();
    let sides = if seat == Mark::X { "Ann person * house" } else { "* house Ann person" };
    let [_, _] = ann.hear(&format!("JOINED {next} {seat} {sides} 300+0 public *")).await;
    ann.hears(&[&format!("STATE {next} 0 ......... X 300000 300000")]).await;
    next
}

#[tokio::test]
async fn each_level_plays_to_the_end_and_again_with_sides_swapped() {
    let server = TestServer::with(quick);
    let mut rng = StdRng::seed_from_u64(SEED);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        for (level, house) in ["House_Dizzy", "House_Sunny", "House_Clever", "House_Perfect"].iter().enumerate() {
            ann.say(&format!("PLAY bot={} clock=300+0", level + 1)).await;
            let joined = format!("JOINED * X Ann person {house} house 300+0 public *");
            let [mut game, _] = if level == 0 { ann.hear(&joined).await } else { ann.until(&joined).await };
            ann.hears(&[&format!("STATE {game} 0 ......... X 300000 300000")]).await;
            for seat in [Mark::X, Mark::O, Mark::X] {
                play(&mut ann, &game, seat, &mut rng).await;
                game = again(&mut ann, &game, seat).await;
            }
            // The house is X now, and begins by itself.
            ann.hears(&[&format!("MOVED {game} 1 X * 300000 300000")]).await;
            ann.say("RESIGN").await;
            ann.hears(&[&format!("END {game} 2 X resign")]).await;
        }
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn the_perfect_one_is_never_beaten() {
    let server = TestServer::with(quick);
    let mut rng = StdRng::seed_from_u64(SEED + 1);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY bot=4 clock=300+0").await;
        let [mut game, _] = ann.hear("JOINED * X Ann person House_Perfect house 300+0 public *").await;
        ann.hears(&["STATE * 0 ......... X 300000 300000"]).await;
        let mut seat = Mark::X;
        for _ in 0..12 {
            let winner = play(&mut ann, &game, seat, &mut rng).await;
            assert_ne!(winner, Some(seat), "the perfect bot has lost");
            game = again(&mut ann, &game, seat).await;
            seat = seat.opponent();
        }
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn levels_and_clocks_are_checked() {
    let server = TestServer::with(slow);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        for level in ["0", "5", "x", "", "11"] {
            ann.is_refused(&format!("PLAY bot={level}"), Error::BadLevel).await;
        }
        for clock in ["4+0", "3601+0", "60+61", "60", "60+-1", "x"] {
            ann.is_refused(&format!("PLAY bot=1 clock={clock}"), Error::BadClock).await;
        }
        ann.say("PLAY bot=1").await;
        let [game, _] = ann.sits_down("X Ann person House_Dizzy house none public").await;
        ann.does("RESIGN", &[&format!("END {game} 1 O resign")]).await;
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn a_game_with_the_house_gives_way_when_somebody_comes_even_while_the_bot_thinks() {
    for door in DOORS {
        // Whether Ann is in the queue before or after she begins to play the bot.
        for queued_first in [true, false] {
            let server = TestServer::with(slow);
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            if queued_first {
                ann.does("PLAY", &["QUEUED"]).await;
            }
            ann.say("PLAY bot=4").await;
            let [house, _] = ann.sits_down("X Ann person House_Perfect house none public").await;
            if !queued_first {
                ann.does("PLAY", &["QUEUED"]).await;
            }
            let mut cy = Session::open(&server, door, "Cy").await.deaf_to(&["WATCHERS"]);
            cy.done(&format!("WATCH {house}")).await;
            ann = ann.deaf_to(&["WATCHERS"]);
            ann.does("MOVE 4", &[&format!("MOVED {house} 1 X 4 - -")]).await;
            bo.say("PLAY").await;
            let [game, _] = bo.sits_down("O Ann person Bo person 120+2 public").await;
            // The lines of the two games come in any order.
            let mut told = Vec::new();
            while told.len() < 4 {
                told.push(ann.next().await.unwrap());
            }
            let place = |line: &str| told.iter().position(|told| captures(line, told).is_some());
            let joined = place(&format!("JOINED {game} X Ann person Bo person 120+2 public *"));
            let state = place(&format!("STATE {game} 0 ......... X 120000 120000"));
            let (end, left) = (place(&format!("END {house} 2 - void")), place(&format!("LEFT {house} X")));
            assert!(joined.is_some() && joined < state && end.is_some() && end < left, "{told:?}");
            cy.hears(&[&format!("MOVED {house} 1 X 4 - -"), &format!("END {house} 2 - void")]).await;
            ann.does("MOVE 0", &[&format!("MOVED {game} 1 X 0 120000 120000")]).await;
            bo.hears(&[&format!("MOVED {game} 1 X 0 * *")]).await;
            ann.is_refused("PLAY bot=1", Error::GameOn).await;
        }
    }
}

/// Two who each play a bot: the sessions and those games.
async fn two_with_bots(server: &TestServer, door: Door) -> ([Session; 2], [String; 2]) {
    let [mut ann, mut bo] = two(server, door, ["Ann", "Bo"]).await;
    ann.say("PLAY bot=2").await;
    bo.say("PLAY bot=2").await;
    let [first, _] = ann.sits_down("X Ann person House_Sunny house none public").await;
    let [second, _] = bo.sits_down("X Bo person House_Sunny house none public").await;
    ([ann, bo], [first, second])
}

#[tokio::test]
async fn it_gives_way_to_rooms_and_challenges_from_both_sides() {
    for door in DOORS {
        for by_room in [true, false] {
            let server = TestServer::with(slow);
            let ([mut ann, mut bo], houses) = two_with_bots(&server, door).await;
            if by_room {
                let code = ann.done("HOST").await[0].split(' ').nth(1).unwrap().to_owned();
                bo.say(&format!("JOIN {code}")).await;
            } else {
                ann.does("CHALLENGE Bo", &["CHALLENGING Bo none"]).await;
                bo.hears(&["CHALLENGE Ann person none"]).await;
                bo.say("ACCEPT Ann").await;
            }
            for (session, house) in [&mut ann, &mut bo].into_iter().zip(&houses) {
                let [] = session.until(&format!("END {house} 1 - void")).await;
            }
            eventually(&mut ann, "LIST people", "LOBBY 2 1 0 0").await;
            eventually(&mut bo, "LIST people", "PERSON Ann person playing").await;
        }
    }
}

#[tokio::test]
async fn another_bot_takes_the_place_of_the_first() {
    let server = TestServer::with(slow);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY bot=1").await;
        let [first, _] = ann.sits_down("X Ann person House_Dizzy house none public").await;
        ann.say("PLAY bot=4").await;
        ann.hears(&[&format!("END {first} 1 - void")]).await;
        let [second, _] = ann.until("JOINED * X Ann person House_Perfect house none public *").await;
        ann.does("MOVE 4", &[&format!("STATE {second} 0 ......... X - -"), &format!("MOVED {second} 1 X 4 - -")]).await;
        ann.quits(door).await;
    }
}
