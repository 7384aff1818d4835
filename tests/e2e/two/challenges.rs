//! `CHALLENGE`, and what may become of it.

use futures_util::future::join_all;
use tttp::{Error, two::Reply};

use super::*;

/// Whom the first has challenged, and who has heard of it.
async fn challenged(server: &TestServer, door: Door) -> [Session; 2] {
    let [mut ann, mut bo] = two(server, door, ["Ann", "Bo"]).await;
    ann.does("CHALLENGE Bo clock=60+1", &["CHALLENGING Bo 60+1"]).await;
    bo.hears(&["CHALLENGE Ann person 60+1"]).await;
    [ann, bo]
}

fn unlimited(config: &mut tttparty::config::Config) {
    config.no_limits = true;
}

#[tokio::test]
async fn who_accepts_plays_with_that_clock_and_the_challenger_begins() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = challenged(&server, door).await;
        bo.say("#1 ACCEPT ann").await;
        let [id, bos] = bo.sits_down("O Ann person Bo person 60+1 public").await;
        bo.hears(&["#1 OK"]).await;
        let [_, anns] = ann.sits_down("X Ann person Bo person 60+1 public").await;
        let mut table = Table::new(id, [anns, bos]);
        table.play(&mut ann, &mut bo, &[4, 0, 2, 6, 1, 3]).await;
        table.ends("O line", &mut [&mut ann, &mut bo]).await;
        bo.is_refused("ACCEPT Ann", Error::NotChallenged).await;
    }
}

#[tokio::test]
async fn each_reason_of_who_declines_is_told_word_for_word() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = challenged(&server, door).await;
        for (said, told) in [
            ("", "later"),
            ("later", "later"),
            ("busy", "busy"),
            ("clock", "clock"),
            ("nobots", "nobots"),
            ("no", "no"),
        ] {
            bo.does(&format!("DECLINE Ann {said}"), &[]).await;
            ann.hears(&[&format!("DECLINED Bo {told}")]).await;
            bo.is_refused("DECLINE Ann", Error::NotChallenged).await;
            bo.is_refused("ACCEPT Ann", Error::NotChallenged).await;
            ann.does("CHALLENGE Bo", &["CHALLENGING Bo none"]).await;
            bo.hears(&["CHALLENGE Ann person none"]).await;
        }
        for bad in ["gone", "never", "no no"] {
            bo.is_refused(&format!("DECLINE Ann {bad}"), Error::BadArgument).await;
        }
        bo.is_refused("DECLINE A!", Error::NameShape).await;
        // Nothing of that has declined it.
        bo.say("ACCEPT Ann").await;
        ann.sits_down("X Ann person Bo person none public").await;
    }
}

#[tokio::test]
async fn what_is_withdrawn_can_not_be_accepted() {
    for door in DOORS {
        for how in ["CANCEL", "QUIT", "(vanishes)"] {
            let server = TestServer::start();
            let [mut ann, mut bo] = challenged(&server, door).await;
            match how {
                "CANCEL" => ann.does("CANCEL", &[]).await,
                "QUIT" => ann.quits(door).await,
                _ => drop(ann),
            }
            bo.hears(&["WITHDRAWN Ann"]).await;
            bo.is_refused("ACCEPT Ann", Error::NotChallenged).await;
            bo.is_refused("DECLINE Ann", Error::NotChallenged).await;
        }
    }
}

#[tokio::test]
async fn who_is_challenged_and_leaves_has_declined() {
    for door in DOORS {
        for vanishes in [false, true] {
            let server = TestServer::start();
            let [mut ann, bo] = challenged(&server, door).await;
            if vanishes {
                drop(bo);
            } else {
                bo.quits(door.other()).await;
            }
            ann.hears(&["DECLINED Bo gone"]).await;
            ann.is_refused("CHALLENGE Bo", Error::NoSuchPerson).await;
        }
    }
}

#[tokio::test]
async fn who_is_challenged_in_the_moment_of_leaving_has_declined_as_well() {
    let server = TestServer::with(|config| (config.no_limits, config.workers) = (true, Some(2)));
    let mut ann = Session::open(&server, Door::Tcp, "Ann").await;
    for _ in 0..300 {
        let bo = Session::open_nameless(&server, Door::Tcp).await;
        let name = bo.name().to_owned();
        bo.reset();
        let declined = format!("DECLINED {name} gone");
        let mut is_open = false;
        loop {
            let (lines, answer) = ann.ask(&format!("CHALLENGE {name}")).await;
            for line in lines {
                is_open = line != declined;
            }
            if answer == Reply::Error(None, Error::NoSuchPerson).to_string() {
                break;
            }
            // On its way out it may have more of them waiting than it takes.
            assert!(answer == "OK" || answer == Reply::Error(None, Error::Busy).to_string(), "{answer}");
        }
        if is_open {
            ann.hears(&[&declined]).await;
        }
    }
    ann.has_heard_all().await;
}

#[tokio::test]
async fn nobody_challenges_themselves_or_who_is_not_there() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        ann.is_refused("CHALLENGE Ann", Error::Yourself).await;
        ann.is_refused("CHALLENGE a.N-n", Error::Yourself).await;
        ann.is_refused("CHALLENGE Nobody", Error::NoSuchPerson).await;
        ann.is_refused("CHALLENGE Guest_1", Error::NoSuchPerson).await;
        ann.is_refused("CHALLENGE House_Perfect", Error::NoSuchPerson).await;
        ann.is_refused("CHALLENGE Bo clock=1+1", Error::BadClock).await;
        ann.is_refused("CHALLENGE B?", Error::NameShape).await;
        ann.is_refused("CHALLENGE", Error::BadArgument).await;
        ann.is_refused("ACCEPT Bo", Error::NotChallenged).await;
        bo.has_heard_all().await;
    }
}

