//! `PING` and `PONG`: how long the way to a client and back takes, by the server's own measure.

use std::time::Duration;

use super::*;

/// How many measures the least is taken of: one that is late says nothing about the way.
const KEPT: usize = 8;

/// The measures of one session.
#[derive(Debug, Default)]
pub(super) struct Lag {
    /// When the last ping was sent, until it is answered.
    asked: Option<Duration>,
    measures: [Option<Duration>; KEPT],
    next: usize,
}

impl Lag {
    /// A ping goes out, with this number.
    fn ask(&mut self, now: Duration) -> u64 {
        self.asked = Some(now);
        stamp(now)
    }

    /// It comes back; whatever else comes is no measure.
    fn answered(&mut self, number: u64, now: Duration) {
        if let Some(asked) = self.asked.take_if(|asked| stamp(*asked) == number) {
            self.measures[self.next] = Some(now.saturating_sub(asked));
            self.next = (self.next + 1) % KEPT;
        }
    }

    fn last(&self) -> Option<Duration> {
        self.measures[(self.next + KEPT - 1) % KEPT]
    }

    /// What is credited: the least of the last measures, or nothing.
    pub(super) fn least(&self) -> Duration {
        self.measures.iter().flatten().min().copied().unwrap_or_default()
    }
}

/// Milliseconds since the server's start.
fn stamp(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Player {
    /// Sends a ping now, and some time after each.
    pub(super) fn ping(&mut self, ctx: &mut Context<Self>) {
        ctx.run_later(Duration::from_millis(self.shared.config.ping_ms), |_, ctx| {
            // Once a period. A message, for what timers say is not written.
            ctx.address().do_send(PingDue);
        });
        let now = self.shared.now();
        let Some(session) = self.session() else { return };
        let round_trip = session.lag.last();
        let stamp = session.lag.ask(now);
        self.tell(Reply::Ping { stamp, round_trip });
    }

    pub(super) fn pong(&mut self, stamp: u64) {
        let now = self.shared.now();
        if let Some(session) = self.session() {
            session.lag.answered(stamp, now);
        }
    }
}

#[derive(Message)]
#[rtype(result = "()")]
struct PingDue;

impl Handler<PingDue> for Player {
    type Result = ();

    fn handle(&mut self, _: PingDue, ctx: &mut Self::Context) {
        if self.session().is_some() {
            self.ping(ctx);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn the_least_of_the_last_counts_and_a_made_up_answer_does_not() {
        let mut lag = Lag::default();
        assert_eq!((lag.least(), lag.last()), (Duration::ZERO, None));
        for (at, took) in [(1000, 80), (2000, 30), (3000, 500)] {
            let stamp = lag.ask(at * MS);
            lag.answered(stamp + 1, at * MS + MS);
            lag.answered(stamp, (at + took) * MS);
            lag.answered(stamp, (at + took + 900) * MS);
        }
        assert_eq!((lag.least(), lag.last()), (30 * MS, Some(500 * MS)));
        for at in 4..12 {
            let stamp = lag.ask(at * 1000 * MS);
            lag.answered(stamp, at * 1000 * MS + 200 * MS);
        }
        assert_eq!(lag.least(), 200 * MS, "old measures are forgotten");
    }
}
