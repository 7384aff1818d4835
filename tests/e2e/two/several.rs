//! Several games at once, for who has the cap `multi`, and not for others.

use futures_util::future::join_all;
use tttp::Error;

use super::*;

fn few(config: &mut tttparty::config::Config) {
    config.tables.max_games = 3;
    config.tables.house_pause_ms = 50_000;
    config.no_limits = true;
}

#[tokio::test]
async fn a_session_without_the_cap_plays_one_at_a_time() {
    for door in DOORS {
        let server = TestServer::with(few);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut cy = Session::open(&server, door, "Cy").await;
        cy.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        ann.hears(&["CHALLENGE Cy person none"]).await;
        Table::begin(&mut ann, &mut bo, "none").await;
        let code = cy.done("HOST").await[0].split(' ').nth(1).unwrap().to_owned();
        let join = format!("JOIN {code}");
        for command in ["PLAY", "PLAY bot=1", "HOST", &join, "CHALLENGE Cy", "ACCEPT Cy"] {
            ann.is_refused(command, Error::GameOn).await;
        }
    }
}

#[tokio::test]
async fn a_session_with_it_has_so_many_and_no_more() {
    for door in DOORS {
        let server = TestServer::with(few);
        let mut ann = Session::open(&server, door, "Ann caps=multi").await;
        let names = ["Bo", "Cy", "Di", "Eva"];
        let mut others = join_all(names.map(|name| Session::open(&server, door.other(), name))).await;
        // By a challenge, by its own room, by the queue: and none of that is off when a game begins.
        let mut last = others.pop().unwrap();
        ann.does("CHALLENGE Eva", &["CHALLENGING Eva none"]).await;
        last.hears(&["CHALLENGE Ann person none"]).await;
        let mut tables = vec![Table::begin(&mut ann, &mut others[0], "none").await];
        let code = ann.done("HOST").await[0].split(' ').nth(1).unwrap().to_owned();
        ann.does("PLAY", &["QUEUED"]).await;
        for (index, command) in [(1, &*format!("JOIN {code}")), (2, "PLAY")] {
            others[index].say(command).await;
            let clock = if index == 1 { "none" } else { "120+2" };
            let name = others[index].name().to_owned();
            let sits = format!("Ann person {name} person {clock} public");
            let [id, theirs] = others[index].sits_down(&format!("O {sits}")).await;
            let [_, hers] = ann.sits_down(&format!("X {sits}")).await;
            tables.push(Table::new(id, [hers, theirs]));
        }
        ann.has_heard_all().await;
        for command in ["PLAY", "PLAY bot=1", "HOST", "CHALLENGE Eva"] {
            ann.is_refused(command, Error::TooMany).await;
        }
        last.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        ann.hears(&["CHALLENGE Eva person none"]).await;
        ann.is_refused("ACCEPT Eva", Error::TooMany).await;
        last.is_refused("ACCEPT Ann", Error::NotChallenged).await;
        // Which game is meant has to be said.
        for command in ["MOVE 4", "RESIGN", "CLAIM", "REMATCH", "STATE", "LEAVE"] {
            ann.is_refused(command, Error::WhichGame).await;
        }
        for (table, other) in tables.iter_mut().zip(&mut others) {
            table.play(&mut ann, other, &WIN[..3]).await;
        }
        for (table, other) in tables.iter_mut().zip(&mut others).rev() {
            other.say("MOVE 1").await;
            let moved = table.moved("O", 1);
            other.hears(&[&moved]).await;
            ann.hears(&[&moved]).await;
            ann.say(&format!("MOVE {} 6", table.id)).await;
            let moved = table.moved("X", 6);
            for session in [&mut ann, other] {
                session.hears(&[&moved]).await;
            }
            table.ends("X line", &mut [&mut ann, other]).await;
        }
        // Those that are over do not count.
        ann.say("PLAY bot=1").await;
        ann.sits_down("X Ann person House_Dizzy house none public").await;
    }
}

#[tokio::test]
async fn seats_in_finished_games_count_only_if_there_is_no_other() {
    for door in DOORS {
        let server = TestServer::with(few);
        let mut ann = Session::open(&server, door, "Ann caps=multi").await;
        let [mut bo, mut cy] = two(&server, door, ["Bo", "Cy"]).await;
        let mut first = Table::begin(&mut ann, &mut bo, "none").await;
        ann.does("RESIGN", &[&format!("END {} 1 O resign", first.id)]).await;
        first.seq += 1;
        bo.hears(&[&format!("END {} 1 O resign", first.id)]).await;
        // The only one there is.
        ann.is_refused("MOVE 4", Error::GameOver).await;
        let second = Table::begin(&mut ann, &mut cy, "none").await;
        ann.does("MOVE 4", &[&format!("MOVED {} 1 X 4 - -", second.id)]).await;
        ann.does("RESIGN", &[&format!("END {} 2 O resign", second.id)]).await;
        // Two, and both are over.
        ann.is_refused("REMATCH", Error::WhichGame).await;
        ann.does(&format!("REMATCH {}", first.id), &[&format!("REMATCH {} X", first.id)]).await;
        first.tells("REMATCH X", &mut [&mut bo]).await;
        ann.does(&format!("LEAVE {}", first.id), &[&format!("LEFT {} X", first.id)]).await;
        ann.does("REMATCH", &[&format!("REMATCH {} X", second.id)]).await;
    }
}

#[tokio::test]
async fn finished_games_do_not_pile_up_and_who_has_played_many_can_quit() {
    for door in DOORS {
        let server = TestServer::with(few);
        let mut ann = Session::open(&server, door, "Ann caps=multi").await;
        let mut bo = Session::open(&server, door.other(), "Bo caps=multi").await;
        for round in 0..8 {
            ann.done("PLAY bot=1").await;
            let (_, answer) = ann.ask("RESIGN").await;
            assert_eq!(answer, "OK", "{round}");
            bo.done("CHALLENGE Ann").await;
            ann.done("ACCEPT Bo").await;
            bo.until::<3>("STATE * 0 ......... X * *").await;
            let (_, answer) = bo.ask("RESIGN").await;
            assert_eq!(answer, "OK", "{round}");
            let [_, _] = ann.until("END * * O resign").await;
        }
        ann.quits(door).await;
        bo.quits(door.other()).await;
    }
}

#[tokio::test]
async fn coming_back_is_no_way_around_one_game_at_a_time() {
    let server = TestServer::start();
    let [mut ann, mut bo] = two(&server, Door::Tcp, ["Ann", "Bo"]).await;
    let [mut cleo, mut dan] = two(&server, Door::Ws, ["Cleo", "Dan"]).await;
    Table::begin(&mut ann, &mut bo, "none").await;
    let other = Table::begin(&mut cleo, &mut dan, "none").await;
    drop(cleo);
    let resume = format!("RESUME {} {}", other.id, other.tickets[0]);
    ann.is_refused(&resume, Error::GameOn).await;
    ann.done("RESIGN").await;
    ann.done(&resume).await;
}
