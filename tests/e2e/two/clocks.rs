//! Clocks, the first move, and the credit for the way of lines.

use futures_util::future::join_all;
use tttp::two::Reply;
use tttparty_tests::client::Client;

use super::*;

/// What X and O have left, as the line says.
fn left(line: &str) -> [u128; 2] {
    let (Ok(Reply::Moved { clocks, .. }) | Ok(Reply::State { clocks, .. })) = line.parse() else { panic!("{line}") };
    clocks.unwrap_or_else(|| panic!("without clocks: {line}")).map(|left| left.as_millis())
}

/// Says a move, which both hear: what X and O have left then.
async fn moved(table: &mut Table, mover: &mut Session, other: &mut Session, cell: u8) -> [u128; 2] {
    mover.say(&format!("MOVE {} {cell}", table.id)).await;
    let line = mover.next().await.unwrap();
    let seat = if table.marks.is_multiple_of(2) { "X" } else { "O" };
    assert!(captures(&table.moved(seat, cell), &line).is_some(), "{line}");
    other.hears(&[&line]).await;
    left(&line)
}

#[tokio::test]
async fn they_start_when_both_have_moved_and_each_move_gives_back_the_increment() {
    for door in DOORS {
        let server = TestServer::start();
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let mut table = Table::begin(&mut ann, &mut bo, "60+5").await;
        assert_eq!(left(&ann.done("STATE").await[0]), [60_000, 60_000]);
        assert_eq!(moved(&mut table, &mut ann, &mut bo, 0).await, [60_000, 60_000]);
        assert_eq!(moved(&mut table, &mut bo, &mut ann, 1).await, [60_000, 60_000]);
        let third = moved(&mut table, &mut ann, &mut bo, 2).await;
        assert!((60_001..65_000).contains(&third[0]) && third[1] == 60_000, "{third:?}");
        let fourth = moved(&mut table, &mut bo, &mut ann, 3).await;
        assert!(fourth[0] == third[0] && (60_001..65_000).contains(&fourth[1]), "{fourth:?}");
        // Only that of who is to move runs.
        let asked = left(&bo.done("STATE").await[0]);
        assert!(asked[0] <= fourth[0] && asked[1] == fourth[1], "{asked:?}");
        let later = left(&ann.done("STATE").await[0]);
        assert!(later[0] <= asked[0] && later[0] < 65_000 && later[1] == fourth[1], "{later:?}");
        ann.does("RESIGN", &["END * 5 O resign"]).await;
        // And none when it is over.
        let ended = left(&ann.done("STATE").await[0]);
        let lines = bo.done("STATE").await;
        let state = lines.iter().find(|line| line.starts_with("STATE ")).unwrap();
        assert_eq!(left(state), ended);
    }
}

#[tokio::test]
async fn who_has_no_time_left_loses_whoever_that_is() {
    let server = TestServer::with(|config| config.tables.house_pause_ms = 1);
    let server = &server;
    // Five seconds is the shortest clock there is; so all at once.
    let games = DOORS.into_iter().enumerate().map(|(index, door)| async move {
        let names = [["Ann", "Bo"], ["Cy", "Di"]][index];
        let [mut x, mut o] = two(server, door, names).await;
        let mut watcher = Session::open(server, door, ["Wim", "Wam"][index]).await.deaf_to(&["WATCHERS"]);
        let mut table = Table::begin(&mut x, &mut o, "5+0").await;
        watcher.done(&format!("WATCH {}", table.id)).await;
        (x, o) = (x.deaf_to(&["WATCHERS"]), o.deaf_to(&["WATCHERS"]));
        // X's flag falls in one game, O's in the other.
        let cells = &[0, 1, 2][..2 + index];
        table.play(&mut x, &mut o, cells).await;
        for _ in cells {
            watcher.hears(&[&format!("MOVED {} * * * * *", table.id)]).await;
        }
        let winner = ["O", "X"][index];
        table.ends(&format!("{winner} timeout"), &mut [&mut x, &mut o, &mut watcher]).await;
        let loser = if index == 0 { &mut x } else { &mut o };
        loser.is_refused(&format!("MOVE {} 8", table.id), tttp::Error::GameOver).await;
        let state = left(&loser.done("STATE").await[0]);
        assert_eq!(state[index], 0, "{state:?}");
        assert!(state[1 - index] > 0, "{state:?}");
    });
    let bot = async {
        let mut eva = Session::open(server, Door::Tcp, "Eva").await;
        eva.say("PLAY bot=1 clock=5+0").await;
        eva.sits_down("X Eva person House_Dizzy house 5+0 public").await;
        eva.say("MOVE 4").await;
        eva.hears(&["MOVED * 1 X 4 5000 5000", "MOVED * 2 O * 5000 5000", "END * 3 O timeout"]).await;
    };
    futures_util::future::join(join_all(games), bot).await;
}

