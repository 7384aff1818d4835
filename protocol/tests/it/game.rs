//! Games against the model, and against their own events.

use proptest::prelude::*;
use tttp::{Cell, Command, Ending, Error, Event, Game, Mark, Reply};

use crate::cases;
use crate::model::Model;

/// Mostly moves, sometimes out of turn, at times a wish for another game, rarely somebody leaving.
fn saying() -> impl Strategy<Value = (Mark, Command)> {
    let command = prop_oneof![
        30 => (0u8..9).prop_map(|number| Command::Move(cell(number))),
        4 => Just(Command::Rematch),
        1 => Just(Command::Quit),
    ];
    (prop_oneof![Just(Mark::X), Just(Mark::O)], command)
}

fn lines(event: Event, seat: Mark) -> Vec<String> {
    event.replies(seat).map(|reply| reply.to_string()).collect()
}

fn cell(number: u8) -> Cell {
    Cell::try_from(number).expect("0 to 8")
}

fn play(moves: &[u8]) -> Game {
    let mut game = Game::new();
    for number in moves {
        game.apply(game.turn(), Command::Move(cell(*number))).expect("a right move");
    }
    game
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn every_seat_is_told_what_the_model_says(said in prop::collection::vec(saying(), 0..100)) {
        let (mut game, mut model) = (Game::new(), Model::new());
        for (seat, command) in said {
            let who = if seat == Mark::X { 'X' } else { 'O' };
            let expected = match command {
                Command::Move(cell) => model.play(who, cell.get().into()),
                Command::Rematch => model.ask(who),
                Command::Quit => Ok(model.leave(who)),
            };
            let before = game.clone();
            let decided = game.decide(seat, command);
            prop_assert_eq!(&game, &before);
            let applied = game.apply(seat, command);
            prop_assert_eq!(applied, decided);
            match applied {
                Ok(event) => {
                    let told = (lines(event, seat), lines(event, seat.opponent()));
                    prop_assert_eq!(Ok(told), expected);
                }
                Err(error) => {
                    prop_assert_eq!(&game, &before);
                    prop_assert_eq!(Err(error.text()), expected);
                }
            }
            prop_assert_eq!(game.ending().is_some(), model.over);
            if !model.over {
                prop_assert_eq!(game.turn().to_string(), model.turn.to_string());
            }
        }
    }

    #[test]
    fn a_game_is_rebuilt_from_its_events(said in prop::collection::vec(saying(), 0..100)) {
        let mut game = Game::new();
        let events: Vec<Event> =
            said.into_iter().filter_map(|(seat, command)| game.apply(seat, command).ok()).collect();
        let mut rebuilt = Game::default();
        for event in &events {
            rebuilt.evolve(event);
        }
        prop_assert_eq!(rebuilt, game);
    }

    /// Whatever a journal may hold: events in any order, of any kind.
    #[test]
    fn no_event_is_too_much_for_a_game(events in prop::collection::vec(any_event(), 0..40)) {
        let mut game = Game::new();
        let mut first = None;
        for event in events {
            game.evolve(&event);
            match event {
                Event::Moved { ending, .. } | Event::Left { ending, .. } => first = first.or(ending),
                Event::Rematch { both, .. } => first = first.filter(|_| !both),
            }
            prop_assert_eq!(game.ending(), first);
            for seat in [Mark::X, Mark::O] {
                prop_assert!(event.replies(seat).count() <= 2);
                for cell in Cell::all() {
                    let _ = game.decide(seat, Command::Move(cell));
                }
                let _ = game.decide(seat, Command::Rematch);
            }
        }
    }
}

fn any_event() -> impl Strategy<Value = Event> {
    let mark = || prop_oneof![Just(Mark::X), Just(Mark::O)];
    let ending = move || {
        prop::option::of(prop_oneof![mark().prop_map(Ending::Line), Just(Ending::Tie), mark().prop_map(Ending::Left),])
    };
    prop_oneof![
        (mark(), 0u8..9, ending()).prop_map(|(by, number, ending)| Event::Moved { by, cell: cell(number), ending }),
        (mark(), ending(), any::<bool>()).prop_map(|(by, ending, awaited)| Event::Left { by, ending, awaited }),
        (mark(), any::<bool>()).prop_map(|(by, both)| Event::Rematch { by, both }),
    ]
}

