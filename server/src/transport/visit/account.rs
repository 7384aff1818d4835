//! Whose requests a connection serves, so that the bytes on the wire are counted for them, headers included.
//!
//! A connection may serve many in turn: what is read before a request is known is part of that request, and what is written
//! until the next one comes is the answer.

use std::sync::Arc;

use crate::carrier::Traffic;

/// The account of one connection.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// What was read and written when it was last tallied.
    tallied: (u64, u64),
    /// What was read of a request that nobody has paid for yet.
    unpaid: u64,
    /// What was read of the next one.
    ahead: u64,
    payer: Option<Arc<Traffic>>,
}

impl Account {
    /// A request has come; `total` is all that was read and written so far.
    pub(super) fn begin(&mut self, total: (u64, u64)) {
        let (read, written) = self.since(total);
        if let Some(payer) = self.payer.take() {
            payer.add(0, written);
        }
        self.unpaid = std::mem::take(&mut self.ahead) + read;
    }

    /// It is for this one, with its body, which is read by now.
    pub(super) fn pay(&mut self, payer: &Arc<Traffic>, total: (u64, u64)) {
        let (body, written) = self.since(total);
        payer.request();
        payer.add(std::mem::take(&mut self.unpaid) + body, written);
        self.payer = Some(Arc::clone(payer));
    }

    /// Counts what has gone meanwhile, and what has come if that is not the beginning of the next request.
    pub(super) fn tally(&mut self, total: (u64, u64), upgraded: bool) {
        let Some(payer) = self.payer.clone() else { return };
        let (read, written) = self.since(total);
        payer.add(if upgraded { read } else { 0 }, written);
        if !upgraded {
            self.ahead += read;
        }
    }

    fn since(&mut self, total: (u64, u64)) -> (u64, u64) {
        let before = std::mem::replace(&mut self.tallied, total);
        (total.0 - before.0, total.1 - before.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pays_for_its_own_requests_and_answers() {
        let [poll, stream] = [(); 2].map(|()| Arc::<Traffic>::default());
        let mut account = Account::default();
        account.begin((100, 0));
        account.pay(&poll, (100, 0));
        // 50 were its answer; another request follows that nobody pays for, with an answer of 1,000.
        account.begin((180, 50));
        account.begin((250, 1050));
        // It has a body.
        account.pay(&stream, (255, 1050));
        account.tally((255, 1250), false);
        // The beginning of the next request is not for this one.
        account.tally((260, 1300), false);
        assert_eq!((poll.requests(), poll.bytes()), (1, (100, 50)));
        account.begin((300, 1300));
        account.pay(&poll, (300, 1300));
        account.tally((320, 1310), true);
        assert_eq!((stream.requests(), stream.bytes()), (1, (75, 250)));
        assert_eq!((poll.requests(), poll.bytes()), (2, (100 + 45 + 20, 60)));
    }
}
