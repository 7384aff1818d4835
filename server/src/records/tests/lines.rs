//! Export and import.

use std::io::{Cursor, Read};

use super::*;
use crate::records::{
    games::Kept,
    line::Line,
    transfer::{LONGEST, Lines, import},
};

fn import_all(bench: &Bench, lines: &[u8]) -> usize {
    let games: Result<Vec<_>, _> = Lines::new(Cursor::new(lines)).collect();
    games.unwrap().chunks(100).map(|games| import(&bench.db, games).unwrap()).sum()
}

#[test]
fn what_is_exported_and_imported_is_the_same() {
    let bench = Bench::with(&many(700));
    // As after some were deleted.
    bench.db.execute("DELETE FROM games WHERE n BETWEEN 3 AND 20 OR n % 17 = 0", []).unwrap();
    let mut recount = players::Recount::default();
    recount.advance(&bench.db).unwrap();
    recount.finish(&bench.db).unwrap();
    let (lines, count) = (bench.lines(), games::after(&bench.db, 0).unwrap().len());
    assert_eq!(count, 500, "it takes several reads");
    let copy = Bench::new();
    assert!(import_all(&copy, &lines) > 500);
    assert_eq!(copy.lines(), lines);
    assert_eq!(copy.players(), bench.players());
    assert_eq!(import_all(&copy, &lines), 0, "all are there");
    assert_eq!(copy.players(), bench.players());
}

#[test]
fn games_of_another_server_come_after_those_that_are_there() {
    let bench = Bench::with(&[game(1, person("Ada"), person("Bob"), Ending::Tie)]);
    let other = Bench::with(&[
        game(2, person("Ada"), person("Bob"), Ending::Tie),
        game(1, person("Ada"), person("Bob"), Ending::Tie),
        game(3, person("Ada"), person("Bob"), Ending::Tie),
    ]);
    assert_eq!(import_all(&bench, &other.lines()), 2);
    let numbers: Vec<_> =
        games::after(&bench.db, 0).unwrap().into_iter().map(|kept| (kept.n, kept.finished.began)).collect();
    assert_eq!(numbers, [(1, START + 60_000), (2, START + 120_000), (3, START + 180_000)]);
    assert_eq!(bench.standing("Ada", Kind::Person).unwrap().draws, 3);
}

#[test]
fn numbers_are_not_used_twice_and_leave_room_for_more() {
    let numbered = |n: i64, number| Kept { n, finished: game(number, person("Ada"), person("Bob"), Ending::Tie) };
    let bench = Bench::with(&[numbered(0, 1).finished, numbered(0, 2).finished]);
    bench.db.execute("DELETE FROM games WHERE n = 2", []).unwrap();
    // Who has read on from number 2 would not see it otherwise.
    assert_eq!(import(&bench.db, &[numbered(2, 3), numbered(1 << 53, 4), numbered(1 << 52, 5)]).unwrap(), 3);
    assert!(insert(&bench.db, &numbered(0, 6).finished).unwrap());
    let numbers: Vec<_> = games::after(&bench.db, 0).unwrap().into_iter().map(|kept| kept.n).collect();
    assert_eq!(numbers, [1, 3, 4, 1 << 52, (1 << 52) + 1]);
    assert_eq!(import_all(&Bench::new(), &bench.lines()), 5);
}

/// A line as it should be.
const GOOD: &str = r#"{"n":17,"game":"7KX2M9AB","x":{"name":"Ada","kind":"person"},"o":{"name":"Bob","kind":"person"},"clock":"120+2","private":false,"began":1780000000000,"ended":1780000030000,"moves":[0,3,1,4,2],"times":[900,2100,3000,4500,4500],"winner":"X","reason":"line","ending":{"line":"X"},"variant":"3x3","seed":"18446744073709551615","rated":true}"#;

