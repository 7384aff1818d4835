//! Connections that are lost in a game, and come back or do not.

use tttp::{Error, two::Reply};
use tttparty_tests::client::Client;

use super::*;

fn settings(claim: u64, give_up: u64) -> impl FnOnce(&mut tttparty::config::Config) {
    move |config| {
        (config.tables.claim_ms, config.tables.give_up_ms) = (claim, give_up);
        config.tables.house_pause_ms = 1;
        config.no_limits = true;
    }
}

/// Two in a game with one move made, and who watches it.
async fn watched(server: &TestServer, door: Door) -> ([Session; 3], Table) {
    let [ann, bo] = two(server, door, ["Ann", "Bo"]).await;
    let [mut ann, mut bo] = [ann, bo].map(|session| session.deaf_to(&["WATCHERS"]));
    let mut wim = Session::open(server, door, "Wim").await.deaf_to(&["WATCHERS"]);
    let mut table = Table::begin(&mut ann, &mut bo, "60+0").await;
    table.play(&mut ann, &mut bo, &[4]).await;
    wim.done(&format!("WATCH {}", table.id)).await;
    ([ann, bo, wim], table)
}

const HOUR: u64 = 3_600_000;

#[tokio::test]
async fn who_comes_back_by_another_transport_finds_the_game_as_it_stands() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, bo, mut wim], mut table) = watched(&server, door).await;
        drop(bo);
        table.tells(&format!("GONE O {HOUR}"), &mut [&mut ann, &mut wim]).await;
        ann.is_refused("CLAIM", Error::NotClaimable).await;
        // By another name, since nobody has to know it.
        let mut bo = Session::open(&server, door, "Bob").await.deaf_to(&["WATCHERS"]);
        bo.say(&format!("#1 RESUME {} {}", table.id.to_lowercase(), table.tickets[1].to_uppercase())).await;
        bo.hears(&[
            &format!("JOINED {} O Ann person Bo person 60+0 public {}", table.id, table.tickets[1]),
            &format!("STATE {} 2 ....X.... O 60000 60000", table.id),
            &format!("BACK {} O", table.id),
            "#1 OK",
        ])
        .await;
        table.tells("BACK O", &mut [&mut ann, &mut wim]).await;
        wim.has_heard_all().await;
        table.play(&mut ann, &mut bo, &[0, 2, 1, 6]).await;
        table.ends("X line", &mut [&mut ann, &mut bo]).await;
    }
}

#[tokio::test]
async fn an_older_connection_is_replaced_and_what_it_says_no_longer_counts() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, mut wim], mut table) = watched(&server, door).await;
        let mut newer = Session::open(&server, door, "Bob").await.deaf_to(&["WATCHERS"]);
        newer.say(&format!("RESUME {} {}", table.id, table.tickets[1])).await;
        newer.hears(&["JOINED * O Ann person Bo person 60+0 public *", "STATE * 1 ....X.... O 60000 60000"]).await;
        table.tells("BACK O", &mut [&mut ann, &mut newer, &mut wim]).await;
        // Its last lines, whatever it says meanwhile.
        bo.try_say("MOVE 0").await;
        bo.hears(&[&format!("REPLACED {}", table.id)]).await;
        let (last, end) = bo.last_words().await;
        assert_eq!(end, door.other().end(4000));
        assert!(
            door == Door::Tcp || last == "MESSAGE Your seat was taken over by another connection of yours",
            "{last}"
        );
        newer.has_heard_all().await;
        table.play(&mut ann, &mut newer, &[0]).await;
        // The name of the older one is free, and it is not gone.
        ann.has_heard_all().await;
        Session::open(&server, door, "Bo").await;
    }
}

#[tokio::test]
async fn who_has_the_seat_may_come_back_to_it_all_the_same() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, _wim], mut table) = watched(&server, door).await;
        let again = format!("RESUME {} {}", table.id, table.tickets[0]);
        let lines = ann.done(&again).await;
        assert!(lines[0].starts_with("JOINED ") && lines[1].starts_with("STATE "), "{lines:?}");
        // Whether that is told as coming back is the server's choice, but it is told to all alike.
        if lines.len() == 3 {
            table.tells("BACK X", &mut [&mut bo]).await;
        }
        table.play(&mut ann, &mut bo, &[0]).await;
    }
}

