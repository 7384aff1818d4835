//! Rooms: `HOST` and `JOIN`.

use tttp::Error;

use super::*;

/// Opens a room: its code.
async fn host(session: &mut Session, how: &str) -> String {
    let lines = session.done(&format!("HOST {how}")).await;
    let code = lines.iter().find_map(|line| line.strip_prefix("HOSTED ")?.split(' ').next());
    code.unwrap_or_else(|| panic!("{lines:?}")).to_owned()
}

#[tokio::test]
async fn who_knows_the_code_plays_the_host_however_it_is_written() {
    for door in DOORS {
        for (index, how) in ["", "clock=none", "clock=60+1", "clock=3600+60 locked", "locked"].iter().enumerate() {
            let server = TestServer::start();
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            let clock = how.split(' ').find_map(|word| word.strip_prefix("clock=")).unwrap_or("none");
            let (open, access) = if how.contains("locked") { ("locked", "private") } else { ("open", "public") };
            ann.say(&format!("HOST {how}")).await;
            let [code] = ann.hear(&format!("HOSTED * {clock} {open}")).await;
            let written = if index % 2 == 0 { code.to_lowercase() } else { code };
            bo.say(&format!("#1 JOIN {written}")).await;
            let seats = |seat| format!("{seat} Ann person Bo person {clock} {access}");
            let [game, bos] = bo.sits_down(&seats("O")).await;
            bo.hears(&["#1 OK"]).await;
            // JOINED tells enough of the room.
            let [same, anns] = ann.sits_down(&seats("X")).await;
            assert_eq!(game, same);
            let mut table = Table::new(game, [anns, bos]);
            table.play(&mut ann, &mut bo, &WIN).await;
            table.ends("X line", &mut [&mut ann, &mut bo]).await;
        }
    }
}

#[tokio::test]
async fn codes_that_are_none_or_nobodys_are_refused() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        for bad in ["LOO0O", "ABCD", "ABCDEF", "22-22", "2222Ü", "*"] {
            bo.is_refused(&format!("JOIN {bad}"), Error::BadCode).await;
        }
        bo.is_refused("JOIN", Error::BadArgument).await;
        bo.is_refused("JOIN 22222 33333", Error::BadArgument).await;
        bo.is_refused("JOIN 22222", Error::NoSuchRoom).await;
        let code = host(&mut ann, "").await;
        ann.is_refused(&format!("JOIN {code}"), Error::Yourself).await;
        ann.is_refused("HOST", Error::TooMany).await;
        for clock in ["4+99", "1+1", "x", "+", "60+1+1"] {
            bo.is_refused(&format!("HOST clock={clock}"), Error::BadClock).await;
        }
        bo.is_refused("HOST loud", Error::BadArgument).await;
        bo.is_refused("HOST clock=60+1 clock=60+1", Error::BadArgument).await;
        bo.does(&format!("HOST later={code} clock=60+1"), &["HOSTED * 60+1 open"]).await;
    }
}

#[tokio::test]
async fn a_locked_room_is_listed_without_its_code_and_its_game_is_nobodys_business() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut cy = Session::open(&server, door, "Cy").await;
        let code = host(&mut ann, "locked").await;
        lists(&mut cy, "LIST rooms", &["LOBBY 3 0 1 0", "ROOM Ann - none", "LISTED rooms"]).await;
        bo.say(&format!("JOIN {code}")).await;
        let [game, _] = bo.sits_down("O Ann person Bo person none private").await;
        ann.sits_down("X Ann person Bo person none private").await;
        cy.is_refused(&format!("WATCH {game}"), Error::Private).await;
        cy.is_refused(&format!("SAY {game} hello"), Error::NoSuchGame).await;
        lists(&mut cy, "LIST games", &["LOBBY 3 1 0 0", "LISTED games"]).await;
        // The rematch is as private.
        ann.does("RESIGN", &[&format!("END {game} 1 O resign")]).await;
        ann.say("REMATCH").await;
        bo.say("REMATCH").await;
        let [next, _] = ann.until("JOINED * O Bo person Ann person none private *").await;
        cy.is_refused(&format!("WATCH {next}"), Error::Private).await;
    }
}

#[tokio::test]
async fn of_two_who_join_at_once_one_plays_and_the_other_is_told() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let mut ann = Session::open(&server, door, "Ann").await;
        let mut joiners = two(&server, door, ["Bo", "Cy"]).await;
        for round in 0..15 {
            let code = host(&mut ann, "").await;
            for joiner in &mut joiners {
                joiner.say(&format!("#j JOIN {code}")).await;
            }
            let mut played = 0;
            for joiner in &mut joiners {
                let line = joiner.next().await.unwrap();
                if line.starts_with("JOINED ") {
                    played += 1;
                    joiner.hears(&["STATE * 0 ......... X - -", "#j OK"]).await;
                } else {
                    assert_eq!(line, format!("#j ERROR 231 NO_SUCH_ROOM {}", Error::NoSuchRoom.text()));
                }
            }
            assert_eq!(played, 1, "round {round}");
            let [game, _, _] = ann.hear("JOINED * X Ann person * person none public *").await;
            ann.hears(&["STATE * 0 ......... X - -"]).await;
            ann.does(&format!("LEAVE {game}"), &["END * 1 O resign", "LEFT * X"]).await;
            for joiner in &mut joiners {
                // Whoever plays is done with it, too.
                joiner.ask("LEAVE").await;
                while joiner.ask("RESIGN").await.1 == "OK" {}
            }
        }
    }
}

