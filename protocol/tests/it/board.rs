//! Every position that a game can reach.

use std::collections::BTreeMap;
use std::time::Duration;

use tttp::{Act, Board, Cell, Ending, Error, Game, Mark};

use crate::model::Model;

/// Visits each position once, by every move from each; `seen` maps the model's cells to the game.
fn explore(game: Game, model: Model, seen: &mut BTreeMap<[Option<char>; 9], Game>) {
    if seen.contains_key(&model.cells) {
        return;
    }
    seen.insert(model.cells, game.clone());
    for cell in Cell::all() {
        let (mut game, mut model) = (game.clone(), model.clone());
        let who = model.turn;
        let expected = model.play(who, cell.get().into());
        let decided = game.apply(game.turn(), Act::Move(cell), Duration::ZERO, Duration::ZERO);
        assert_eq!(decided.is_ok(), expected.is_ok(), "{who} to {cell} in\n{}", game.board());
        if decided.is_ok() {
            explore(game, model, seen);
        }
    }
}

fn reachable() -> BTreeMap<[Option<char>; 9], Game> {
    let mut seen = BTreeMap::new();
    explore(Game::new(), Model::new(), &mut seen);
    seen
}

#[test]
fn there_are_5478_positions_and_all_agree_with_the_model() {
    let positions = reachable();
    assert_eq!(positions.len(), 5_478);
    for (cells, game) in &positions {
        let model = Model { cells: *cells, ..Model::new() };
        let board = game.board();
        let shown: Vec<_> = Cell::all().map(|cell| board.at(cell).map(|mark| mark.to_string())).collect();
        let expected: Vec<_> = cells.iter().map(|cell| cell.map(String::from)).collect();
        assert_eq!(shown, expected);
        assert_eq!(board.winner().map(|mark| mark.to_string()), model.winner().map(String::from));
        assert_eq!(board.is_full(), model.is_full());
        assert_eq!(game.ending().is_some(), model.winner().is_some() || model.is_full());
    }
}

/// The well-known numbers, which neither the model nor the crate was made from.
#[test]
fn of_958_last_positions_626_are_won_by_x_and_316_by_o() {
    let ended_by = |ending| reachable().values().filter(|game| game.ending() == Some(ending)).count();
    assert_eq!(ended_by(Ending::Line(Mark::X)), 626);
    assert_eq!(ended_by(Ending::Line(Mark::O)), 316);
    assert_eq!(ended_by(Ending::Tie), 16);
}

#[test]
fn an_occupied_cell_stays_as_it_is() {
    let mut board = Board::default();
    let cell = Cell::try_from(4).unwrap();
    assert_eq!(board.place(Mark::O, cell), Ok(()));
    let before = board;
    assert_eq!(board.place(Mark::X, cell), Err(Error::CellOccupied));
    assert_eq!(board.place(Mark::O, cell), Err(Error::CellOccupied));
    assert_eq!(board, before);
}

#[test]
fn a_board_is_shown_as_three_rows() {
    let mut board = Board::default();
    for (mark, cell) in [(Mark::X, 0), (Mark::O, 4), (Mark::X, 5)] {
        board.place(mark, Cell::try_from(cell).unwrap()).unwrap();
    }
    assert_eq!(board.to_string(), "X..\n.OX\n...");
}

#[test]
fn cells_are_0_to_8() {
    let all: Vec<u8> = Cell::all().map(Cell::get).collect();
    assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    for number in 0..=u8::MAX {
        let cell = Cell::try_from(number).map(Cell::get);
        assert_eq!(cell, if number < 9 { Ok(number) } else { Err(Error::NoSuchCell) });
    }
}
