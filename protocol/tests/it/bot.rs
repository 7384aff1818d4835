//! Every level of the house bots: what it may do, and that it is worth more than the one below.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};
use tttp::bot::{self, Grade, Value};
use tttp::two::Level;
use tttp::{Board, Cell, Mark};

use crate::cases;

fn free(board: &Board) -> Vec<Cell> {
    Cell::all().filter(|cell| board.at(*cell).is_none()).collect()
}

fn with(board: &Board, mark: Mark, cell: Cell) -> Board {
    let mut board = *board;
    board.place(mark, cell).expect("a free cell");
    board
}

fn is_over(board: &Board) -> bool {
    board.winner().is_some() || board.is_full()
}

fn key(board: &Board) -> String {
    board.to_string()
}

/// What a position is worth to who is to move, by the book: each is looked at once, and nothing is cut short.
fn worth(board: &Board, mark: Mark, known: &mut BTreeMap<String, i32>) -> i32 {
    if let Some(known) = known.get(&key(board)) {
        return *known;
    }
    let empty = free(board).len() as i32;
    let worth = match board.winner() {
        Some(_) => -1 - empty,
        None if board.is_full() => 0,
        None => moves(board, mark, known).into_values().max().expect("a free cell"),
    };
    known.insert(key(board), worth);
    worth
}

fn moves(board: &Board, mark: Mark, known: &mut BTreeMap<String, i32>) -> BTreeMap<u8, i32> {
    let worths = free(board).into_iter();
    worths.map(|cell| (cell.get(), -worth(&with(board, mark, cell), mark.opponent(), known))).collect()
}

/// In each position, every best move and no other, and so against every line of every opponent.
#[test]
fn the_perfect_bot_plays_every_best_move_and_no_other() {
    let mut known = BTreeMap::new();
    assert_eq!(worth(&Board::default(), Mark::X, &mut known), 0);
    let mut rng = StdRng::seed_from_u64(4);
    let (mut seen, mut open) = (BTreeSet::new(), vec![(Board::default(), Mark::X)]);
    while let Some((board, mark)) = open.pop() {
        if is_over(&board) || !seen.insert(key(&board)) {
            continue;
        }
        let moves = moves(&board, mark, &mut known);
        let most = moves.values().max().copied();
        let best: BTreeSet<u8> =
            moves.into_iter().filter(|(_, worth)| Some(*worth) == most).map(|(cell, _)| cell).collect();
        // So many that one of `n` is missed once in three million times.
        let tries = if best.len() == 1 { 1 } else { 15 * best.len() };
        let chosen = (0..tries).filter_map(|_| bot::choose(Level::Perfect, &board, mark, &mut rng)).map(Cell::get);
        assert_eq!(chosen.collect::<BTreeSet<u8>>(), best, "{mark} in\n{board}");
        open.extend(free(&board).into_iter().map(|cell| (with(&board, mark, cell), mark.opponent())));
    }
    assert_eq!(seen.len(), 4_520);
}

/// Each move in each position that can be reached.
#[test]
fn a_grade_is_what_the_rules_leave_to_reach() {
    let mut known = BTreeMap::new();
    let (mut seen, mut open) = (BTreeSet::new(), vec![(Board::default(), Mark::X)]);
    let mut grades = BTreeMap::<String, u32>::new();
    while let Some((board, mark)) = open.pop() {
        if is_over(&board) || !seen.insert(key(&board)) {
            continue;
        }
        let worths = moves(&board, mark, &mut known);
        let best = worth(&board, mark, &mut known);
        for cell in free(&board) {
            let after = worths[&cell.get()];
            let expected = Grade { value: named(after), best: named(best), kept: after.signum() == best.signum() };
            assert_eq!(bot::grade(&board, mark, cell), expected, "{mark} at {cell} in\n{board}");
            *grades.entry(format!("{:?} of {:?}", expected.value, expected.best)).or_default() += 1;
            open.push((with(&board, mark, cell), mark.opponent()));
        }
    }
    assert_eq!(seen.len(), 4_520);
    // Nobody gains by a move of their own.
    let pairs = ["Loss of Loss", "Loss of Tie", "Loss of Win", "Tie of Tie", "Tie of Win", "Win of Win"];
    assert_eq!(grades.keys().map(String::as_str).collect::<Vec<_>>(), pairs);
}

