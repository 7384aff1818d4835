//! Tags, and what is said before `HELLO`.

use tttp::{Error, two::Command};

use super::*;

#[tokio::test]
async fn all_that_is_said_to_a_game_in_one_burst_is_carried_out() {
    let server = TestServer::with(|config| config.tables.house_pause_ms = 50_000);
    for door in DOORS {
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.done("PLAY bot=1").await;
        // With those two lines, and one that leaves, it is what may be said at once.
        let burst: Vec<_> = (1..=97).map(|tag| format!("#{tag} STATE")).collect();
        ann.say(&burst.join("\n")).await;
        for tag in 1..=97 {
            ann.hears(&["STATE * 0 ......... X - -", &format!("#{tag} OK")]).await;
        }
        ann.done("QUIT").await;
    }
}

#[tokio::test]
async fn every_command_is_answered_once_by_its_tag() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.no_limits = true;
            config.tables.house_pause_ms = 50_000;
        });
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut said = vec!["HELLO"];
        // With whatever comes of them.
        let lines = [
            "HELLO TTTP/2",
            "PROPOSE",
            "NAME Anna",
            "PLAY",
            "CANCEL",
            "PLAY bot=1",
            "STATE",
            "MOVE 4",
            "MOVE 4",
            "RESIGN",
            "REMATCH",
            "RESIGN",
            "CLAIM",
            "LEAVE",
            "HOST",
            "CANCEL",
            "JOIN 22222",
            "CHALLENGE Bo",
            "ACCEPT Bo",
            "DECLINE Bo",
            "WATCH lobby",
            "LEAVE lobby",
            "WATCH 22222222",
            "LIST",
            "LIST people",
            "LIST rooms",
            "LIST games",
            "SAY lobby Hello",
            "SAY 22222222 Hello",
            "RESUME 22222222 0123456789abcdef0123456789abcdef",
            "PONG 5",
            "HELP",
            "DANCE",
            "MOVE",
            "MOVE x",
            "NAME !",
            "JOIN !",
            "WATCH !",
            "SAY lobby",
        ];
        for (number, line) in lines.iter().enumerate() {
            ann.say(&format!("#{number} {line}")).await;
            said.push(line.split(' ').next().unwrap());
        }
        let mut answers = vec![0; lines.len()];
        // None is left out, and none comes twice: what comes after all of them would be heard before this one.
        while answers.contains(&0) {
            let line = ann.next().await.unwrap();
            if let Some(tagged) = line.strip_prefix('#') {
                answers[tagged.split(' ').next().unwrap().parse::<usize>().unwrap()] += 1;
            }
        }
        ann.say("#last QUIT").await;
        let (last, end) = ann.last_words().await;
        assert_eq!((&*last, end), ("#last OK", door.end(1000)));
        let wrong: Vec<_> = lines.iter().zip(&answers).filter(|(_, count)| **count != 1).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        said.push("QUIT");
        assert!(Command::WORDS.iter().all(|word| said.contains(word)), "{:?}", Command::WORDS);
        bo.hears(&["CHALLENGE Anna person none", "WITHDRAWN Anna"]).await;
    }
}

#[tokio::test]
async fn quit_in_the_same_breath_loses_no_answer() {
    for door in DOORS {
        let server = TestServer::start();
        // As a script says it that is piped to the server.
        for script in ["LIST,WATCH lobby,SAY lobby Hello", "PLAY bot=1,MOVE 4,LIST", "PLAY", "PROPOSE"] {
            let mut ann = Session::open(&server, door, "Ann").await;
            let commands: Vec<_> = script.split(',').chain(["QUIT"]).enumerate().collect();
            let lines: Vec<_> = commands.iter().map(|(number, command)| format!("#{number} {command}")).collect();
            ann.say(&lines.join("\n")).await;
            let mut answers = Vec::new();
            let end = loop {
                match ann.next().await {
                    Ok(line) => answers.extend(line.strip_prefix('#').map(str::to_owned)),
                    Err(end) => break end,
                }
            };
            assert_eq!(end, door.end(1000));
            let expected: Vec<_> = commands.iter().map(|(number, _)| format!("{number} OK")).collect();
            assert_eq!(answers.last(), expected.last(), "{script}");
            answers.sort();
            assert_eq!(answers, expected, "{script}");
        }
    }
}

#[tokio::test]
async fn without_a_tag_success_is_silent_and_an_error_is_bare() {
    for door in DOORS {
        let server = TestServer::start();
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("CANCEL").await;
        ann.say("PONG 7").await;
        ann.say("REMATCH").await;
        ann.hears(&[&format!("ERROR 226 WHICH_GAME {}", Error::WhichGame.text())]).await;
        for tag in ["x", "7", "a.b_c-D", "0123456789abcdef"] {
            ann.say(&format!("#{tag} CANCEL")).await;
            ann.say(&format!("  #{tag}   REMATCH  ")).await;
            ann.hears(&[&format!("#{tag} OK"), &format!("#{tag} ERROR 226 WHICH_GAME {}", Error::WhichGame.text())])
                .await;
        }
        let bad = format!("ERROR 219 BAD_TAG {}", Error::BadTag.text());
        for tag in ["", "0123456789abcdefg", "a/b", "é", "#7", "a,b"] {
            ann.say(&format!("#{tag} PLAY")).await;
            ann.hears(&[&bad]).await;
        }
        ann.has_heard_all().await;
        // A tag alone is no command.
        ann.say("#7").await;
        ann.hears(&["#7 ERROR * * ..."]).await;
    }
}

