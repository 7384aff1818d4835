//! Names: proposed, taken, refused, changed, and free again.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use tttp::{Error, two::Name};
use tttparty_tests::expect;

use super::*;

/// Says `HELLO` with this name, which is refused.
async fn is_refused(session: &mut Session, name: &str, error: Error) {
    let (lines, answer) = session.ask(&format!("HELLO TTTP/2 name={name}")).await;
    assert!(answer.starts_with(&format!("ERROR {} {} ", error.number(), error.name())), "{name}: {answer}");
    assert!(matches!(&lines[..], [line] if line.starts_with("PROPOSED ")), "{name}: {lines:?}");
}

fn unlimited(config: &mut tttparty::config::Config) {
    config.no_limits = true;
}

#[tokio::test]
async fn what_is_proposed_is_free_and_can_be_taken() {
    let server = TestServer::with(unlimited);
    for door in DOORS {
        let mut ann = Session::knock(&server, door).await;
        ann.say("HELLO TTTP/2 name=Ann!").await;
        let [_, second, _] = ann.hear("PROPOSED * * *").await;
        ann.hears(&[&format!("ERROR 215 NAME_SHAPE {}", Error::NameShape.text())]).await;
        ann.hello(&second).await;
        for _ in 0..20 {
            let lines = ann.done("PROPOSE").await;
            let [line] = &lines[..] else { panic!("{lines:?}") };
            let names: Vec<Name> = line.split(' ').skip(1).map(|name| name.parse().unwrap()).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 3, "{line}");
            for name in names {
                assert!(!name.is_reserved() && name.as_str() != ann.name(), "{name}");
                ann.does(&format!("NAME {name}"), &[&format!("NAME {name}")]).await;
            }
        }
        ann.quits(door).await;
    }
}

#[tokio::test]
async fn who_has_no_name_gets_one_of_its_own() {
    let server = TestServer::with(unlimited);
    for door in DOORS {
        let sessions = join_all((0..40).map(|_| Session::open_nameless(&server, door))).await;
        let names: BTreeSet<&str> = sessions.iter().map(Session::name).collect();
        assert_eq!(names.len(), 40);
    }
}

#[tokio::test]
async fn a_name_that_is_held_is_refused_however_it_is_written() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let _ann = Session::open(&server, door, "Ann").await;
        let _aoc = Session::open(&server, door, "Aoc").await;
        let mut other = Session::knock(&server, door.other()).await;
        // The last one is Cyrillic, and drawn the same.
        for name in ["Ann", "ann", "ANN", "A_n_n", "An.n", "A'nn", "\u{410}\u{43e}\u{441}"] {
            is_refused(&mut other, name, Error::NameTaken).await;
        }
        // Of two scripts: that can't be a name at all.
        is_refused(&mut other, "\u{410}nn", Error::NameShape).await;
        other.hello("Anne").await;
    }
}

#[tokio::test]
async fn a_name_is_free_again_when_its_owner_is_gone() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        Session::open(&server, door, "Ann").await.quits(door).await;
        let ann = Session::open(&server, door.other(), "Ann").await;
        let mut bo = Session::open(&server, door, "Bo").await;
        bo.say("NAME ann").await;
        bo.hears(&["PROPOSED * * *", &format!("ERROR 224 NAME_TAKEN {}", Error::NameTaken.text())]).await;
        drop(ann);
        let taken = async { while bo.ask("NAME Ann").await.1 != "OK" {} };
        expect("the name of who is gone is free", taken).await;
        // And so is the one that Bo had.
        Session::open(&server, door, "Bo").await;
    }
}

#[tokio::test]
async fn of_many_who_want_a_name_at_once_one_gets_it() {
    let server = TestServer::with(unlimited);
    for door in DOORS {
        let mut all = join_all((0..12).map(|_| Session::knock(&server, door))).await;
        for session in &mut all {
            session.say("#1 HELLO TTTP/2 name=Zoe").await;
        }
        let mut winners = 0;
        for session in &mut all {
            let line = session.next().await.unwrap();
            winners += usize::from(line.starts_with("HELLO TTTP/2 "));
        }
        assert_eq!(winners, 1);
        drop(all);
        let mut last = Session::knock(&server, door).await;
        let free = async { while last.ask("HELLO TTTP/2 name=Zoe").await.1 != "OK" {} };
        expect("it is free again", free).await;
        last.quits(door).await;
    }
}

