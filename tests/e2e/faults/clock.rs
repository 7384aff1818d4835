//! Somebody sets the time of day while games are on: clocks, claims, seats and records do not care.

use std::{fs, path::Path};

use tttp::Error;
use tttparty_tests::{
    process::{Plan, ServerProcess, built},
    session::{Session, captures},
};

use super::{journalled::Journalled, open};

/// From now on the time of day is off by so many seconds.
fn set(control: &Path, seconds: i64) {
    // Under its name only once it is whole.
    fs::write(control.with_extension("new"), seconds.to_string()).unwrap();
    fs::rename(control.with_extension("new"), control).unwrap();
}

/// A move that both hear; neither clock has lost an hour by it, or a minute.
async fn moves(mover: &mut Session, other: &mut Session, game: &str, cell: u8) {
    let lines = mover.done(&format!("MOVE {game} {cell}")).await;
    let left = captures(&format!("MOVED {game} * * {cell} * *"), &lines[0]).unwrap_or_else(|| panic!("{lines:?}"));
    for ms in &left[2..] {
        assert!((240_000..=300_000).contains(&ms.parse::<u32>().unwrap()), "{lines:?}");
    }
    other.hears(&[&lines[0]]).await;
}

#[tokio::test]
async fn when_somebody_sets_the_time_of_day_games_do_not_care() {
    for seconds in [3_600, -3_600, 86_400 * 400, -86_400 * 400] {
        println!("{seconds} s");
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let control = elsewhere.path().join("clock");
        let plan = Plan::new(folder.path())
            .flags(&["--no-limits", "--claim-ms", "1800000", "--give-up-ms", "3000000"])
            .variable("LD_PRELOAD", built("libtttparty_shim.so"))
            .variable("SHIM_CLOCK", &control);
        let mut server = ServerProcess::start(plan);
        let mut ann = open(&server, "Ann").await;
        let mut bo = open(&server, "Bo").await;
        ann.done("CHALLENGE Bo clock=300+0").await;
        bo.hears(&["CHALLENGE Ann person 300+0"]).await;
        let lines = bo.done("ACCEPT Ann").await;
        let [game, ticket] = [1, 9].map(|word| lines[0].split(' ').nth(word).unwrap().to_owned());
        let [joined] = ann.hear(&format!("JOINED {game} X Ann person Bo person 300+0 public *")).await;
        ann.hears(&["STATE ..."]).await;
        moves(&mut ann, &mut bo, &game, 4).await;
        moves(&mut bo, &mut ann, &game, 0).await;

        set(&control, seconds);
        moves(&mut ann, &mut bo, &game, 2).await;
        bo.reset();
        ann.hears(&[&format!("GONE {game} O 1800000")]).await;
        set(&control, 2 * seconds);
        ann.is_refused("CLAIM", Error::NotClaimable).await;
        let mut bo = open(&server, "Bob").await;
        let lines = bo.done(&format!("RESUME {game} {ticket} seq=3")).await;
        assert_eq!(lines[1..], [format!("GONE {game} O 1800000"), format!("BACK {game} O")]);
        ann.hears(&[&format!("BACK {game} O")]).await;

        // Also while the server is down.
        server.kill();
        server.bury();
        set(&control, seconds);
        server.restart();
        let mut ann = open(&server, "Ann").await;
        let mut bo = open(&server, "Bo").await;
        let [x] = [ann.done(&format!("RESUME {game} {joined} seq=5")).await];
        assert!(x[1].starts_with(&format!("HELD {game} ")), "{x:?}");
        assert_eq!(x[2..], [format!("BACK {game} X")]);
        bo.done(&format!("RESUME {game} {ticket} seq=6")).await;
        ann.hears(&[&format!("BACK {game} O")]).await;
        // What time it is when it goes on.
        ann.done(&format!("STATE {game}")).await;
        let mut bo = bo.deaf_to(&["STATE"]);
        let mut ann = ann.deaf_to(&["STATE"]);
        moves(&mut bo, &mut ann, &game, 1).await;
        fs::remove_file(&control).unwrap();
        moves(&mut ann, &mut bo, &game, 6).await;
        let [] = bo.until::<0>(&format!("END {game} 10 X line")).await;
        drop((ann, bo));
        server.stop();

        let journal = Journalled::read(folder.path()).await;
        journal.has_records();
        let record = &journal.finished[&game.parse().unwrap()];
        assert!(record.began <= record.ended, "it ends before it begins: {record:?}");
        let times: Vec<u32> = record.times.split(',').map(|time| time.parse().unwrap()).collect();
        assert!(times.is_sorted() && times[4] < 60_000, "{record:?}");
    }
}