#[tokio::test]
async fn the_answer_comes_after_all_that_the_command_has_caused() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            config.tables.house_pause_ms = 1;
            config.no_limits = true;
        });
        let mut ann = Session::open(&server, door, "Ann caps=chat").await;
        for _ in 0..5 {
            ann.does(
                "PLAY bot=4",
                &["JOINED * X Ann person House_Perfect house none public *", "STATE * 0 ......... X - -"],
            )
            .await;
            ann.does("STATE", &["STATE * 0 ......... X - -"]).await;
            ann.does("RESIGN", &["END * 1 O resign"]).await;
            ann.does("STATE", &["STATE * 1 ......... - - -", "END * 1 O resign"]).await;
            ann.does("LEAVE", &["LEFT * X"]).await;
        }
        ann.does(
            "WATCH lobby",
            &["LOBBY 1 0 0 0", "PERSON Ann person idle", "LISTED lobby", "SAID lobby all * ...", "HISTORY lobby 0"],
        )
        .await;
        ann.does("SAY lobby Hello", &["SAID lobby all Ann Hello"]).await;
        ann.does("LEAVE lobby", &["LEFT lobby watcher"]).await;
        let help = ann.done("HELP").await;
        assert_eq!(help.len(), Command::WORDS.len() + 2, "{help:?}");
        assert!(help.iter().all(|line| line.starts_with("MESSAGE ")), "{help:?}");
        assert!(Command::WORDS.iter().all(|word| help.iter().any(|line| line.contains(word))), "{help:?}");
    }
}

#[tokio::test]
async fn before_hello_nothing_else_is_understood() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let mut ann = Session::knock(&server, door).await;
        for command in [
            "PLAY",
            "NAME Ann",
            "WATCH lobby",
            "LIST",
            "SAY lobby Hello",
            "MOVE 4",
            "CANCEL",
            "PONG 1",
            "DANCE",
            "LEAVE",
        ] {
            ann.is_refused(command, Error::HelloFirst).await;
        }
        for versions in ["", "TTTP/1", "TTTP/3", "TTTP/22", "TTTP/1 TTTP/3 name=Ann"] {
            let expected = if versions.is_empty() { "ERROR 2" } else { "ERROR 217 " };
            let (lines, answer) = ann.ask(&format!("HELLO {versions}")).await;
            assert!(lines.is_empty() && answer.starts_with(expected), "{versions}: {lines:?} {answer}");
        }
        ann.is_refused("HELLO TTTP/2 and more", Error::BadArgument).await;
        ann.is_refused("HELLO TTTP/2 name=Ann name=Bo", Error::BadArgument).await;
        let help = ann.done("HELP").await;
        assert!(help.len() > 20, "{help:?}");
        ann.say("#1 HELLO TTTP/3 later=yes caps=chat,dance,multi TTTP/2 name=Ann bot").await;
        ann.hears(&["HELLO TTTP/2 * name=Ann kind=bot caps=multi,chat chat=on", "#1 OK"]).await;
        ann.is_refused("HELLO TTTP/2 name=Bo", Error::Greeted).await;
        let knocks = Session::knock(&server, door).await;
        knocks.quits(door).await;
    }
}

#[tokio::test]
async fn lines_are_refused_one_by_one_and_the_session_goes_on() {
    for door in DOORS {
        let server = TestServer::with(|config| config.no_limits = true);
        let mut ann = Session::open(&server, door, "Ann").await;
        let long = format!("#1 SAY lobby {}", "x".repeat(600));
        for (line, error) in [
            ("dance", Error::NoSuchCommand),
            ("play", Error::NoSuchCommand),
            ("PLAYS", Error::NoSuchCommand),
            ("PLAY now", Error::BadArgument),
            ("CANCEL all", Error::BadArgument),
            ("PLAY clock=60+1", Error::BadArgument),
            ("LIST lobby", Error::BadArgument),
            ("MOVE", Error::BadArgument),
            ("MOVE x", Error::NoSuchCell),
            ("PLAY\u{7}", Error::ControlCharacter),
            (&long, Error::LineTooLong),
        ] {
            ann.say(line).await;
            ann.hears(&[&format!("ERROR {} {} {}", error.number(), error.name(), error.text())]).await;
        }
        ann.does("  PLAY   later=yes ", &["QUEUED"]).await;
        // Several lines in a message, or a segment.
        ann.say("#a CANCEL\r\n#b PONG 1\n\n#c PLAY").await;
        ann.hears(&["UNQUEUED", "#a OK", "#b OK", "QUEUED", "#c OK"]).await;
    }
}
