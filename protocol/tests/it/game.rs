//! Games against the model, and against their own events.

use std::time::Duration;

use proptest::prelude::*;
use tttp::{Act, Cell, Ending, Error, Event, Game, Mark, Reply, Rules};

use crate::cases;
use crate::model::Model;

/// TTTP/1 knows no time.
const NOW: Duration = Duration::ZERO;

fn apply(game: &mut Game, seat: Mark, act: Act) -> Result<Event, Error> {
    game.apply(seat, act, NOW, NOW)
}

/// Mostly moves, sometimes out of turn, at times a wish for another game, rarely somebody leaving.
fn saying() -> impl Strategy<Value = (Mark, Act)> {
    let act = prop_oneof![
        30 => (0u8..9).prop_map(|number| Act::Move(cell(number))),
        4 => Just(Act::Rematch),
        1 => Just(Act::Leave),
    ];
    (prop_oneof![Just(Mark::X), Just(Mark::O)], act)
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
        let turn = game.turn();
        apply(&mut game, turn, Act::Move(cell(*number))).expect("a right move");
    }
    game
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn every_seat_is_told_what_the_model_says(said in prop::collection::vec(saying(), 0..100)) {
        let (mut game, mut model) = (Game::new(), Model::new());
        for (seat, act) in said {
            let who = if seat == Mark::X { 'X' } else { 'O' };
            let expected = match act {
                Act::Move(cell) => model.play(who, cell.get().into()),
                Act::Rematch => model.ask(who),
                _ => Ok(model.leave(who)),
            };
            let before = game.clone();
            let decided = game.decide(seat, act, NOW, NOW);
            prop_assert_eq!(&game, &before);
            let applied = apply(&mut game, seat, act);
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
            said.into_iter().filter_map(|(seat, act)| apply(&mut game, seat, act).ok()).collect();
        let mut rebuilt = Game::default();
        for event in &events {
            rebuilt.evolve(event, NOW, NOW);
        }
        prop_assert_eq!(rebuilt, game);
    }

    /// Whatever a journal may hold: events in any order, of any kind.
    #[test]
    fn no_event_is_too_much_for_a_game(events in prop::collection::vec(any_event(), 0..40), classic: bool) {
        let clock = Some("5+0".parse().expect("a clock"));
        let mut game = if classic { Game::new() } else { Game::with(Rules { clock, ..Rules::default() }, NOW) };
        let mut first = None;
        for event in events {
            game.evolve(&event, NOW, NOW);
            match event {
                Event::Moved { ending, .. } | Event::Left { ending, .. } => first = first.or(ending),
                Event::Ended(ending) => first = first.or(Some(ending)),
                Event::Lost { .. } | Event::Returned { .. } => {}
                Event::Rematch { both, .. } => first = first.filter(|_| !both),
            }
            prop_assert_eq!(game.ending(), first);
            // The end, and then nobody or one seat after the other.
            let mut later = game.clone();
            let ticks = (0..4).take_while(|_| later.tick(Duration::MAX).is_some()).count();
            prop_assert!(ticks <= 3 && later.deadline().is_none(), "{ticks} ticks");
            for seat in [Mark::X, Mark::O] {
                prop_assert!(event.replies(seat).count() <= 2);
                for cell in Cell::all() {
                    let _ = game.decide(seat, Act::Move(cell), NOW, NOW);
                }
                for act in [Act::Resign, Act::Claim, Act::Rematch, Act::Leave, Act::Abandon, Act::Lose, Act::Return] {
                    let _ = game.decide(seat, act, Duration::MAX, Duration::MAX);
                }
            }
        }
    }
}

