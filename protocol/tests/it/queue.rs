//! Pairing against a model that is a plain list; with ratings, against what is promised of it.

use std::time::Duration;

use proptest::prelude::*;
use tttp::Queue;

use crate::cases;

/// Without ratings, time is of no matter.
const NOW: Duration = Duration::ZERO;

#[derive(Clone, Copy, Debug)]
enum Op {
    Join(u64),
    Leave(u64),
}

fn op() -> impl Strategy<Value = Op> {
    // Few ids, so that they meet again.
    prop_oneof![(0..6u64).prop_map(Op::Join), (0..6u64).prop_map(Op::Leave)]
}

/// The values of two, taken out of the list as soon as there are two in it.
fn pair(list: &mut Vec<(u64, usize)>) -> Option<(usize, usize)> {
    (list.len() == 2).then(|| (list.remove(0).1, list.remove(0).1))
}

fn enter(list: &mut Vec<(u64, usize)>, id: u64, value: usize) -> Option<(usize, usize)> {
    list.retain(|(waiting, _)| *waiting != id);
    list.push((id, value));
    pair(list)
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn the_queue_does_what_the_list_does(ops in prop::collection::vec(op(), 0..60)) {
        let (mut queue, mut list) = (Queue::new(), Vec::new());
        // A value is the number of its operation, so no two are the same.
        for (value, op) in ops.into_iter().enumerate() {
            match op {
                Op::Join(id) => {
                    prop_assert_eq!(queue.join(id, value, None, NOW), enter(&mut list, id, value));
                }
                Op::Leave(id) => {
                    let place = list.iter().position(|(waiting, _)| *waiting == id);
                    prop_assert_eq!(queue.leave(id), place.map(|place| list.remove(place).1));
                }
            }
            prop_assert_eq!(queue.len(), list.len());
            prop_assert_eq!(queue.is_empty(), list.is_empty());
            prop_assert_eq!(queue.first(), list.first().map(|(_, value)| value));
        }
    }

    #[test]
    fn no_ghost_is_paired_and_nobody_twice(ops in prop::collection::vec(op(), 0..60)) {
        let mut queue = Queue::new();
        // Whose entry, by its value, may still be paired. Index: the operation that made it.
        let mut alive: Vec<(u64, bool)> = Vec::new();
        for op in ops {
            let value = alive.len();
            let (id, joins) = match op {
                Op::Join(id) => (id, true),
                Op::Leave(id) => (id, false),
            };
            // To leave, or to join anew, ends what one had before.
            alive.iter_mut().filter(|(owner, _)| *owner == id).for_each(|(_, alive)| *alive = false);
            alive.push((id, joins));
            let paired = match op {
                Op::Join(id) => queue.join(id, value, None, NOW),
                Op::Leave(id) => {
                    queue.leave(id);
                    None
                }
            };
            if let Some((x, o)) = paired {
                prop_assert_ne!(alive[x].0, alive[o].0, "paired with themselves");
                for value in [x, o] {
                    prop_assert!(std::mem::take(&mut alive[value].1), "a ghost was paired");
                }
            }
        }
    }
}

#[test]
fn who_waited_first_plays_x() {
    let mut queue = Queue::new();
    assert_eq!(queue.join(1, "a", None, NOW), None);
    assert_eq!(queue.join(2, "b", None, NOW), Some(("a", "b")));
    assert!(queue.is_empty());
}

