use super::*;
use crate::journal::Append;

/// Sets how large the database may be.
fn bound(store: &Store, pages: i64) {
    wait(store.write(move |db| db.pragma_update(None, "max_page_count", pages))).unwrap();
}

fn long(id: u8, expected: u32) -> Append {
    append(game(id), expected, (0..100).map(moved).collect())
}

#[test]
fn nothing_happens_while_the_disk_is_full() {
    let bench = Bench::sqlite_with(Options::default());
    let finishing = Append { finish: Some(finished(game(1))), ..append(game(1), 100, vec![moved(1)]) };
    let known = long(1, 0);
    assert_eq!(bench.append([known.clone()]), [Committed]);
    bound(&bench.store, 1);
    let mut refused = Vec::new();
    // What is left of the last page is filled up first.
    let mut len = 0;
    while refused.len() < 3 {
        let append = long(2, len);
        match bench.append([append.clone(), known.clone()])[..] {
            [Committed, Committed] => len += 100,
            // The one that was there is still there, whatever becomes of the other.
            [Refused(Refusal::Full), Committed] => refused.push(append),
            ref other => panic!("{other:?}"),
        }
    }
    let outcomes = bench.append([finishing.clone(), Append { close: true, ..long(3, 0) }, long(4, 7)]);
    assert_eq!(outcomes, [Refused(Refusal::Full); 3]);
    assert_eq!((bench.read(game(1)).len(), bench.read(game(2)).len()), (100, len as usize));
    assert_eq!((bench.read(game(3)).len(), bench.finished()), (0, 0));

    bound(&bench.store, 1 << 30);
    let outcomes = bench.append([refused[0].clone(), refused[1].clone(), finishing.clone(), finishing]);
    assert_eq!(outcomes, [Committed, Stale, Committed, Committed]);
    let bench = bench.reopen();
    assert_eq!((bench.read(game(1)).len(), bench.read(game(2)).len()), (101, 100 + len as usize));
    assert_eq!((bench.read(game(3)).len(), bench.finished()), (0, 1));
}

#[test]
fn what_can_not_be_written_stops_nobody_else() {
    let bench = Bench::sqlite_with(Options::default());
    let trigger = format!(
        "CREATE TRIGGER no BEFORE INSERT ON games WHEN new.id = '{}' BEGIN SELECT raise(ABORT, 'no'); END",
        game(2)
    );
    wait(bench.store.write(move |db| db.execute_batch(&trigger))).unwrap();
    let all = |number| Append { finish: Some(finished(game(number))), ..append(game(number), 0, vec![opened(0)]) };
    let outcomes = bench.append([all(1), all(2), append(game(2), 1, vec![moved(1)]), all(3)]);
    assert_eq!(outcomes, [Committed, Refused(Refusal::Content), Stale, Committed]);
    let bench = bench.reopen();
    assert_eq!((bench.open().len(), bench.finished()), (2, 2));
}
