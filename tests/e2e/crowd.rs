//! Many on one canvas: more than there is room to tell of, and on several threads.

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tttparty_tests::{
    guest::{Guest, see_the_same},
    server::TestServer,
};

/// People.
const CROWD: usize = 60;

/// Ticks a second.
const HZ: u16 = 40;

/// Bytes of frames a second for each: room for half of the crowd.
const BYTES: u32 = 8192;

/// How long they walk about, in ticks: to spread, and to be measured.
const SPREAD: u32 = 200;
const MEASURED: u32 = 400;

/// One who walks about.
struct Walker {
    guest: Guest,
    to: (u16, u16),
    /// Whether it tells which frames it has drawn.
    tells: bool,
    rng: StdRng,
}

impl Walker {
    /// Walks for so many ticks, from one random place to the next, and gives how many bytes of frames it was sent in
    /// those. All others stay known.
    async fn walk(&mut self, ticks: u32) -> usize {
        let start = self.guest.tick();
        let mut bytes = 0;
        while self.guest.tick().wrapping_sub(start) < ticks {
            bytes += self.guest.frame().await.bytes;
            assert_eq!(self.guest.canvas.people().count(), CROWD);
            let to = (f64::from(self.to.0), f64::from(self.to.1));
            if self.guest.canvas.place(self.guest.id) == Some(to) {
                self.to = (self.rng.random_range(0..=500), self.rng.random_range(0..=500));
                self.guest.go(self.to.0, self.to.1).await;
            }
            if self.tells {
                self.guest.ack().await;
            }
        }
        bytes
    }
}

#[tokio::test]
async fn in_a_crowd_there_is_less_detail_and_nobody_is_forgotten() {
    let seed = u64::from(rand::random::<u32>());
    println!("seed {seed}");
    let server = TestServer::with(|config| {
        (config.party_bytes_per_second, config.tick) = (BYTES, HZ);
        (config.zombies, config.top_speed) = (0, 200.0);
    });
    let guests = join_all((0..CROWD).map(|_| Guest::join(&server))).await;
    let walkers = guests.into_iter().enumerate().map(|(number, guest)| {
        let rng = StdRng::seed_from_u64(seed + number as u64);
        Walker { guest, to: (0, 0), tells: number % 2 == 0, rng }
    });
    let mut walkers: Vec<_> = walkers.collect();
    join_all(walkers.iter_mut().map(|walker| walker.guest.until(|canvas| canvas.people().count() == CROWD))).await;
    join_all(walkers.iter_mut().map(|walker| walker.walk(SPREAD))).await;
    let bytes = join_all(walkers.iter_mut().map(|walker| walker.walk(MEASURED))).await;

    let budget = BYTES as usize * MEASURED as usize / usize::from(HZ);
    let most = bytes.iter().max().unwrap();
    let mean = bytes.iter().sum::<usize>() / CROWD;
    println!("{budget} bytes were there for each, and on average {mean} were sent, {most} at most");
    assert!(mean <= budget, "{mean} bytes on average, and {budget} is the budget");
    assert!(mean > budget / 2, "{mean} bytes on average, though there was more to tell, and {budget} is the budget");
    // It is kept by what is expected of a place, so that one or the other gets a little more.
    assert!(*most <= budget + budget / 4, "{most} bytes, and {budget} is the budget");

    // Each to a place of its own; then it is known by all where they all are.
    let places: Vec<_> = walkers.iter().enumerate().map(|(i, walker)| (walker.guest.id, (i as u16 * 8, 250))).collect();
    join_all(walkers.iter_mut().zip(&places).map(|(walker, (_, to))| walker.guest.go(to.0, to.1))).await;
    let all_are_there = |walker: &Walker| {
        places.iter().all(|(id, to)| walker.guest.canvas.place(*id) == Some((to.0.into(), to.1.into())))
    };
    join_all(walkers.iter_mut().map(async |walker| {
        while !all_are_there(walker) {
            walker.guest.frame().await;
            walker.guest.ack().await;
        }
    }))
    .await;
    // Whoever comes now is told the same.
    let mut late = Guest::join(&server).await;
    late.until(|canvas| canvas.people().count() == CROWD + 1).await;
    see_the_same(&mut late, &mut walkers[0].guest).await;
}

#[tokio::test]
async fn on_two_threads_all_see_the_same() {
    let seed = u64::from(rand::random::<u32>());
    println!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let server = TestServer::with(|config| (config.workers, config.tick, config.top_speed) = (Some(2), 60, 500.0));
    for path in ["/party", "/party?room=TWO&zombies=20"] {
        // They are dealt to the threads in turn.
        let mut guests = join_all((0..6).map(|_| Guest::join_at(&server, path))).await;
        for _ in 0..20 {
            for guest in &mut guests {
                guest.frame().await;
                guest.go(rng.random_range(0..=500), rng.random_range(0..=500)).await;
            }
            let (first, others) = guests.split_first_mut().unwrap();
            first.until(|canvas| canvas.people().count() == 6).await;
            for other in others {
                see_the_same(first, other).await;
            }
        }
    }
}