#[tokio::test]
async fn a_room_that_is_closed_can_not_be_joined() {
    for door in DOORS {
        for how in ["CANCEL", "QUIT", "(vanishes)"] {
            let server = TestServer::with(|config| config.no_limits = true);
            let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
            let code = host(&mut ann, "").await;
            match how {
                "CANCEL" => ann.does("CANCEL", &[&format!("UNHOSTED {code}")]).await,
                "QUIT" => ann.quits(door).await,
                _ => drop(ann),
            }
            if how == "(vanishes)" {
                eventually(&mut bo, "LIST rooms", "LOBBY 1 0 0 0").await;
            }
            bo.is_refused(&format!("JOIN {code}"), Error::NoSuchRoom).await;
            let people = if how == "CANCEL" { 2 } else { 1 };
            lists(&mut bo, "LIST rooms", &[&format!("LOBBY {people} 0 0 0"), "LISTED rooms"]).await;
        }
    }
}

#[tokio::test]
async fn who_joins_while_the_host_takes_it_back_plays_or_is_told() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut games = 0;
        for round in 0..20 {
            let code = host(&mut ann, "").await;
            // Each is first as often as the other.
            if round % 2 == 0 {
                ann.say("#c CANCEL").await;
                bo.say(&format!("#j JOIN {code}")).await;
            } else {
                bo.say(&format!("#j JOIN {code}")).await;
                ann.say("#c CANCEL").await;
            }
            let bos = bo.next().await.unwrap();
            if bos.starts_with("JOINED ") {
                games += 1;
                bo.hears(&["STATE * 0 ......... X - -", "#j OK"]).await;
                let mut lines = Vec::new();
                while lines.len() < 3 {
                    lines.push(ann.next().await.unwrap());
                }
                lines.sort();
                assert!(
                    lines[0] == "#c OK" && lines[1].starts_with("JOINED ") && lines[2].starts_with("STATE "),
                    "{lines:?}"
                );
                bo.does("LEAVE", &["END * 1 X resign", "LEFT * O"]).await;
                ann.hears(&["END * 1 X resign", "LEFT * O"]).await;
                ann.does("LEAVE", &["LEFT * X"]).await;
            } else {
                assert!(bos.starts_with("#j ERROR 231 "), "{bos}");
                ann.hears(&[&format!("UNHOSTED {code}"), "#c OK"]).await;
            }
        }
        println!("{games} games");
    }
}

#[tokio::test]
async fn two_hosts_who_join_each_other_at_once_play_one_game() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut judge = Session::open(&server, door, "Judge").await;
        for round in 0..10 {
            let codes = [host(&mut ann, "").await, host(&mut bo, "").await];
            ann.say(&format!("#j JOIN {}", codes[1])).await;
            bo.say(&format!("#j JOIN {}", codes[0])).await;
            let [anns] = ann.until("#j * ...").await;
            let [bos] = bo.until("#j * ...").await;
            println!("round {round}: {anns} {bos}");
            eventually(&mut judge, "LIST", "LOBBY 3 1 0 0").await;
            ann.done("RESIGN").await;
            eventually(&mut judge, "LIST", "LOBBY 3 0 0 0").await;
            for session in [&mut ann, &mut bo] {
                session.done("CANCEL").await;
                session.ask("LEAVE").await;
            }
        }
    }
}

#[tokio::test]
async fn who_gets_a_game_elsewhere_is_told_that_the_room_is_closed() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let code = host(&mut ann, "").await;
        ann.does("PLAY", &["QUEUED"]).await;
        bo.say("PLAY").await;
        let [game, _] = bo.sits_down("O Ann person Bo person 120+2 public").await;
        // The order of these two is the server's.
        let mut told = [ann.next().await.unwrap(), ann.next().await.unwrap(), ann.next().await.unwrap()];
        told.sort();
        assert!(told[0].starts_with(&format!("JOINED {game} X ")) && told[2] == format!("UNHOSTED {code}"), "{told:?}");
        let mut cy = Session::open(&server, door, "Cy").await;
        cy.is_refused(&format!("JOIN {code}"), Error::NoSuchRoom).await;
        ann.is_refused("HOST", Error::GameOn).await;
        ann.is_refused("JOIN 22222", Error::NoSuchRoom).await;
        let cys = host(&mut cy, "").await;
        ann.is_refused(&format!("JOIN {cys}"), Error::GameOn).await;
    }
}

#[tokio::test]
async fn there_are_so_many_rooms_and_no_more() {
    for door in DOORS {
        let server = TestServer::with(|config| config.tables.max_hosted = 2);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut cy = Session::open(&server, door, "Cy caps=multi").await;
        let code = host(&mut ann, "").await;
        host(&mut bo, "locked").await;
        cy.is_refused("HOST", Error::TooMany).await;
        ann.does("CANCEL", &[&format!("UNHOSTED {code}")]).await;
        host(&mut cy, "").await;
        // One a session, whatever its caps.
        cy.is_refused("HOST", Error::TooMany).await;
    }
}
