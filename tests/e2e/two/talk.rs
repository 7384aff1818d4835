//! Chat.

use tttp::Error;
use tttparty::config::table::Chat;

use super::*;

/// Opens a session in the lobby that hears nothing but chat.
async fn in_lobby(server: &TestServer, door: Door, name: &str) -> Session {
    let session = Session::open(server, door, &format!("{name} caps=chat")).await;
    let mut session = session.deaf_to(&["LOBBY", "PERSON", "ROOM", "GAME", "LISTED", "WATCHERS"]);
    session.say("WATCH lobby").await;
    session.hears(&["SAID lobby all * ..."]).await;
    session
}

fn unlimited(config: &mut tttparty::config::Config) {
    config.no_limits = true;
}

#[tokio::test]
async fn who_is_in_the_lobby_reads_what_is_said_there_and_the_last_of_what_was() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            unlimited(config);
            config.tables.chat_history = 3;
        });
        let mut ann = in_lobby(&server, door, "Ann").await;
        ann.hears(&["HISTORY lobby 0"]).await;
        let mut bo = in_lobby(&server, door.other(), "Bo").await;
        bo.hears(&["HISTORY lobby 0"]).await;
        // Who is not in the lobby, or has not the cap, reads nothing.
        let mut elsewhere = Session::open(&server, door, "Cy caps=chat").await;
        let mut deaf = Session::open(&server, door, "Di").await.deaf_to(&["LOBBY", "PERSON"]);
        deaf.done("WATCH lobby").await;
        for number in 0..5 {
            ann.does(&format!("SAY lobby Number {number}"), &[&format!("SAID lobby all Ann Number {number}")]).await;
            bo.hears(&[&format!("SAID lobby all Ann Number {number}")]).await;
        }
        elsewhere.has_heard_all().await;
        deaf.has_heard_all().await;
        let mut late = in_lobby(&server, door, "Late").await;
        late.hears(&["HISTORY lobby 3"]).await;
        for number in 2..5 {
            late.hears(&[&format!("SAID lobby all Ann Number {number}")]).await;
        }
        late.done("LEAVE lobby").await;
        // Who does not read it may still say something.
        deaf.done("SAY lobby Hi").await;
        ann.hears(&["SAID lobby all Di Hi"]).await;
        late.has_heard_all().await;
    }
}

/// A game with two who talk, and one who watches and talks.
async fn talking(server: &TestServer, door: Door) -> ([Session; 3], Table) {
    let [ann, bo] = two(server, door, ["Ann caps=chat", "Bo caps=chat"]).await;
    let [mut ann, mut bo] = [ann, bo].map(|session| session.deaf_to(&["WATCHERS"]));
    let table = Table::begin(&mut ann, &mut bo, "none").await;
    ann.does(&format!("SAY {} Good luck", table.id), &[&format!("SAID {} players Ann Good luck", table.id)]).await;
    bo.hears(&[&format!("SAID {} players Ann Good luck", table.id)]).await;
    let mut wim = Session::open(server, door, "Wim caps=chat").await.deaf_to(&["WATCHERS"]);
    wim.does(
        &format!("WATCH {}", table.id),
        &[
            "JOINED * watcher Ann person Bo person none public -",
            "STATE * 0 ......... X - -",
            &format!("HISTORY {} 1", table.id),
            &format!("SAID {} players Ann Good luck", table.id),
        ],
    )
    .await;
    ([ann, bo, wim], table)
}

#[tokio::test]
async fn watchers_are_not_read_by_players_until_the_game_is_over() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let ([mut ann, mut bo, mut wim], table) = talking(&server, door).await;
        let id = &table.id;
        let mut quiet = Session::open(&server, door, "Quiet").await.deaf_to(&["WATCHERS"]);
        quiet
            .does(&format!("WATCH {id}"), &["JOINED * watcher * * * * none public -", "STATE * 0 ......... X - -"])
            .await;
        wim.does(&format!("SAY {id} The middle!"), &[&format!("SAID {id} watchers Wim The middle!")]).await;
        bo.does(&format!("SAY {id} You too"), &[&format!("SAID {id} players Bo You too")]).await;
        for session in [&mut ann, &mut wim] {
            session.hears(&[&format!("SAID {id} players Bo You too")]).await;
        }
        // A second watcher hears both channels.
        let mut wam = Session::open(&server, door.other(), "Wam caps=chat").await.deaf_to(&["WATCHERS"]);
        wam.say(&format!("WATCH {id}")).await;
        wam.hears(&["JOINED * watcher * * * * none public -", "STATE * 0 ......... X - -", &format!("HISTORY {id} 3")])
            .await;
        for said in ["players Ann Good luck", "watchers Wim The middle!", "players Bo You too"] {
            wam.hears(&[&format!("SAID {id} {said}")]).await;
        }
        ann.does("RESIGN", &[&format!("END {id} 1 O resign")]).await;
        for session in [&mut bo, &mut wim, &mut wam, &mut quiet] {
            session.hears(&[&format!("END {id} 1 O resign")]).await;
        }
        wim.does(&format!("SAY {id} Well played"), &[&format!("SAID {id} watchers Wim Well played")]).await;
        for session in [&mut ann, &mut bo, &mut wam] {
            session.hears(&[&format!("SAID {id} watchers Wim Well played")]).await;
        }
        quiet.has_heard_all().await;
    }
}