#[tokio::test]
async fn a_ticket_is_for_its_seat_as_long_as_that_is_kept() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, mut wim], table) = watched(&server, door).await;
        let made_up = "0123456789abcdef0123456789abcdef";
        wim.is_refused(&format!("RESUME {} {made_up}", table.id), Error::BadTicket).await;
        wim.is_refused(&format!("RESUME {} {}", table.id, "0".repeat(32)), Error::BadTicket).await;
        wim.is_refused(&format!("RESUME {} x", table.id), Error::BadTicket).await;
        wim.is_refused(&format!("RESUME 22222222 {made_up}"), Error::NoSuchGame).await;
        wim.is_refused(&format!("RESUME {}", table.id), Error::BadArgument).await;
        bo.done("LEAVE").await;
        let [] = ann.until(&format!("LEFT {} O", table.id)).await;
        bo.is_refused(&format!("RESUME {} {}", table.id, table.tickets[1]), Error::BadTicket).await;
        // A guest has none, not even that of nothing but zeros.
        let way = door.classic(&server);
        let _guests = crate::tttp::pair(&way, &way).await;
        let game = guests_game(&mut wim).await;
        wim.is_refused(&format!("RESUME {game} {}", "0".repeat(32)), Error::BadTicket).await;
    }
}

#[tokio::test]
async fn the_win_can_be_claimed_when_the_time_is_up_and_not_before() {
    for door in DOORS {
        let server = TestServer::with(settings(150, HOUR));
        let ([mut ann, bo, mut wim], mut table) = watched(&server, door).await;
        ann.is_refused("CLAIM", Error::NotClaimable).await;
        wim.is_refused(&format!("CLAIM {}", table.id), Error::OnlyWatching).await;
        drop(bo);
        table.tells("GONE O 150", &mut [&mut ann, &mut wim]).await;
        ann.is_refused("CLAIM", Error::NotClaimable).await;
        let end = table.end("X abandoned");
        eventually(&mut ann, "CLAIM", &end).await;
        wim.hears(&[&end]).await;
        table.tells("LEFT O", &mut [&mut ann, &mut wim]).await;
        ann.is_refused("CLAIM", Error::GameOver).await;
        ann.is_refused("REMATCH", Error::OpponentGone).await;
        // Too late.
        let mut bo = Session::open(&server, door, "Bob").await.deaf_to(&["WATCHERS"]);
        bo.is_refused(&format!("RESUME {} {}", table.id, table.tickets[1]), Error::BadTicket).await;
    }
}

#[tokio::test]
async fn the_clock_of_who_is_gone_runs_on() {
    for door in DOORS {
        let server = TestServer::with(settings(50, HOUR));
        let ([mut ann, mut bo, mut wim], mut table) = watched(&server, door).await;
        table.play(&mut ann, &mut bo, &[0]).await;
        wim.hears(&[&format!("MOVED {} 2 O 0 60000 60000", table.id)]).await;
        drop(ann);
        table.tells("GONE X 50", &mut [&mut bo, &mut wim]).await;
        let mut ann = Session::open(&server, door, "Anna").await;
        let lines = ann.done(&format!("RESUME {} {}", table.id, table.tickets[0])).await;
        let words: Vec<&str> = lines[1].split(' ').collect();
        let (mine, other): (u32, u32) = (words[5].parse().unwrap(), words[6].parse().unwrap());
        assert!(mine < 60_000 && other == 60_000, "{lines:?}");
    }
}

#[tokio::test]
async fn a_seat_is_kept_after_the_end_for_who_may_play_again() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, mut wim], mut table) = watched(&server, door).await;
        ann.say("RESIGN").await;
        table.ends("O resign", &mut [&mut ann, &mut bo, &mut wim]).await;
        bo.say("REMATCH").await;
        table.tells("REMATCH O", &mut [&mut ann, &mut bo, &mut wim]).await;
        drop(bo);
        table.tells(&format!("GONE O {HOUR}"), &mut [&mut ann, &mut wim]).await;
        ann.is_refused("REMATCH", Error::OpponentGone).await;
        let mut bo = Session::open(&server, door, "Bob").await.deaf_to(&["WATCHERS"]);
        bo.say(&format!("RESUME {} {}", table.id, table.tickets[1])).await;
        bo.hears(&["JOINED * O Ann person Bo person 60+0 public *", "STATE * 4 ....X.... - 60000 60000"]).await;
        bo.hears(&[&format!("END {} 4 O resign", table.id)]).await;
        table.tells("BACK O", &mut [&mut ann, &mut bo, &mut wim]).await;
        // It has asked before, and need not again.
        ann.say("REMATCH").await;
        table.tells("REMATCH X", &mut [&mut ann, &mut bo, &mut wim]).await;
        for session in [&mut ann, &mut bo, &mut wim] {
            session.hears(&[&format!("NEXT {} *", table.id), "JOINED ...", "STATE * 0 ......... X 60000 60000"]).await;
        }
    }
}