#[test]
fn a_waiting_player_who_leaves_is_gone() {
    let mut queue = Queue::new();
    queue.join(1, "a", None, NOW);
    assert_eq!(queue.leave(2), None);
    assert_eq!(queue.leave(1), Some("a"));
    assert_eq!(queue.leave(1), None);
    assert_eq!(queue.join(2, "b", None, NOW), None);
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn ratings_that_are_near_pair_at_once() {
    let mut queue = Queue::new();
    assert_eq!(queue.join(1, 'a', Some(1_500), seconds(0)), None);
    assert_eq!(queue.join(2, 'b', Some(1_601), seconds(0)), None);
    assert_eq!(queue.join(3, 'c', Some(1_700), seconds(0)), Some(('b', 'c')));
    assert_eq!(queue.join(4, 'd', Some(1_400), seconds(0)), Some(('a', 'd')));
}

#[test]
fn a_window_widens_by_50_a_second() {
    let mut queue = Queue::new();
    queue.join(1, 'a', Some(1_000), seconds(10));
    assert_eq!(queue.next_due(), None);
    queue.join(2, 'b', Some(1_350), seconds(12));
    // 250 above 100, and so 5 s after the first of them came.
    assert_eq!(queue.next_due(), Some(seconds(15)));
    assert_eq!(queue.pair(seconds(15) - Duration::from_nanos(1)), None);
    assert_eq!(queue.pair(seconds(15)), Some(('a', 'b')));
    assert_eq!((queue.pair(seconds(99)), queue.next_due()), (None, None));
}

#[test]
fn who_has_no_rating_pairs_with_anybody() {
    let mut queue = Queue::new();
    queue.join(1, 'a', Some(100), NOW);
    queue.join(2, 'b', Some(3_000), NOW);
    assert_eq!(queue.join(3, 'c', None, NOW), Some(('a', 'c')));
    assert_eq!(queue.join(4, 'd', None, NOW), Some(('b', 'd')));
    queue.join(5, 'e', None, NOW);
    assert_eq!(queue.join(6, 'f', Some(9), NOW), Some(('e', 'f')));
}

/// Callers take the time where they are, and what they send may overtake each other.
#[test]
fn who_suits_at_once_does_so_at_any_time() {
    let mut queue = Queue::new();
    queue.join(1, 'a', Some(1_000), seconds(10));
    assert_eq!(queue.join(2, 'b', Some(1_100), seconds(9)), Some(('a', 'b')));
}

/// A newcomer who suits nobody is told to wait, even if others are to be paired by now.
#[test]
fn joining_pairs_nobody_else() {
    let mut queue = Queue::new();
    queue.join(1, 'a', Some(1_000), seconds(0));
    queue.join(2, 'b', Some(1_500), seconds(0));
    assert_eq!(queue.join(3, 'c', Some(60_000), seconds(60)), None);
    assert_eq!(queue.pair(seconds(60)), Some(('a', 'b')));
}

#[test]
fn who_joins_again_keeps_their_place_and_may_pair_by_the_new_rating() {
    let mut queue = Queue::new();
    queue.join(1, 'a', Some(1_000), seconds(0));
    queue.join(2, 'b', Some(2_000), seconds(0));
    assert_eq!(queue.join(1, 'c', Some(1_200), seconds(9)), None);
    assert_eq!((queue.first(), queue.len()), (Some(&'c'), 2));
    assert_eq!(queue.join(2, 'd', Some(1_300), seconds(9)), Some(('c', 'd')));
}

/// Who waits: their id, rating, and since when.
type Rated = (u64, Option<u16>, Duration);

fn suit(first: &Rated, second: &Rated, now: Duration) -> bool {
    let (Some(own), Some(other)) = (first.1, second.1) else { return true };
    let wait = now - first.2.min(second.2);
    f64::from(own.abs_diff(other)) <= 100.0 + 50.0 * wait.as_secs_f64()
}

/// Takes out the first two that suit; of a newcomer, only those with them.
fn take(list: &mut Vec<Rated>, now: Duration, newcomer: Option<u64>) -> Option<(u64, u64)> {
    for first in 0..list.len() {
        for second in first + 1..list.len() {
            let ids = (list[first].0, list[second].0);
            let admitted = newcomer.is_none_or(|id| ids.0 == id || ids.1 == id);
            if admitted && suit(&list[first], &list[second], now) {
                list.remove(second);
                list.remove(first);
                return Some(ids);
            }
        }
    }
    None
}

#[derive(Clone, Copy, Debug)]
enum Rating {
    Join(u64, Option<u16>),
    Leave(u64),
    Pair,
}

fn rating() -> impl Strategy<Value = Rating> {
    prop_oneof![
        5 => (0..12u64, prop::option::weighted(0.9, 0..3_000u16)).prop_map(|(id, rating)| Rating::Join(id, rating)),
        1 => (0..12u64).prop_map(Rating::Leave),
        2 => Just(Rating::Pair),
    ]
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn with_ratings_too_it_does_what_the_list_does(ops in prop::collection::vec((rating(), 0u64..4), 0..60)) {
        let (mut queue, mut list, mut now) = (Queue::new(), Vec::<Rated>::new(), seconds(0));
        for (op, step) in ops {
            now += Duration::from_millis(step * 500);
            match op {
                Rating::Join(id, rating) => {
                    match list.iter_mut().find(|(waiting, ..)| *waiting == id) {
                        Some((_, old, _)) => *old = rating,
                        None => list.push((id, rating, now)),
                    }
                    let paired = queue.join(id, id, rating, now);
                    prop_assert!(paired.is_none_or(|(x, o)| x != o && (x == id || o == id)));
                    prop_assert_eq!(paired, take(&mut list, now, Some(id)));
                }
                Rating::Leave(id) => {
                    let waited = list.iter().any(|(waiting, ..)| *waiting == id);
                    list.retain(|(waiting, ..)| *waiting != id);
                    prop_assert_eq!(queue.leave(id), waited.then_some(id));
                    prop_assert_eq!(queue.leave(id), None);
                }
                Rating::Pair => prop_assert_eq!(queue.pair(now), take(&mut list, now, None)),
            }
            prop_assert_eq!(queue.len(), list.len());
            prop_assert_eq!(queue.first(), list.first().map(|(id, ..)| id));
        }
        // All that is left is paired in time, no sooner than announced and no later.
        while let Some(due) = queue.next_due() {
            if let Some(sooner) = due.checked_sub(Duration::from_nanos(1)).filter(|sooner| *sooner >= now) {
                prop_assert_eq!(queue.pair(sooner), None);
            }
            now = now.max(due);
            prop_assert!(queue.pair(now).is_some());
        }
        prop_assert!(queue.len() < 2);
    }
}