#[test]
fn x_moves_first() {
    assert_eq!(Game::new().turn(), Mark::X);
    let refused = Game::new().apply(Mark::O, Command::Move(cell(0)));
    assert_eq!(refused, Err(Error::NotYourTurn));
}

/// The last cell completes a line: that is a victory, not a tie.
#[test]
fn a_line_on_a_full_board_wins() {
    let game = play(&[0, 1, 2, 4, 3, 5, 7, 6, 8]);
    assert_eq!(game.ending(), Some(Ending::Tie));
    let game = play(&[0, 1, 2, 3, 4, 5, 7, 6, 8]);
    assert!(game.board().is_full());
    assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
}

#[test]
fn game_over_comes_before_turn_and_turn_before_cell() {
    let mut won = play(&[0, 3, 1, 4, 2]);
    for seat in [Mark::X, Mark::O] {
        for number in [0, 8] {
            assert_eq!(won.apply(seat, Command::Move(cell(number))), Err(Error::GameOver));
        }
    }
    let mut on = play(&[0]);
    assert_eq!(on.apply(Mark::X, Command::Move(cell(0))), Err(Error::NotYourTurn));
    assert_eq!(on.apply(Mark::O, Command::Move(cell(0))), Err(Error::CellOccupied));
}

#[test]
fn leaving_ends_a_game_once() {
    let mut game = play(&[4]);
    let first = game.apply(Mark::O, Command::Quit).unwrap();
    assert_eq!(first, Event::Left { by: Mark::O, ending: Some(Ending::Left(Mark::O)), awaited: false });
    assert_eq!(first.replies(Mark::X).collect::<Vec<_>>(), [Reply::OtherPlayerLeft]);
    assert_eq!(first.replies(Mark::O).count(), 0);
    for seat in [Mark::O, Mark::X, Mark::O] {
        let again = game.apply(seat, Command::Quit).unwrap();
        assert_eq!(again, Event::Left { by: seat, ending: None, awaited: false });
        assert_eq!(again.replies(Mark::X).count() + again.replies(Mark::O).count(), 0);
        assert_eq!(game.ending(), Some(Ending::Left(Mark::O)));
    }
}

#[test]
fn another_game_begins_when_both_have_asked() {
    for first in [Mark::X, Mark::O] {
        let mut game = play(&[0, 3, 1, 4, 2]);
        for _ in 0..2 {
            let event = game.apply(first, Command::Rematch).unwrap();
            assert_eq!(event, Event::Rematch { by: first, both: false });
            assert_eq!(lines(event, Mark::X).len() + lines(event, Mark::O).len(), 0);
            assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
        }
        let event = game.apply(first.opponent(), Command::Rematch).unwrap();
        assert_eq!(lines(event, Mark::X), ["MESSAGE Your move"]);
        assert_eq!(lines(event, Mark::O).len(), 0);
        assert_eq!(game, Game::new());
        assert_eq!(game.apply(first, Command::Rematch), Err(Error::GameOn));
    }
}

#[test]
fn who_waits_for_another_game_is_told_that_there_is_none() {
    let mut game = play(&[0, 3, 1, 4, 2]);
    game.apply(Mark::X, Command::Rematch).unwrap();
    let left = game.apply(Mark::O, Command::Quit).unwrap();
    assert_eq!(lines(left, Mark::X), ["OTHER_PLAYER_LEFT"]);
    assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
    assert_eq!(game.apply(Mark::X, Command::Rematch), Err(Error::OpponentGone));
}

#[test]
fn who_asks_an_empty_seat_is_told_so_then() {
    let mut game = play(&[0, 3, 1, 4, 2]);
    game.apply(Mark::X, Command::Rematch).unwrap();
    let left = game.apply(Mark::X, Command::Quit).unwrap();
    assert_eq!(lines(left, Mark::O).len(), 0);
    assert_eq!(game.apply(Mark::O, Command::Rematch), Err(Error::OpponentGone));
    let mut game = play(&[4]);
    game.apply(Mark::O, Command::Quit).unwrap();
    assert_eq!(game.apply(Mark::X, Command::Rematch), Err(Error::OpponentGone));
}