fn any_event() -> impl Strategy<Value = Event> {
    let mark = || prop_oneof![Just(Mark::X), Just(Mark::O)];
    let certain = move || {
        prop_oneof![
            mark().prop_map(Ending::Line),
            mark().prop_map(Ending::Left),
            mark().prop_map(Ending::Resigned),
            mark().prop_map(Ending::Timeout),
            mark().prop_map(Ending::Abandoned),
            mark().prop_map(Ending::Illegal),
            Just(Ending::Tie),
            Just(Ending::Void),
        ]
    };
    let ending = move || prop::option::of(certain());
    prop_oneof![
        (mark(), 0u8..9, ending()).prop_map(|(by, number, ending)| Event::Moved { by, cell: cell(number), ending }),
        (mark(), ending(), any::<bool>()).prop_map(|(by, ending, awaited)| Event::Left { by, ending, awaited }),
        certain().prop_map(Event::Ended),
        (mark(), 0u64..30).prop_map(|(by, s)| Event::Lost { by, claim_in: Duration::from_secs(s) }),
        mark().prop_map(|by| Event::Returned { by }),
        (mark(), any::<bool>()).prop_map(|(by, both)| Event::Rematch { by, both }),
    ]
}

#[test]
fn x_moves_first() {
    assert_eq!(Game::new().turn(), Mark::X);
    let refused = apply(&mut Game::new(), Mark::O, Act::Move(cell(0)));
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
            assert_eq!(apply(&mut won, seat, Act::Move(cell(number))), Err(Error::GameOver));
        }
    }
    let mut on = play(&[0]);
    assert_eq!(apply(&mut on, Mark::X, Act::Move(cell(0))), Err(Error::NotYourTurn));
    assert_eq!(apply(&mut on, Mark::O, Act::Move(cell(0))), Err(Error::CellOccupied));
}

#[test]
fn leaving_ends_a_game_once() {
    let mut game = play(&[4]);
    let first = apply(&mut game, Mark::O, Act::Leave).unwrap();
    assert_eq!(first, Event::Left { by: Mark::O, ending: Some(Ending::Left(Mark::O)), awaited: false });
    assert_eq!(first.replies(Mark::X).collect::<Vec<_>>(), [Reply::OtherPlayerLeft]);
    assert_eq!(first.replies(Mark::O).count(), 0);
    for seat in [Mark::O, Mark::X, Mark::O] {
        let again = apply(&mut game, seat, Act::Leave).unwrap();
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
            let event = apply(&mut game, first, Act::Rematch).unwrap();
            assert_eq!(event, Event::Rematch { by: first, both: false });
            assert_eq!(lines(event, Mark::X).len() + lines(event, Mark::O).len(), 0);
            assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
        }
        let event = apply(&mut game, first.opponent(), Act::Rematch).unwrap();
        assert_eq!(lines(event, Mark::X), ["MESSAGE Your move"]);
        assert_eq!(lines(event, Mark::O).len(), 0);
        assert_eq!(game, Game::new());
        assert_eq!(apply(&mut game, first, Act::Rematch), Err(Error::GameOn));
    }
}

#[test]
fn who_waits_for_another_game_is_told_that_there_is_none() {
    let mut game = play(&[0, 3, 1, 4, 2]);
    apply(&mut game, Mark::X, Act::Rematch).unwrap();
    let left = apply(&mut game, Mark::O, Act::Leave).unwrap();
    assert_eq!(lines(left, Mark::X), ["OTHER_PLAYER_LEFT"]);
    assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
    assert_eq!(apply(&mut game, Mark::X, Act::Rematch), Err(Error::OpponentGone));
}

#[test]
fn who_asks_an_empty_seat_is_told_so_then() {
    let mut game = play(&[0, 3, 1, 4, 2]);
    apply(&mut game, Mark::X, Act::Rematch).unwrap();
    let left = apply(&mut game, Mark::X, Act::Leave).unwrap();
    assert_eq!(lines(left, Mark::O).len(), 0);
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch), Err(Error::OpponentGone));
    let mut game = play(&[4]);
    apply(&mut game, Mark::O, Act::Leave).unwrap();
    assert_eq!(apply(&mut game, Mark::X, Act::Rematch), Err(Error::OpponentGone));
}