#[tokio::test]
async fn only_who_is_there_can_talk_there() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let ([mut ann, _bo, mut wim], table) = talking(&server, door).await;
        let mut cy = Session::open(&server, door, "Cy caps=chat").await;
        cy.is_refused(&format!("SAY {} Hello", table.id), Error::NoSuchGame).await;
        cy.is_refused("SAY 22222222 Hello", Error::NoSuchGame).await;
        cy.is_refused("SAY somewhere Hello", Error::NoSuchGame).await;
        wim.done(&format!("LEAVE {}", table.id)).await;
        wim.is_refused(&format!("SAY {} Hello", table.id), Error::NoSuchGame).await;
        ann.has_heard_all().await;
    }
}

#[tokio::test]
async fn texts_are_of_some_length_and_can_be_seen() {
    for door in DOORS {
        let server = TestServer::with(unlimited);
        let mut ann = in_lobby(&server, door, "Ann").await;
        ann.hears(&["HISTORY lobby 0"]).await;
        let (longest, wide) = ("a".repeat(200), "é".repeat(200));
        for text in ["?", &longest, &wide, "two  spaces", "key=value #tag", "<b>&amp;</b>", "😀 ✓ שלום"] {
            ann.say(&format!("SAY lobby {text}")).await;
            assert_eq!(ann.next().await.unwrap(), format!("SAID lobby all Ann {text}"));
        }
        let (long, heavy) = ("a".repeat(201), "✓".repeat(161));
        for text in [&*long, &heavy, "", "  ", "\u{200b}", "a\u{202e}b", "a\u{2028}b", "a\tb"] {
            ann.is_refused(&format!("SAY lobby {text}"), Error::BadText).await;
        }
        ann.is_refused("SAY", Error::BadArgument).await;
        ann.does("SAY lobby   around  ", &["SAID lobby all Ann around"]).await;
    }
}

#[tokio::test]
async fn rude_words_are_stars_but_for_those_that_are_allowed() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            unlimited(config);
            config.tables.allow_word = vec!["Dick".into()];
        });
        let mut ann = in_lobby(&server, door, "Ann").await;
        ann.hears(&["HISTORY lobby 0"]).await;
        for (text, rude) in [("you shit, hello", "shit"), ("hello f u c k", "f u c k")] {
            ann.say(&format!("SAY lobby {text}")).await;
            let line = ann.next().await.unwrap();
            assert!(line.contains("hello") && line.contains('*') && !line.contains(rude), "{line}");
        }
        ann.does("SAY lobby Hello Dick", &["SAID lobby all Ann Hello Dick"]).await;
    }
}

#[tokio::test]
async fn where_only_phrases_may_be_said_they_are_listed_and_nothing_else_is_said() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            unlimited(config);
            config.tables.chat = Chat::Phrases;
            config.tables.phrase = vec!["Good game".into(), "Oops".into()];
        });
        let mut ann = Session::knock(&server, door).await;
        ann.say("HELLO TTTP/2 name=Ann caps=chat").await;
        ann.hears(&["HELLO TTTP/2 * name=Ann kind=person caps=chat chat=phrases", "PHRASE Good game", "PHRASE Oops"])
            .await;
        let mut ann = ann.deaf_to(&["LOBBY", "PERSON", "LISTED"]);
        ann.does("WATCH lobby", &["SAID lobby all * ...", "HISTORY lobby 0"]).await;
        ann.does("SAY lobby Good game", &["SAID lobby all Ann Good game"]).await;
        for text in ["Good", "good game", "Good game!", "Good  game", "Hello"] {
            ann.is_refused(&format!("SAY lobby {text}"), Error::NotAPhrase).await;
        }
        // In a game as well.
        let mut bo = Session::knock(&server, door.other()).await;
        bo.say("HELLO TTTP/2 name=Bo caps=chat").await;
        let [] = bo.until("PHRASE Oops").await;
        bo.does("CHALLENGE Ann", &["CHALLENGING Ann none"]).await;
        let [] = ann.until("CHALLENGE Bo person none").await;
        ann.done("ACCEPT Bo").await;
        let [game, _] = bo.sits_down("X Bo person Ann person none public").await;
        bo.is_refused(&format!("SAY {game} Hello"), Error::NotAPhrase).await;
        bo.does(&format!("SAY {game} Oops"), &[&format!("SAID {game} players Bo Oops")]).await;
    }
}

#[tokio::test]
async fn where_chat_is_off_nothing_is_said_and_the_lobby_does_not_talk() {
    for door in DOORS {
        let server = TestServer::with(|config| {
            unlimited(config);
            config.tables.chat = Chat::Off;
        });
        let mut ann = Session::knock(&server, door).await;
        ann.say("HELLO TTTP/2 name=Ann caps=chat").await;
        ann.hears(&["HELLO TTTP/2 * name=Ann kind=person * chat=off"]).await;
        ann.is_refused("SAY lobby Hello", Error::ChatOff).await;
        ann.does("WATCH lobby", &["LOBBY 1 0 0 0", "PERSON Ann person idle", "LISTED lobby"]).await;
        ann.is_refused("SAY lobby Hello", Error::ChatOff).await;
        ann.say("PLAY bot=1").await;
        let [game, _, _] = ann.until("JOINED * X Ann person * house none public *").await;
        let [] = ann.until(&format!("STATE {game} 0 ......... X - -")).await;
        ann.say(&format!("SAY {game} Hello")).await;
        let [] = ann.until("ERROR 303 CHAT_OFF ...").await;
    }
}