#[tokio::test]
async fn a_game_whose_first_move_does_not_come_is_void_for_all() {
    for door in DOORS {
        for marks in [0, 1] {
            let server = TestServer::with(|config| config.tables.first_move_ms = 400);
            let [ann, bo] = two(&server, door, ["Ann", "Bo"]).await;
            let [mut ann, mut bo] = [ann, bo].map(|session| session.deaf_to(&["WATCHERS"]));
            let mut cy = Session::open(&server, door, "Cy").await.deaf_to(&["WATCHERS"]);
            let mut table = Table::begin(&mut ann, &mut bo, "none").await;
            cy.done(&format!("WATCH {}", table.id)).await;
            table.play(&mut ann, &mut bo, &[4][..marks]).await;
            if marks == 1 {
                cy.hears(&[&format!("MOVED {} 1 X 4 - -", table.id)]).await;
            }
            table.ends("- void", &mut [&mut ann, &mut bo, &mut cy]).await;
        }
    }
}

#[tokio::test]
async fn when_both_have_moved_nobody_has_to_hurry() {
    for door in DOORS {
        let server = TestServer::with(|config| config.tables.first_move_ms = 300);
        let [mut ann, mut bo] = two(&server, door, ["Ann", "Bo"]).await;
        let [mut cy, mut di] = two(&server, door, ["Cy", "Di"]).await;
        let mut lasting = Table::begin(&mut ann, &mut bo, "none").await;
        lasting.play(&mut ann, &mut bo, &[4, 0]).await;
        // Another game, begun later, comes to the end of that time.
        let mut short = Table::begin(&mut cy, &mut di, "none").await;
        short.ends("- void", &mut [&mut cy, &mut di]).await;
        lasting.play(&mut ann, &mut bo, &[2, 1, 6]).await;
        lasting.ends("X line", &mut [&mut ann, &mut bo]).await;
    }
}

#[tokio::test]
async fn a_guest_is_told_of_a_void_game_that_the_other_has_left() {
    for door in DOORS {
        let server = TestServer::with(|config| config.tables.first_move_ms = 200);
        let mut ann = Session::open(&server, door, "Ann").await;
        ann.does("PLAY", &["QUEUED"]).await;
        let mut guest = Client::connect(&door.classic(&server)).await;
        guest.hears(&["WELCOME O", "MESSAGE Your opponent will move first", "OTHER_PLAYER_LEFT"]).await;
        guest.say("MOVE 0").await;
        guest.hears(&["MESSAGE The game is over: connect again for another"]).await;
        ann.hears(&["JOINED * X Ann person * guest none public *", "STATE * 0 ......... X - -", "END * 1 - void"])
            .await;
    }
}