#[tokio::test]
async fn a_second_challenge_of_the_same_takes_the_place_of_the_first() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = challenged(&server, door).await;
        ann.does("CHALLENGE Bo clock=300+5", &["CHALLENGING Bo 300+5"]).await;
        bo.hears(&["CHALLENGE Ann person 300+5"]).await;
        bo.say("ACCEPT Ann").await;
        bo.sits_down("O Ann person Bo person 300+5 public").await;
        bo.is_refused("DECLINE Ann", Error::NotChallenged).await;
    }
}

#[tokio::test]
async fn a_game_withdraws_the_challenges_of_who_plays_one_at_a_time() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = challenged(&server, door).await;
        let mut cy = Session::open(&server, door, "Cy").await;
        ann.does("CHALLENGE Cy", &["CHALLENGING Cy none"]).await;
        cy.hears(&["CHALLENGE Ann person none"]).await;
        bo.say("ACCEPT Ann").await;
        ann.sits_down("X Ann person Bo person 60+1 public").await;
        cy.hears(&["WITHDRAWN Ann"]).await;
        cy.is_refused("ACCEPT Ann", Error::NotChallenged).await;
        // Who plays can be asked, and answer when they have finished.
        cy.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        ann.hears(&["CHALLENGE Cy person none"]).await;
        ann.is_refused("ACCEPT Cy", Error::GameOn).await;
        ann.is_refused("CHALLENGE Cy", Error::GameOn).await;
        ann.does("RESIGN", &["END * 1 O resign"]).await;
        ann.say("ACCEPT Cy").await;
        cy.sits_down("X Cy person Ann person none public").await;
    }
}

#[tokio::test]
async fn two_who_accept_each_other_at_once_play_one_game() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut cy = Session::open(&server, door, "Cy").await;
        for round in 0..15 {
            ann.done("CHALLENGE Bo").await;
            let [] = bo.until("CHALLENGE Ann person none").await;
            bo.done("CHALLENGE Ann").await;
            let [] = ann.until("CHALLENGE Bo person none").await;
            ann.say("#a ACCEPT Bo").await;
            bo.say("#a ACCEPT Ann").await;
            let [anns] = ann.until("#a * ...").await;
            let [bos] = bo.until("#a * ...").await;
            println!("round {round}: {anns} {bos}");
            eventually(&mut cy, "LIST", "LOBBY 3 1 0 0").await;
            ann.done("RESIGN").await;
            eventually(&mut cy, "LIST", "LOBBY 3 0 0 0").await;
            for session in [&mut ann, &mut bo] {
                session.done("CANCEL").await;
                session.ask("LEAVE").await;
            }
        }
    }
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_plays_and_the_other_is_told() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let mut ann = Session::open(&server, door, "Ann").await;
        let mut others = two(&server, door, ["Bo", "Cy"]).await;
        for round in 0..15 {
            for other in &mut others {
                let name = other.name().to_owned();
                ann.does(&format!("CHALLENGE {name}"), &[&format!("CHALLENGING {name} none")]).await;
                other.hears(&["CHALLENGE Ann person none"]).await;
            }
            for other in &mut others {
                other.say("#a ACCEPT Ann").await;
            }
            let mut played = 0;
            for other in &mut others {
                // Whether that it is withdrawn is told before or after is chance.
                let [answer] = other.until("#a * ...").await;
                played += usize::from(answer == "OK");
            }
            assert_eq!(played, 1, "round {round}");
            ann.hears(&["JOINED * X Ann person * person none public *", "STATE * 0 ......... X - -"]).await;
            ann.does("LEAVE", &["END * 1 O resign", "LEFT * X"]).await;
            for other in &mut others {
                other.ask("LEAVE").await;
            }
        }
    }
}

#[tokio::test]
async fn there_may_be_sixteen_in_each_direction() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let names: Vec<String> = (0..17).map(|number| format!("Pupil_{number}")).collect();
        let mut crowd = join_all(names.iter().map(|name| Session::open(&server, door, name))).await;
        let mut ann = Session::open(&server, door, "Ann").await;
        for name in &names[..16] {
            ann.does(&format!("CHALLENGE {name}"), &[&format!("CHALLENGING {name} none")]).await;
        }
        ann.is_refused(&format!("CHALLENGE {}", names[16]), Error::TooMany).await;
        // One that is out already does not count again; one that is declined makes room.
        ann.does(&format!("CHALLENGE {} clock=60+1", names[0]), &[&format!("CHALLENGING {} 60+1", names[0])]).await;
        crowd[0].hears(&["CHALLENGE Ann person none", "CHALLENGE Ann person 60+1"]).await;
        crowd[0].does("DECLINE Ann no", &[]).await;
        ann.hears(&[&format!("DECLINED {} no", names[0])]).await;
        ann.done(&format!("CHALLENGE {}", names[16])).await;
        ann.does("CANCEL", &[]).await;
        let mut bo = Session::open(&server, door, "Bo").await;
        for session in &mut crowd[..16] {
            session.done("CHALLENGE Bo").await;
            bo.hears(&["CHALLENGE * person none"]).await;
        }
        crowd[16].hears(&["CHALLENGE Ann person none", "WITHDRAWN Ann"]).await;
        crowd[16].does("CHALLENGE Bo", &["CHALLENGING Bo none"]).await;
        crowd[16].hears(&["DECLINED Bo busy"]).await;
        bo.has_heard_all().await;
    }
}
