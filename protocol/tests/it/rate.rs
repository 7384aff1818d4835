//! Meters against what is promised of any span of time.

use std::time::Duration;

use proptest::prelude::*;
use tttp::{Meter, Rate};

use crate::cases;

const NANOSECOND: Duration = Duration::from_nanos(1);

#[test]
fn after_a_burst_comes_a_steady_rate() {
    let rate = Rate { per_minute: 30, burst: 3 };
    let mut meter = Meter::default();
    let mut now = Duration::from_secs(1_000);
    for _ in 0..3 {
        assert_eq!(meter.check(rate, now), Ok(()));
    }
    for _ in 0..10 {
        assert_eq!(meter.check(rate, now), Err(Duration::from_secs(2)));
        now += Duration::from_millis(500);
        assert_eq!(meter.check(rate, now), Err(Duration::from_millis(1_500)));
        now += Duration::from_millis(1_500);
        assert_eq!(meter.check(rate, now), Ok(()));
    }
    // A pause earns the burst again, however long it is.
    now += Duration::from_secs(3_600);
    assert_eq!((0..10).take_while(|_| meter.check(rate, now).is_ok()).count(), 3);
}

/// Seven a minute, none of which is a whole number of nanoseconds after the other, are no more than seven.
#[test]
fn an_interval_is_rounded_up() {
    let rate = Rate { per_minute: 7, burst: 1 };
    let mut meter = Meter::default();
    assert_eq!(meter.check(rate, Duration::ZERO), Ok(()));
    let wait = meter.check(rate, Duration::ZERO).expect_err("one at once");
    assert_eq!(wait, Duration::from_nanos(8_571_428_572));
}

#[test]
fn a_rate_of_zero_is_never() {
    for rate in [Rate { per_minute: 0, burst: 3 }, Rate { per_minute: 30, burst: 0 }] {
        let mut meter = Meter::default();
        assert_eq!(meter.check(rate, Duration::from_secs(1)), Err(Duration::MAX));
        assert_eq!(meter, Meter::default());
    }
}

#[test]
fn a_meter_is_idle_when_it_has_earned_all() {
    let rate = Rate { per_minute: 60, burst: 5 };
    let mut meter = Meter::default();
    let now = Duration::from_secs(100);
    assert!(meter.is_idle(now));
    for _ in 0..2 {
        assert_eq!(meter.check(rate, now), Ok(()));
    }
    assert!(!meter.is_idle(now + Duration::from_secs(2) - NANOSECOND));
    assert!(meter.is_idle(now + Duration::from_secs(2)));
}

fn rate() -> impl Strategy<Value = Rate> {
    (1u32..5_000, 1u32..20).prop_map(|(per_minute, burst)| Rate { per_minute, burst })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn the_wait_is_exact(rate in rate(), steps in prop::collection::vec(0u64..2_000_000_000, 1..60)) {
        let (mut meter, mut now) = (Meter::default(), Duration::from_secs(7));
        for step in steps {
            now += Duration::from_nanos(step);
            let before = meter;
            if let Err(wait) = meter.check(rate, now) {
                prop_assert_eq!(meter, before, "a refusal has cost something");
                prop_assert!(!wait.is_zero());
                prop_assert!(meter.check(rate, now + wait - NANOSECOND).is_err());
                prop_assert_eq!(meter.check(rate, now + wait), Ok(()));
                now += wait;
            }
        }
    }

    #[test]
    fn no_span_has_more_than_its_share(rate in rate(), steps in prop::collection::vec(0u64..500_000_000, 1..80)) {
        let (mut meter, mut now, mut let_happen) = (Meter::default(), Duration::ZERO, Vec::new());
        for step in steps {
            now += Duration::from_nanos(step);
            while meter.check(rate, now).is_ok() {
                let_happen.push(now);
            }
        }
        for (from, start) in let_happen.iter().enumerate() {
            for (count, end) in (1u128..).zip(&let_happen[from..]) {
                let earned = (*end - *start).as_nanos() * u128::from(rate.per_minute) / 60_000_000_000;
                prop_assert!(count <= u128::from(rate.burst) + earned, "{count} from {start:?} to {end:?}");
            }
        }
    }
}