#[test]
fn a_line_is_as_the_specification_shows_it() {
    let kept = Line::read(GOOD.as_bytes()).unwrap();
    let mut line = Vec::new();
    Line::from(&kept).write(&mut line).unwrap();
    assert_eq!(String::from_utf8(line).unwrap(), format!("{GOOD}\n"));
    let house = GOOD.replace(r#""Bob","kind":"person""#, r#""House_Sunny","kind":"house","level":"2""#);
    let kept = Line::read(house.replace(r#""rated":true"#, r#""rated":false"#).as_bytes()).unwrap();
    assert_eq!(kept.finished.players[1].level, Some(Level::Easy));
    // What a later version may add is passed over.
    let more = GOOD.replace(r#""n":17"#, r#""n":17,"grades":[{}]"#).replace(r#""Ada","#, r#""Ada","flag":null,"#);
    assert_eq!(Line::read(more.as_bytes()), Line::read(GOOD.as_bytes()));
}

#[test]
fn a_line_that_can_not_be_a_game_is_refused_and_says_why() {
    for (from, to, reason) in [
        (r#""n":17,"#, "", "missing field `n`"),
        (r#""n":17"#, r#""n":0"#, "numbers of games are 1 to"),
        (r#""n":17"#, r#""n":-1"#, "character 7"),
        (r#""n":17"#, r#""n":9007199254740993"#, "numbers of games are 1 to"),
        ("7KX2M9AB", "7KX2M9A", "is no GameId"),
        ("7KX2M9AB", "7KX2M9A1", "is no GameId"),
        (r#""Ada""#, r#""A da""#, "is no Name"),
        (r#""Ada""#, r#""""#, "is no Name"),
        (r#""Ada""#, r#""House_Ada""#, "which is the server's"),
        (r#""Ada","kind":"person""#, r#""Ada","kind":"cat""#, "is no Kind"),
        (r#""Ada","kind":"person""#, r#""House_Sunny","kind":"house""#, "exactly bots of the house"),
        (r#""Ada","kind":"person""#, r#""Ada","kind":"person","level":"1""#, "exactly bots of the house"),
        (r#""Ada","kind":"person""#, r#""Ada","kind":"house","level":"1""#, "exactly bots of the house"),
        (r#""Ada","kind":"person""#, r#""Ada","kind":"bot""#, "between two people or two bots"),
        (r#""Bob""#, r#""A-da""#, "two with different names"),
        ("120+2", "1+2", "is no Control"),
        (r#""began":1780000000000"#, r#""began":1780000030001"#, "began is not after ended"),
        (r#""ended":1780000030000"#, r#""ended":999999999999999"#, "milliseconds since 1970"),
        ("[0,3,1,4,2]", "[0,3,1,4]", "4 moves, but 5 times"),
        ("[0,3,1,4,2]", "[0,3,1,4,9]", "character"),
        ("[0,3,1,4,2]", "[0,3,1,0,2]", "move 4 is to cell 0, which is taken"),
        ("[0,3,1,4,2]", "[0,3,1,4,8]", "does not fit the moves"),
        ("[0,3,1,4,2]", "[0,1,3,2,6,7,8]", "7 moves, but 5 times"),
        ("900,2100", "2100,900", "go backwards"),
        ("900", "-1", "character"),
        ("4500]", "4294967296]", "character"),
        (r#""winner":"X""#, r#""winner":"O""#, "don't say the same"),
        (r#""winner":"X","#, "", "don't say the same"),
        (r#""reason":"line""#, r#""reason":"tie""#, "don't say the same"),
        (r#"{"line":"X"}"#, r#"{"line":"O"}"#, "does"),
        (r#"{"line":"X"}"#, r#""tie""#, "does not fit the moves"),
        (r#"{"line":"X"}"#, r#"{"resigned":"O"}"#, "does not fit the moves"),
        (r#"{"line":"X"}"#, r#"{"bored":"X"}"#, "unknown variant"),
        ("3x3", "4x4", "the variant \"4x4\" is not known here"),
        ("18446744073709551615", "18446744073709551616", "no number of 64 bits"),
        (r#""18446744073709551615""#, "5", "character"),
        ("}", "", "character"),
    ] {
        let line = GOOD.replacen(from, to, 1);
        assert_ne!(line, GOOD);
        let refused = Line::read(line.as_bytes()).unwrap_err();
        assert!(refused.contains(reason), "{line}: {refused}");
    }
}

#[test]
fn moves_after_the_end_and_results_of_no_game_are_refused() {
    let with = |moves: &str, times: &str, ending: &str| {
        let line = GOOD.replace("[0,3,1,4,2]", moves).replace("[900,2100,3000,4500,4500]", times);
        Line::read(line.replace(r#"{"line":"X"}"#, ending).as_bytes()).unwrap_err()
    };
    assert!(with("[0,3,1,4,2,5]", "[1,2,3,4,5,6]", r#"{"line":"X"}"#).contains("move 6 comes after a line"));
    assert!(with("[0,1,2,4,3,5,7,6,8,8]", "[1,2,3,4,5,6,7,8,9,10]", r#""tie""#).contains("which is taken"));
    let void =
        GOOD.replace(r#""winner":"X","reason":"line","ending":{"line":"X"}"#, r#""reason":"void","ending":"void""#);
    let void = void.replace("[0,3,1,4,2]", "[]").replace("[900,2100,3000,4500,4500]", "[]");
    assert!(Line::read(void.as_bytes()).unwrap_err().contains("a rated game has a result"));
    let early =
        GOOD.replace(r#""reason":"line","ending":{"line":"X"}"#, r#""reason":"resign","ending":{"resigned":"O"}"#);
    let early = early.replace("[0,3,1,4,2]", "[0]").replace("[900,2100,3000,4500,4500]", "[9]");
    assert!(Line::read(early.as_bytes()).unwrap_err().contains("moves of both"));
    Line::read(void.replace(r#""rated":true"#, r#""rated":false"#).as_bytes()).unwrap();
}

#[test]
fn lines_are_bounded_and_counted() {
    let mut lines = Lines::new(Cursor::new(format!("\n  \r\n{GOOD}\r\n\nno\n{GOOD}")));
    assert!(lines.next().unwrap().is_ok());
    let refused = lines.next().unwrap().unwrap_err();
    assert!(refused.starts_with("line 5: no game as `tttparty export` writes it"), "{refused}");
    assert!(lines.next().unwrap().is_ok(), "the last one needs no end");
    assert!(lines.next().is_none());
    // More than there is memory for.
    let endless = std::io::BufReader::new(std::io::repeat(b' ').take(1 << 40));
    let refused = Lines::new(endless).next().unwrap().unwrap_err();
    assert_eq!(refused, format!("line 1: longer than {LONGEST} bytes"));
    let refused = Lines::new(Cursor::new(b"{\"n\":\"\xff\"}")).next().unwrap().unwrap_err();
    assert!(refused.starts_with("line 1: "), "{refused}");
}