fn named(worth: i32) -> Value {
    match worth.signum() {
        1 => Value::Win,
        0 => Value::Tie,
        _ => Value::Loss,
    }
}

#[test]
fn grades_are_written_in_small_letters() {
    let grade = bot::grade(&Board::default(), Mark::X, Cell::try_from(4).expect("a cell"));
    let text = serde_json::to_string(&grade).expect("JSON");
    assert_eq!(text, r#"{"value":"tie","best":"tie","kept":true}"#);
    assert_eq!(serde_json::from_str::<Grade>(&text).expect("a grade"), grade);
}

/// Against all that an opponent can do, as X and as O.
#[test]
fn the_perfect_bot_never_loses() {
    fn face(board: Board, turn: Mark, bot: Mark, rng: &mut StdRng, games: &mut u32) {
        if is_over(&board) {
            assert_ne!(board.winner(), Some(bot.opponent()), "lost as {bot}:\n{board}");
            *games += 1;
        } else if turn == bot {
            let cell = bot::choose(Level::Perfect, &board, bot, rng).expect("a free cell");
            face(with(&board, bot, cell), turn.opponent(), bot, rng, games);
        } else {
            for cell in free(&board) {
                face(with(&board, turn, cell), turn.opponent(), bot, rng, games);
            }
        }
    }
    for seed in 0..10 {
        let mut rng = StdRng::seed_from_u64(seed);
        for bot in [Mark::X, Mark::O] {
            let mut games = 0;
            face(Board::default(), Mark::X, bot, &mut rng, &mut games);
            assert!(games > 40, "seed {seed}: {games}");
        }
    }
}

proptest! {
    #![proptest_config(cases(3))]

    /// So many games that chance doesn't turn it round: the least of the differences is 8 times its standard deviation.
    #[test]
    fn each_level_beats_the_one_below(seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        for pair in Level::ALL.windows(2) {
            let (mut lost, mut won) = (0, 0);
            for game in 0..400 {
                // Each begins as often.
                let stronger = if game % 2 == 0 { Mark::X } else { Mark::O };
                let (mut board, mut turn) = (Board::default(), Mark::X);
                while let Some(cell) = bot::choose(pair[usize::from(turn == stronger)], &board, turn, &mut rng) {
                    board = with(&board, turn, cell);
                    turn = turn.opponent();
                }
                won += u32::from(board.winner() == Some(stronger));
                lost += u32::from(board.winner() == Some(stronger.opponent()));
            }
            println!("seed {seed}: {:?} against {:?}: {won} won, {lost} lost", pair[1], pair[0]);
            prop_assert!(won > lost, "{:?} against {:?}: {won} won, {lost} lost", pair[1], pair[0]);
        }
    }
}

#[test]
fn every_level_takes_a_free_cell_while_there_is_one() {
    let mut rng = StdRng::seed_from_u64(1);
    for level in Level::ALL.iter().copied() {
        for _ in 0..200 {
            let (mut board, mut turn) = (Board::default(), Mark::X);
            while let Some(cell) = bot::choose(level, &board, turn, &mut rng) {
                board = with(&board, turn, cell);
                turn = turn.opponent();
            }
            assert!(is_over(&board));
        }
    }
}

#[test]
fn the_easy_bot_takes_a_win_and_the_random_one_need_not() {
    let mut rng = StdRng::seed_from_u64(2);
    let mut board = Board::default();
    for (mark, number) in [(Mark::X, 0), (Mark::O, 3), (Mark::X, 1), (Mark::O, 8)] {
        board = with(&board, mark, Cell::try_from(number).expect("a cell"));
    }
    let mut chosen = |level| -> BTreeSet<u8> {
        (0..500).filter_map(|_| bot::choose(level, &board, Mark::X, &mut rng)).map(Cell::get).collect()
    };
    assert_eq!(chosen(Level::Easy), BTreeSet::from([2]));
    assert_eq!(chosen(Level::Random), BTreeSet::from([2, 4, 5, 6, 7]));
    assert_eq!(chosen(Level::Good), BTreeSet::from([2, 4, 5, 6, 7]));
}
