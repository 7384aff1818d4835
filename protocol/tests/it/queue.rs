//! Pairing against a model that is a plain list.

use proptest::prelude::*;
use tttp::Queue;

use crate::cases;

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
                    prop_assert_eq!(queue.join(id, value), enter(&mut list, id, value));
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
                Op::Join(id) => queue.join(id, value),
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
    assert_eq!(queue.join(1, "a"), None);
    assert_eq!(queue.join(2, "b"), Some(("a", "b")));
    assert!(queue.is_empty());
}

#[test]
fn a_waiting_player_who_leaves_is_gone() {
    let mut queue = Queue::new();
    queue.join(1, "a");
    assert_eq!(queue.leave(2), None);
    assert_eq!(queue.leave(1), Some("a"));
    assert_eq!(queue.leave(1), None);
    assert_eq!(queue.join(2, "b"), None);
}