#[tokio::test]
async fn who_tells_what_it_has_heard_hears_exactly_the_rest() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, mut wim], mut table) = watched(&server, door).await;
        table.play(&mut ann, &mut bo, &[0]).await;
        wim.hears(&["MOVED * 2 O 0 60000 60000"]).await;
        drop(bo);
        table.tells(&format!("GONE O {HOUR}"), &mut [&mut ann, &mut wim]).await;
        ann.say("MOVE 8").await;
        let moved = ann.next().await.unwrap();
        wim.hears(&[&moved]).await;
        let (id, ticket) = (&table.id, &table.tickets[1]);
        let joined = format!("JOINED {id} O Ann person Bo person 60+0 public {ticket}");
        let mut told = vec![format!("MOVED {id} 1 X 4 60000 60000"), format!("MOVED {id} 2 O 0 60000 60000")];
        told.extend([format!("GONE {id} O {HOUR}"), moved]);
        let mut older = Vec::new();
        for seq in 0..6 {
            let mut bo = Session::open_nameless(&server, door).await.deaf_to(&["WATCHERS"]);
            let lines = bo.done(&format!("RESUME {id} {ticket} seq={seq}")).await;
            let back = format!("BACK {id} O");
            let expected: Vec<_> = [&joined].into_iter().chain(&told[seq..]).chain([&back]).collect();
            assert_eq!(lines.iter().collect::<Vec<_>>(), expected, "{seq}");
            ann.hears(&[&back]).await;
            told.push(back);
            older.push(bo);
        }
        // So many there were not.
        let mut bo = Session::open_nameless(&server, door).await.deaf_to(&["WATCHERS"]);
        let newest = told.len();
        bo.say(&format!("RESUME {id} {ticket} seq={}", newest + 1)).await;
        bo.hears(&[&joined, &format!("STATE {id} {newest} O...X...X O * *"), &format!("BACK {id} O")]).await;
    }
}

#[tokio::test]
async fn the_server_gives_up_who_does_not_come_back() {
    for door in DOORS {
        let server = TestServer::with(settings(50, 300));
        let ([mut ann, bo, mut wim], mut table) = watched(&server, door).await;
        drop(bo);
        table.tells("GONE O 50", &mut [&mut ann, &mut wim]).await;
        table.ends("X abandoned", &mut [&mut ann, &mut wim]).await;

        let server = TestServer::with(settings(100, HOUR));
        let ([ann, bo, mut wim], mut table) = watched(&server, door).await;
        drop(ann);
        table.tells("GONE X 100", &mut [&mut wim]).await;
        drop(bo);
        table.tells("GONE O 100", &mut [&mut wim]).await;
        table.ends("- void", &mut [&mut wim]).await;
        // Both might have seen that.
        table.tells("LEFT X", &mut [&mut wim]).await;
        table.tells("LEFT O", &mut [&mut wim]).await;
        wim.hears(&[&format!("LEFT {} watcher", table.id)]).await;
    }
}

