//! Games with time: whatever two seats do and however long they take, what is told of it and what holds after it.

use std::time::Duration;

use proptest::prelude::*;
use tttp::two::{self, GameId};
use tttp::{Act, Cell, Event, Game, Mark, Rules};

use crate::cases;

const START: Duration = Duration::from_secs(20);
const INCREMENT: Duration = Duration::from_secs(3);
const CLAIM_AFTER: Duration = Duration::from_secs(5);

fn mark() -> impl Strategy<Value = Mark> {
    prop_oneof![Just(Mark::X), Just(Mark::O)]
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Whoever is to move marks a cell.
    Play(u8, Duration),
    Act(Mark, Act, Duration),
    Tick,
    Refused(Mark),
}

fn step() -> impl Strategy<Value = Step> {
    let act = prop_oneof![
        2 => (0u8..9).prop_map(|number| Act::Move(Cell::try_from(number).expect("0 to 8"))),
        1 => Just(Act::Resign),
        2 => Just(Act::Claim),
        6 => Just(Act::Rematch),
        1 => Just(Act::Leave),
        1 => Just(Act::Abandon),
        3 => Just(Act::Lose),
        4 => Just(Act::Return),
    ];
    let lag = || (0u64..800).prop_map(Duration::from_millis);
    prop_oneof![
        30 => (0u8..9, lag()).prop_map(|(number, lag)| Step::Play(number, lag)),
        15 => (mark(), act, lag()).prop_map(|(seat, act, lag)| Step::Act(seat, act, lag)),
        4 => Just(Step::Tick),
        2 => mark().prop_map(Step::Refused),
    ]
}

/// How much time passes before a step: mostly little.
fn pause() -> impl Strategy<Value = Duration> {
    prop_oneof![6 => 0u64..1_500, 2 => 0u64..12_000, 1 => 0u64..40_000].prop_map(Duration::from_millis)
}

fn rules() -> impl Strategy<Value = Rules> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(classic, clock, first, illegal)| Rules {
        classic,
        clock: clock.then_some(two::Control { start: START, increment: INCREMENT }),
        first_move: first.then_some(Duration::from_secs(10)),
        claim_after: CLAIM_AFTER,
        give_up_after: Duration::from_secs(30),
        illegal: illegal.then_some(3),
        lag_credit: Duration::from_millis(300),
        swap: !classic,
    })
}

/// What holds after an event, of the game before and after it; returns the numbers that its lines carry and imply.
fn check(id: GameId, before: &Game, event: Event, game: &Game, now: Duration) -> Result<(), TestCaseError> {
    let lines: Vec<two::Reply> = event.lines(id, game, now).collect();
    let anew = matches!(event, Event::Rematch { both: true, .. });
    if anew {
        prop_assert_eq!(game.seq(), 0);
        prop_assert_eq!(game, &Game::with(*before.rules(), now));
    } else {
        // One a line, so that a client that has read them all has counted the same.
        prop_assert_eq!(game.seq(), before.seq() + lines.len() as u32);
    }
    let mut ends = 0;
    for (line, seq) in lines.iter().zip(before.seq() + 1..) {
        match line {
            two::Reply::Moved { seq: said, clocks, .. } => {
                prop_assert_eq!((*said, *clocks), (seq, game.clocks(now)));
            }
            two::Reply::End { seq: said, winner, reason, .. } => {
                let ending = game.ending().expect("it was said to be over");
                prop_assert_eq!((*said, *winner, *reason), (seq, ending.winner(), ending.reason()));
                ends += 1;
            }
            _ => {}
        }
        let text = line.to_string();
        prop_assert_eq!(text.parse::<two::Reply>(), Ok(line.clone()), "{}", text);
    }
    // It ends once, and that is told.
    let ended = before.ending().is_none() && game.ending().is_some();
    prop_assert_eq!(ends, usize::from(ended));
    if before.ending().is_some() && !anew {
        let harmless = match event {
            Event::Left { ending, .. } => ending.is_none(),
            Event::Lost { by, .. } => !game.rules().classic && !game.has_left(by),
            Event::Returned { .. } | Event::Rematch { .. } => true,
            Event::Moved { .. } | Event::Ended(_) => false,
        };
        prop_assert!(harmless, "{event:?}");
        prop_assert_eq!(game.ending(), before.ending());
        prop_assert_eq!(game.board(), before.board());
        prop_assert_eq!(game.clocks(now), before.clocks(Duration::ZERO));
    }
    for seat in [Mark::X, Mark::O] {
        prop_assert!(event.replies(seat).count() <= 2);
    }
    Ok(())
}

