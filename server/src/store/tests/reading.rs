//! Logs as they are found when the store is opened.

use super::*;
use crate::journal::Record;

/// A log as the first version has written it, with each kind of record, and each form that its parts have. It is never
/// changed: games that are open go on with the next version.
const FIRST: &[&str] = &[
    r#"{"opened":{"players":[{"name":"Ada","kind":"person","chosen":true},{"name":"House_Sunny","kind":"house","level":"2","chosen":false}],"rules":{"classic":false,"clock":"120+2","first_move":30000000,"claim_after":20000000,"give_up_after":300000000,"illegal":5,"lag_credit":100000,"swap":true},"clock":"120+2","private":true,"server":7,"began":1780000000000,"seed":18446744073709551615,"previous":"7KX2M9AB"}}"#,
    r#"{"opened":{"players":[{"name":"Guest_7","kind":"guest","chosen":false},{"name":"Guest_7","kind":"guest","chosen":false}],"rules":{"classic":true,"clock":null,"first_move":null,"claim_after":20000000,"give_up_after":300000000,"illegal":null,"lag_credit":0,"swap":false},"clock":null,"private":false,"server":7,"began":1780000000000,"seed":0,"previous":null}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"moved":{"by":"X","cell":4,"ending":null}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"moved":{"by":"O","cell":8,"ending":{"line":"O"}}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"moved":{"by":"O","cell":8,"ending":"tie"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"left":{"by":"X","ending":{"left":"X"},"awaited":false}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"left":{"by":"O","ending":null,"awaited":true}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"lost":{"by":"X","claim_in":30000000}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"returned":{"by":"X"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"rematch":{"by":"O","both":false}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"ended":{"resigned":"X"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"ended":{"timeout":"O"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"ended":{"abandoned":"X"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"ended":{"illegal":"O"}}}}"#,
    r#"{"event":{"at":1500000,"lag":40000,"event":{"ended":"void"}}}"#,
    r#"{"upgraded":{"at":2,"seat":"O","player":{"name":"Ada","kind":"person","chosen":true},"rules":{"classic":true,"clock":null,"first_move":30000000,"claim_after":20000000,"give_up_after":300000000,"illegal":5,"lag_credit":0,"swap":false}}}"#,
    r#"{"held":{"at":3}}"#,
    r#"{"went":{"at":3,"server":9000000}}"#,
    r#"{"next":{"at":4,"by":"X","game":"7KX2M9AC"}}"#,
];

/// One of a version that knows more.
const DANCED: [&str; 2] = [FIRST[0], r#"{"event":{"at":5,"lag":0,"event":{"danced":{"by":"X"}}}}"#];

fn insert(bench: &Bench, game: GameId, records: &'static [&str]) {
    let written = wait(bench.store.write(move |db| {
        let next: i64 = db.query_row("SELECT ifnull(max(n), 0) + 1 FROM log", [], |row| row.get(0))?;
        for (record, seq) in records.iter().zip(0..) {
            let row = (next + seq, game.to_string(), seq, 5_u128.to_be_bytes(), record);
            db.execute("INSERT INTO log (n, game, seq, id, record) VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        }
        Ok(())
    }));
    written.unwrap();
}

fn rows(bench: &Bench) -> Vec<String> {
    let rows = wait(bench.store.read(|db| {
        let mut select =
            db.prepare("SELECT n || ' ' || game || ' ' || hex(id) || ' ' || record FROM log ORDER BY n")?;
        select.query_map([], |row| row.get(0))?.collect()
    }));
    rows.unwrap()
}

#[test]
fn a_log_of_the_first_version_can_be_read() {
    let bench = Bench::sqlite_with(Options::default());
    insert(&bench, game(1), FIRST);
    let bench = bench.reopen();
    let records = bench.read(game(1));
    let texts: Vec<_> = records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
    assert_eq!(texts, FIRST);
    assert_eq!(bench.append([append(game(1), FIRST.len() as u32, vec![moved(1)])]), [Committed]);
    // What has no level, and was not chosen, need not say so; and what a later version adds is passed over.
    let short = FIRST[0].replace(r#","chosen":false"#, "").replace(r#","private""#, r#","mood":"fine","private""#);
    assert_ne!(short, FIRST[0]);
    assert_eq!(serde_json::from_str::<Record>(&short).unwrap(), records[0]);
}

#[test]
fn a_log_that_makes_no_sense_is_left_as_it_is_and_keeps_nobody_else() {
    let bench = Bench::sqlite_with(Options::default());
    assert_eq!(bench.append([append(game(1), 0, vec![opened(1), moved(2)])]), [Committed]);
    insert(&bench, game(2), &DANCED);
    insert(&bench, game(3), &[r#"{"opened":{}}"#]);
    insert(&bench, game(4), &["not even JSON"]);
    // What is wrong with the id of an append does no harm.
    let others = "INSERT INTO log SELECT n + 100, 'NO GAME', seq, id, record FROM log WHERE n > 1;
         UPDATE log SET id = 'no id' WHERE n = 1";
    wait(bench.store.write(move |db| db.execute_batch(others))).unwrap();
    let before = rows(&bench);
    let (bench, told) = told(|| bench.reopen());
    for id in [2, 3, 4].map(|number| game(number).to_string()).iter().map(String::as_str).chain(["NO GAME"]) {
        assert_eq!(told.lines().filter(|line| line.contains(id)).count(), 1, "{id}: {told}");
    }
    assert_eq!(bench.open(), [(game(1), vec![opened(1), moved(2)])]);
    assert!(wait(bench.journal.read(game(2))).is_err());
    assert_eq!(rows(&bench), before);
    // Nobody writes over them.
    let outcomes = bench.append([append(game(2), 0, vec![opened(0)]), append(game(9), 0, vec![opened(9)])]);
    assert_eq!(outcomes, [Stale, Committed]);
    assert_eq!(rows(&bench)[..before.len()], before);
    assert_eq!(bench.reopen().open().len(), 2);
}
