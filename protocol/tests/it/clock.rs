//! Clocks in games as played, and whatever else may be said to one.

use std::time::Duration;

use proptest::prelude::*;
use tttp::{Clock, Mark};

use crate::cases;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn clock(control: &str) -> Clock {
    Clock::new(control.parse().expect("a clock"))
}

#[test]
fn a_clock_waits_until_it_is_started() {
    let mut clock = clock("180+2");
    assert_eq!(clock.flags_at(), None);
    assert_eq!(clock.remaining(ms(1_000_000)), [ms(180_000); 2]);
    clock.moved(Mark::X, ms(5_000), ms(0));
    assert_eq!(clock.remaining(ms(9_000)), [ms(180_000); 2]);
    clock.start(Mark::O, ms(10_000));
    assert_eq!(clock.flags_at(), Some((Mark::O, ms(190_000))));
    assert_eq!(clock.remaining(ms(11_500)), [ms(180_000), ms(178_500)]);
}

#[test]
fn a_move_gives_back_the_increment_and_its_lag() {
    let mut clock = clock("60+2");
    clock.start(Mark::X, ms(1_000));
    clock.moved(Mark::X, ms(6_000), ms(300));
    assert_eq!(clock.remaining(ms(6_000)), [ms(60_000 - 5_000 + 300 + 2_000), ms(60_000)]);
    // A move that took less than its lag gives back no more than it took.
    clock.moved(Mark::O, ms(6_100), ms(300));
    assert_eq!(clock.remaining(ms(6_100))[1], ms(62_000));
    assert_eq!(clock.flags_at(), Some((Mark::X, ms(6_100 + 57_300))));
}

#[test]
fn a_flag_falls_at_zero_and_stays_down() {
    let mut clock = clock("5+0");
    clock.start(Mark::O, ms(0));
    assert_eq!(clock.remaining(ms(4_999))[1], ms(1));
    assert_eq!(clock.remaining(ms(5_000))[1], ms(0));
    clock.stop(ms(60_000));
    assert_eq!(clock.flags_at(), None);
    assert_eq!(clock.remaining(ms(70_000)), [ms(5_000), ms(0)]);
}

#[derive(Clone, Debug)]
enum Op {
    Start(Mark),
    Moved(Mark, Duration),
    Stop,
}

fn op() -> impl Strategy<Value = Op> {
    let mark = || prop_oneof![Just(Mark::X), Just(Mark::O)];
    prop_oneof![
        1 => mark().prop_map(Op::Start),
        9 => (mark(), 0u64..2_000).prop_map(|(mark, credit)| Op::Moved(mark, ms(credit))),
        1 => Just(Op::Stop),
    ]
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn no_clock_grows_but_by_increments(ops in prop::collection::vec((op(), 0u64..8_000), 0..40)) {
        let mut clock = clock("20+3");
        let (mut now, mut most) = (ms(0), [ms(20_000); 2]);
        for (op, step) in ops {
            let before = clock.remaining(now);
            now += ms(step);
            let later = clock.remaining(now);
            let running = clock.flags_at();
            for (mark, side) in [(Mark::X, 0), (Mark::O, 1)] {
                let ran = running.is_some_and(|(running, _)| running == mark);
                let expected = if ran { before[side].saturating_sub(ms(step)) } else { before[side] };
                prop_assert_eq!(later[side], expected);
            }
            match op {
                Op::Start(mark) => clock.start(mark, now),
                Op::Moved(mark, credit) => {
                    clock.moved(mark, now, credit);
                    if running.is_some_and(|(running, _)| running == mark) {
                        most[usize::from(mark == Mark::O)] += ms(3_000);
                        prop_assert_eq!(clock.flags_at().map(|(mark, _)| mark), Some(mark.opponent()));
                    }
                }
                Op::Stop => clock.stop(now),
            }
            if let Some((mark, at)) = clock.flags_at() {
                prop_assert_eq!(clock.remaining(at)[usize::from(mark == Mark::O)], ms(0));
            }
            let left = clock.remaining(now);
            prop_assert!(left[0] <= most[0] && left[1] <= most[1], "{left:?} of {most:?}");
        }
    }
}