/// What a log makes of it.
fn written_and_read(event: Event) -> Event {
    let text = serde_json::to_string(&event).expect("JSON");
    serde_json::from_str(&text).expect("an event")
}

/// Since when seats are gone, as told by events alone.
#[derive(Default)]
struct Absent([Option<Duration>; 2]);

impl Absent {
    fn hear(&mut self, event: Event, has_ended: bool, now: Duration) {
        let side = |by| usize::from(by == Mark::O);
        match event {
            Event::Lost { by, .. } => self.0[side(by)] = self.0[side(by)].or(Some(now)),
            Event::Returned { by } | Event::Left { by, .. } => self.0[side(by)] = None,
            Event::Rematch { both: true, .. } => self.0 = [None; 2],
            Event::Moved { .. } | Event::Ended(_) | Event::Rematch { .. } => {}
        }
        if has_ended {
            self.0 = self.0.map(|since| since.and(Some(now)));
        }
    }

    /// When the first of them leaves a game that is over.
    fn leaves_at(&self) -> Option<Duration> {
        self.0.into_iter().flatten().min().map(|since| since + CLAIM_AFTER)
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn whatever_happens_is_told_once_and_can_be_played_back(
        rules in rules(),
        steps in prop::collection::vec((pause(), step()), 0..120),
    ) {
        let id: GameId = "7KX2M9AB".parse().expect("a game");
        let mut now = Duration::from_secs(50);
        let mut game = Game::with(rules, now);
        let mut rebuilt = game.clone();
        let mut moves = 0;
        let mut absent = Absent::default();
        for (pause, step) in steps {
            now += pause;
            let before = game.clone();
            let due = game.deadline().is_some_and(|deadline| deadline <= now);
            let (event, lag) = match step {
                Step::Play(number, lag) => {
                    let act = Act::Move(Cell::try_from(number).expect("0 to 8"));
                    (game.apply(before.turn(), act, now, lag), lag)
                }
                Step::Act(seat, act, lag) => (game.apply(seat, act, now, lag), lag),
                Step::Tick => match game.tick(now) {
                    Some(event) => {
                        prop_assert!(due);
                        prop_assert_eq!(matches!(event, Event::Left { .. }), before.ending().is_some());
                        (Ok(event), Duration::ZERO)
                    }
                    None => {
                        prop_assert!(!due);
                        prop_assert_eq!(&game, &before);
                        continue;
                    }
                },
                Step::Refused(seat) => match game.refused(seat, now) {
                    Some(event) => {
                        // The count is no event, and so is not played back.
                        rebuilt = before.clone();
                        rebuilt.refused(seat, now);
                        check(id, &before, event, &game, now)?;
                        absent.hear(event, true, now);
                        prop_assert_eq!(&rebuilt, &game);
                        continue;
                    }
                    None => {
                        rebuilt.refused(seat, now);
                        continue;
                    }
                },
            };
            match event {
                Ok(event) => {
                    check(id, &before, event, &game, now)?;
                    rebuilt.evolve(&written_and_read(event), now, lag);
                    absent.hear(event, before.ending().is_none() && game.ending().is_some(), now);
                    match event {
                        Event::Moved { .. } => moves += 1,
                        Event::Rematch { both: true, .. } => moves = 0,
                        _ => {}
                    }
                }
                Err(_) => prop_assert_eq!(&game, &before),
            }
            prop_assert_eq!(&rebuilt, &game);
            prop_assert_eq!(game.clocks(now).is_some(), rules.clock.is_some());
            for left in game.clocks(now).into_iter().flatten() {
                // The lag of a move gives back no more than the move took.
                prop_assert!(left <= START + INCREMENT * (moves / 2 + 1), "{left:?} after {moves} moves");
            }
            if game.ending().is_some() {
                prop_assert_eq!(game.deadline(), absent.leaves_at());
            }
            for (seat, since) in [Mark::X, Mark::O].into_iter().zip(absent.0) {
                prop_assert_eq!(game.is_gone(seat), since.is_some());
                prop_assert!(!(game.is_gone(seat) && game.has_left(seat)));
            }
        }
    }
}
