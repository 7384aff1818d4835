//! The server is killed again and again, at any moment: nothing that was told is lost, nothing is told twice, and all come
//! back to their games.

use tttparty_tests::process::Plan;

use super::{given, seed, world::Battle};

/// How often, unless it is said otherwise.
const KILLS: u32 = 100;

#[tokio::test]
async fn whenever_it_is_killed_all_that_was_told_is_there_and_all_go_on() {
    let kills = given("TTTPARTY_TEST_KILLS").unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let mut battle = Battle::begin(Plan::new(folder.path()), seed(), false);
    for _ in 0..kills {
        battle.play().await;
        battle.compare(folder.path()).await;
        battle.restart();
    }
    battle.end(&format!("{kills} kills")).await;
}

#[tokio::test]
async fn a_game_that_had_made_way_for_another_has_an_end_though_that_was_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut battle = Battle::begin(Plan::new(folder.path()), seed(), false);
    battle.outgrow_one().await;
    battle.compare(folder.path()).await;
    battle.restart();
    battle.end("a kill").await;
}
