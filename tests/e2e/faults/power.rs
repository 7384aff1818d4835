//! The power fails: what is left is what was synchronised, as the shim has mirrored it. With `--sync full` that is all that
//! anybody was told; with `--sync normal` an earlier moment, from which all go on.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use tttparty_tests::{
    expect,
    process::{Plan, built},
};

use super::{given, seed, world::Battle};

/// How often, unless it is said otherwise.
const FAILURES: u32 = 10;

#[tokio::test]
async fn with_sync_full_nothing_that_was_told_is_lost_when_the_power_fails() {
    fails("full").await;
}

#[tokio::test]
async fn with_sync_normal_it_starts_at_an_earlier_moment_when_the_power_fails() {
    fails("normal").await;
}

async fn fails(sync: &str) {
    let failures = given("TTTPARTY_TEST_KILLS").unwrap_or(FAILURES);
    let all = tempfile::tempdir().unwrap();
    // What is read back from the system's tables of open files has no links in it.
    let all = all.path().canonicalize().unwrap();
    let place = |number: u32| (all.join(format!("data{number}")), all.join(format!("durable{number}")));
    let (folder, durable) = place(0);
    fs::create_dir_all(&durable).unwrap();
    let plan = Plan::new(&folder)
        .flags(&["--sync", sync])
        .variable("LD_PRELOAD", built("libtttparty_shim.so"))
        .variable("SHIM_FOLDER", &folder)
        .variable("SHIM_DURABLE", &durable);
    let mut battle = Battle::begin(plan, seed(), sync == "normal");
    let mut lost = 0;
    for number in 1..=failures {
        battle.play().await;
        if sync == "normal" {
            // Only killed at first, and then nothing happens for a while: so something is synchronised.
            let (folder, durable) = place(number - 1);
            battle.compare(&folder).await;
            let synchronised = durable.join("tttparty.db");
            let before = modified(&synchronised);
            battle.restart();
            let changed = async {
                while modified(&synchronised) == before {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            expect("a checkpoint", changed).await;
            battle.play().await;
        }
        let before = battle.read().await;
        let (_, left) = place(number - 1);
        let (folder, durable) = place(number);
        copy(&left, &folder);
        copy(&left, &durable);
        assert!(folder.join("key").is_file(), "the key is lost, and all tickets with it");
        let after = battle.compare(&folder).await;
        assert!(before.rows.starts_with(&after.rows), "not an earlier moment of the same");
        lost += before.rows.len() - after.rows.len();
        battle.plan(|plan| {
            plan.move_to(&folder);
            plan.set("SHIM_FOLDER", &folder);
            plan.set("SHIM_DURABLE", &durable);
        });
        battle.restart();
    }
    battle.end(&format!("{failures} power failures, --sync {sync}, {lost} rows lost")).await;
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// What a disk holds, on a new one.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // A copy that was not finished when the power failed is not there.
        if entry.path().extension().is_none_or(|extension| extension != "copy") {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