#[tokio::test]
async fn names_that_would_mislead_or_offend_are_refused() {
    let server = TestServer::with(|config| {
        unlimited(config);
        config.tables.allow_word = vec!["dick".into()];
    });
    for door in DOORS {
        let mut session = Session::knock(&server, door).await;
        for reserved in
            ["Guest_5", "guest", "House_Cat", "Server", "SERVER", "TTTParty", "lobby", "L0bby", "gone", "Watcher"]
        {
            is_refused(&mut session, reserved, Error::NameRefused).await;
        }
        for rude in ["Shit", "sh1t", "F_u_c_k"] {
            is_refused(&mut session, rude, Error::NameRefused).await;
        }
        let long = "A".repeat(25);
        for shape in ["", "_Ann", "Ann_", "A!", "-", "Ann\u{200b}", &long] {
            is_refused(&mut session, shape, Error::NameShape).await;
        }
        session.hello("Dick").await;
        for name in ["Zoë", "Анна", "山田太郎", "O'Neil", "J.-P.", &"A".repeat(24)] {
            session.does(&format!("NAME {name}"), &[&format!("NAME {name}")]).await;
        }
        session.quits(door).await;
    }
}

#[tokio::test]
async fn bots_are_bots_to_everybody() {
    for door in DOORS {
        let server = TestServer::start();
        let mut ann = Session::open(&server, door, "Ann").await;
        let mut bot = Session::knock(&server, door.other()).await;
        bot.say("HELLO TTTP/2 bot name=Robo caps=").await;
        bot.hears(&["HELLO TTTP/2 * name=Robo kind=bot caps= chat=on"]).await;
        bot.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        ann.hears(&["CHALLENGE Robo bot none"]).await;
        ann.say("ACCEPT Robo").await;
        let [game, _] = ann.sits_down("O Robo bot Ann person none public").await;
        bot.sits_down("X Robo bot Ann person none public").await;
        lists(
            &mut ann,
            "LIST",
            &[
                "LOBBY 2 1 0 0",
                "PERSON Ann person playing",
                "PERSON Robo bot playing",
                &format!("GAME {game} Robo bot Ann person ......... X 0"),
                "LISTED lobby",
            ],
        )
        .await;
    }
}

#[tokio::test]
async fn another_name_is_shown_to_others_and_stays_the_old_one_in_games() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let table = Table::begin(&mut ann, &mut bo, "none").await;
        ann.does("NAME Anna", &["NAME Anna"]).await;
        // Only the looks: nobody else has that.
        ann.does("NAME anna", &["NAME anna"]).await;
        lists(
            &mut bo,
            "LIST people",
            &["LOBBY 2 1 0 0", "PERSON Bo person playing", "PERSON anna person playing", "LISTED people"],
        )
        .await;
        let mut ann_too = Session::open(&server, door, "Ann").await;
        let joined = format!("JOINED {} watcher Ann person Bo person none public -", table.id);
        ann_too.say(&format!("WATCH {}", table.id)).await;
        ann_too.hears(&[&joined]).await;
    }
}

#[tokio::test]
async fn a_room_is_listed_by_the_name_that_its_host_has_now() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let lines = ann.done("HOST").await;
        let code = lines[0].split(' ').nth(1).unwrap();
        ann.does("NAME Bea", &["NAME Bea"]).await;
        let room = format!("ROOM Bea {code} none");
        lists(&mut bo, "LIST rooms", &["LOBBY 2 0 1 0", &room, "LISTED rooms"]).await;
        bo.say(&format!("JOIN {code}")).await;
        bo.sits_down("O Bea person Bo person none public").await;
    }
}