#[tokio::test]
async fn a_guest_waits_for_who_is_gone_without_hearing_of_it_and_wins() {
    for door in DOORS {
        for comes_back in [true, false] {
            let server = TestServer::with(settings(if comes_back { HOUR } else { 100 }, HOUR));
            let mut wim = Session::open(&server, door, "Wim").await.deaf_to(&["WATCHERS"]);
            let mut ann = Session::open(&server, door, "Ann").await;
            ann.does("PLAY", &["QUEUED"]).await;
            let mut guest = Client::connect(&door.classic(&server)).await;
            guest.hears(&["WELCOME O", "MESSAGE Your opponent will move first"]).await;
            let [game, _, ticket] = ann.hear("JOINED * X Ann person * guest none public *").await;
            ann.does("MOVE 4", &["STATE * 0 ......... X - -", &format!("MOVED {game} 1 X 4 - -")]).await;
            guest.hears(&["OPPONENT_MOVED 4"]).await;
            wim.done(&format!("WATCH {game}")).await;
            drop(ann);
            let [_] = wim.hear(&format!("GONE {game} X *")).await;
            if comes_back {
                guest.say("MOVE 0").await;
                guest.hears(&["VALID_MOVE 0"]).await;
                let mut ann = Session::open(&server, door.other(), "Ann").await.deaf_to(&["WATCHERS"]);
                ann.say(&format!("RESUME {game} {ticket}")).await;
                ann.hears(&["JOINED * X Ann person * guest none public *", &format!("STATE {game} 3 O...X.... X - -")])
                    .await;
                ann.hears(&["BACK * X"]).await;
                ann.does("MOVE 2", &[&format!("MOVED {game} 5 X 2 - -")]).await;
                guest.hears(&["OPPONENT_MOVED 2"]).await;
            } else {
                guest.hears(&["VICTORY"]).await;
                wim.hears(&[&format!("END {game} 3 O abandoned")]).await;
                guest.say("REMATCH").await;
                guest.hears(&["MESSAGE Your opponent has left: connect again for another game"]).await;
            }
        }
    }
}

#[tokio::test]
async fn a_game_with_the_house_can_be_come_back_to_and_ends_if_nobody_does() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.say("PLAY bot=4").await;
        let [game, ticket] = ann.sits_down("X Ann person House_Perfect house none public").await;
        ann.does("MOVE 4", &[&format!("MOVED {game} 1 X 4 - -")]).await;
        drop(ann);
        // The bot moves meanwhile, or has before.
        let mut ann = Session::open(&server, door.other(), "Anna").await;
        let lines = ann.done(&format!("RESUME {game} {ticket}")).await;
        assert!(lines[0].starts_with(&format!("JOINED {game} X Ann person House_Perfect house none public {ticket}")));
        eventually(&mut ann, "LIST people", "PERSON Anna person playing").await;
        ann.say("RESIGN").await;
        let [_] = ann.until(&format!("END {game} * O resign")).await;

        let server = TestServer::with(settings(100, HOUR));
        let mut ann = Session::open(&server, door, "Ann").await;
        let mut wim = Session::open(&server, door, "Wim").await.deaf_to(&["WATCHERS"]);
        ann.say("PLAY bot=4").await;
        let [game, _] = ann.sits_down("X Ann person House_Perfect house none public").await;
        wim.done(&format!("WATCH {game}")).await;
        drop(ann);
        wim.hears(&[
            &format!("GONE {game} X 100"),
            &format!("END {game} 2 O abandoned"),
            &format!("LEFT {game} X"),
            &format!("LEFT {game} watcher"),
        ])
        .await;
    }
}

#[tokio::test]
async fn who_watches_and_comes_back_to_a_seat_hears_each_line_once() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, bo, mut wim], mut table) = watched(&server, door).await;
        drop(bo);
        table.tells(&format!("GONE O {HOUR}"), &mut [&mut ann, &mut wim]).await;
        wim.done(&format!("RESUME {} {}", table.id, table.tickets[1])).await;
        table.tells("BACK O", &mut [&mut ann]).await;
        table.play(&mut ann, &mut wim, &[0, 2]).await;
        wim.has_heard_all().await;
    }
}

#[tokio::test]
async fn nobody_sits_on_both_sides_of_a_board() {
    for door in DOORS {
        let server = TestServer::with(settings(HOUR, HOUR));
        let ([mut ann, mut bo, _wim], mut table) = watched(&server, door).await;
        // However it has come by the ticket.
        ann.is_refused(&format!("RESUME {} {}", table.id, table.tickets[1]), Error::BadTicket).await;
        table.play(&mut ann, &mut bo, &[0]).await;
    }
}

#[tokio::test]
async fn coming_back_again_and_again_has_a_bound() {
    let server = TestServer::start();
    let [mut ann, mut bo] = two(&server, Door::Tcp, ["Ann", "Bo"]).await;
    let table = Table::begin(&mut ann, &mut bo, "none").await;
    let resume = format!("RESUME {} {}", table.id, table.tickets[1]);
    let mut refused = false;
    for _ in 0..200 {
        bo = Session::open_nameless(&server, Door::Tcp).await;
        let (_, answer) = bo.ask(&resume).await;
        refused = answer == Reply::Error(None, Error::TooFast).to_string();
        if refused {
            break;
        }
        assert_eq!(answer, "OK");
    }
    assert!(refused);
}
