//! How much one may say, and what becomes of who says more.

use std::time::Duration;

use futures_util::future::join_all;
use tttp::Rate;
use tttparty::config::{Config, rates::PerMinute};

use super::*;

/// Two at once, and one more in a tenth of a second.
const FEW: PerMinute = PerMinute(Rate { per_minute: 600, burst: 2 });

/// A kind, what sets its limit, and a command of it.
type Limited = (&'static str, fn(&mut Config), &'static str);

const KINDS: [Limited; 7] = [
    ("hello", |config| config.rates.limit_hello = FEW, "HELLO TTTP/2"),
    ("name", |config| config.rates.limit_name = FEW, "PROPOSE"),
    ("play", |config| config.rates.limit_play = FEW, "PLAY"),
    ("join", |config| config.rates.limit_join = FEW, "JOIN 22222"),
    ("move", |config| config.rates.limit_move = FEW, "MOVE 4"),
    ("list", |config| config.rates.limit_list = FEW, "LIST"),
    ("say", |config| config.rates.limit_say = FEW, "SAY lobby Hello"),
];

/// How long a refusal tells to wait; nothing if it was not refused for being too much.
fn wait(answer: &str, key: &str) -> Option<u64> {
    let words: Vec<&str> = answer.split(' ').collect();
    match words[..] {
        ["LIMIT", of, ms] if of == key => Some(ms.parse().unwrap()),
        ["LIMIT", ..] => panic!("{answer}, not for {key}"),
        _ => None,
    }
}

#[tokio::test]
async fn each_kind_has_its_own_and_who_waits_as_long_as_told_goes_on() {
    for (key, setting, command) in KINDS {
        let server = TestServer::with(setting);
        for door in DOORS {
            println!("{key} over {door:?}");
            let mut ann = Session::open(&server, door, "Ann").await;
            // Said in one breath, so that not even a slow machine earns another one in between.
            let lines: String = (0..12).map(|number| format!("#{number} {command}\n")).collect();
            ann.say(lines.trim_end()).await;
            let mut answers = 0;
            let mut waits = Vec::new();
            while answers < 12 {
                let line = ann.next().await.unwrap();
                if let Some((_, answer)) = line.strip_prefix('#').and_then(|tagged| tagged.split_once(' ')) {
                    answers += 1;
                    waits.extend(wait(answer, key));
                }
            }
            assert!(waits.len() >= 8, "{key}: {waits:?}");
            assert!(waits.iter().all(|ms| (1..=100).contains(ms)), "{key}: {waits:?}");
            // Others are not.
            let other = if key == "move" { "LIST people" } else { "STATE" };
            assert!(!ann.ask(other).await.1.starts_with("LIMIT"), "{key}");
            // What is told is enough.
            if let Some(ms) = wait(&ann.ask(command).await.1, key) {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                assert_eq!(wait(&ann.ask(command).await.1, key), None, "{key} after {ms} ms");
            }
            ann.quits(door).await;
        }
    }
}

#[tokio::test]
async fn who_goes_on_is_closed_and_nobody_else() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.rates.limit_say = PerMinute(Rate { per_minute: 1, burst: 1 });
            config.rates.limit_strikes = 5;
        });
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        for number in 0..6 {
            let (_, answer) = ann.ask("SAY lobby Hello").await;
            assert_eq!(wait(&answer, "say").is_some(), number > 0, "{answer}");
        }
        ann.say("SAY lobby Hello").await;
        let (last, end) = ann.last_words().await;
        assert_eq!(end, door.end(1008));
        assert!(
            door == Door::Ws || last == "MESSAGE Too much for too long: connect again, and send more slowly",
            "{last}"
        );
        bo.does("SAY lobby Hello", &[]).await;
        Session::open(&server, door, "Cy").await.does("SAY lobby Hello", &[]).await;
    }
}

#[tokio::test]
async fn lines_have_a_limit_as_well_whatever_is_in_them() {
    for door in DOORS {
        let server = TestServer::with(|config| config.lines_per_second = 5);
        let mut ann = Session::open(&server, door, "Ann").await;
        let mut bo = Session::open(&server, door.other(), "Bo").await;
        for _ in 0..30 {
            ann.say("PONG 0").await;
        }
        let [ms] = ann.hear("LIMIT line *").await;
        assert!((1..=200).contains(&ms.parse::<u64>().unwrap()), "{ms}");
        bo.has_heard_all().await;
        // And who floods is closed.
        while ann.try_say("PONG 0").await {}
        assert_eq!(ann.last_words().await.1, door.end(1008));
    }
}

#[tokio::test]
async fn a_class_that_shares_an_address_is_not_hurt_by_its_limits() {
    let server = TestServer::start();
    let pupils = (0..40).map(|number| {
        let server = &server;
        async move {
            let door = DOORS[number % 2];
            let mut pupil = Session::open(server, door, &format!("Pupil_{number} caps=chat")).await;
            pupil.say("PLAY bot=1").await;
            let [game, ..] = pupil.hear::<4>("JOINED * X * person * house none public *").await;
            let talk = format!("SAY {game} Hello");
            for command in ["WATCH lobby", "LIST", "PROPOSE", "MOVE 4", &talk, &talk, "LIST people"] {
                let (_, answer) = pupil.ask(command).await;
                assert_eq!(answer, "OK", "{number}: {command}");
            }
            for _ in 0..8 {
                let (_, answer) = pupil.ask("JOIN 22222").await;
                assert!(answer.starts_with("ERROR 231 "), "{number}: {answer}");
            }
            pupil
        }
    });
    let mut pupils = join_all(pupils).await;
    for pupil in &mut pupils {
        assert_eq!(pupil.ask("LIST people").await.1, "OK");
    }
}

#[tokio::test]
async fn the_lobby_takes_so_much_from_all_together() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.rates.limit_lobby = PerMinute(Rate { per_minute: 1, burst: 3 });
        });
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        for _ in 0..2 {
            ann.does("SAY lobby Hello", &[]).await;
        }
        bo.does("SAY lobby Hello", &[]).await;
        let (_, answer) = bo.ask("SAY lobby Hello").await;
        assert!(wait(&answer, "say").is_some(), "{answer}");
    }
}

#[tokio::test]
async fn an_address_has_limits_too_whoever_it_connects_as() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.rates.limit_join = PerMinute(Rate { per_minute: 1, burst: 5 });
            config.rates.limit_address_factor = 2;
        });
        // Ten in all, of which nobody may have more than five.
        let mut found = 0;
        for number in 0..4 {
            let mut guesser = Session::open(&server, door, &format!("Guesser_{number}")).await;
            for _ in 0..4 {
                found += usize::from(wait(&guesser.ask("JOIN 22222").await.1, "join").is_none());
            }
            guesser.does("PLAY", &["QUEUED"]).await;
            guesser.quits(door).await;
        }
        assert_eq!(found, 10);
    }
}

#[tokio::test]
async fn all_of_them_can_be_lifted() {
    let server = TestServer::with(|config| {
        for (_, setting, _) in KINDS {
            setting(config);
        }
        config.lines_per_second = 1;
        config.no_limits = true;
    });
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        for (key, _, command) in KINDS {
            for _ in 0..30 {
                assert_eq!(wait(&ann.ask(command).await.1, key), None);
            }
        }
        ann.quits(door).await;
    }
}