/// A round trip of some length: between `PING` and `PONG` an offer of the house bots is waited for. What the server
/// measured, in ms.
async fn pong_late(ann: &mut Session, timer: &mut Session) -> u64 {
    loop {
        let [stamp, _] = ann.until("PING * *").await;
        offer(timer).await;
        ann.say(&format!("PONG {stamp}")).await;
        let [_, measured] = ann.until("PING * *").await;
        // On a busy machine it may have asked again meanwhile; only its last question counts.
        if let Ok(measured) = measured.parse() {
            return measured;
        }
    }
}

/// Lets the time pass that an offer takes.
async fn offer(timer: &mut Session) {
    timer.does("PLAY", &["QUEUED"]).await;
    timer.hears(&["OFFER 1 2 3 4"]).await;
    timer.does("CANCEL", &["UNQUEUED"]).await;
}

/// The clock of X after its second move, for which it took at least as long as an offer takes.
async fn second_move(ann: &mut Session, bo: &mut Session, timer: &mut Session) -> u128 {
    let mut table = Table::begin(ann, bo, "60+0").await;
    moved(&mut table, ann, bo, 0).await;
    moved(&mut table, bo, ann, 1).await;
    offer(timer).await;
    let left = moved(&mut table, ann, bo, 2).await[0];
    ann.does("RESIGN", &["END * 4 O resign"]).await;
    table.ends("O resign", &mut [bo]).await;
    ann.does("LEAVE", &["LEFT * X"]).await;
    table.tells("LEFT X", &mut [bo]).await;
    bo.does("LEAVE", &["LEFT * O"]).await;
    left
}

/// How long an offer takes, and less than the time between two pings.
const OFFER: u64 = 200;

async fn three(credit: u64, door: Door) -> (TestServer, [Session; 3]) {
    let server = TestServer::with(|config| {
        config.tables.offer_ms = OFFER;
        config.tables.lag_credit_ms = credit;
        config.ping_ms = 700;
        config.no_limits = true;
    });
    let ann = Session::open(&server, door, "Ann caps=ping").await;
    let [bo, timer] = two(&server, door, ["Bo", "Tim"]).await;
    (server, [ann, bo, timer])
}

#[tokio::test]
async fn the_round_trip_that_was_measured_is_credited_as_far_as_that_goes() {
    // The move takes as long as an offer at least; what can come back of that is bounded.
    for (credit, most) in [(10_000, 60_000), (50, 60_000 - u128::from(OFFER) + 50), (0, 60_000 - u128::from(OFFER))] {
        let rounds = DOORS.into_iter().map(|door| async move {
            let (_server, [mut ann, mut bo, mut timer]) = three(credit, door).await;
            let measured = pong_late(&mut ann, &mut timer).await;
            assert!(measured >= OFFER, "{measured}");
            ann = ann.deaf_to(&["PING"]);
            // The round trip was about as long as the move, unless the machine is busy.
            loop {
                let left = second_move(&mut ann, &mut bo, &mut timer).await;
                assert!(left <= most, "{left}, more than {most}");
                if left + 30 > most {
                    break;
                }
            }
        });
        expect("the credit that is due", join_all(rounds)).await;
    }
}

#[tokio::test]
async fn what_the_server_has_not_asked_for_measures_nothing() {
    for door in DOORS {
        let (_server, [mut ann, mut bo, mut timer]) = three(10_000, door).await;
        let [stamp, unknown] = ann.hear("PING * *").await;
        assert_eq!(unknown, "-");
        let stamp: u64 = stamp.parse().unwrap();
        for made_up in [0, 1, stamp.wrapping_sub(1), stamp + 1, u64::MAX].into_iter().filter(|number| *number != stamp)
        {
            ann.does(&format!("PONG {made_up}"), &[]).await;
        }
        ann.is_refused("PONG -1", tttp::Error::BadArgument).await;
        ann = ann.deaf_to(&["PING"]);
        let left = second_move(&mut ann, &mut bo, &mut timer).await;
        assert!(left <= 60_000 - u128::from(OFFER), "{left}");
        // Who does not have the cap is not asked, and what it answers is passed over.
        bo.does("PONG 5", &[]).await;
    }
}
