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
    payer: Option<Arc<Traffic>>,
}

impl Account {
    /// A request has come; `total` is all that was read and written so far.
    pub(super) fn begin(&mut self, total: (u64, u64)) {
        let (read, written) = self.since(total);
        if let Some(payer) = self.payer.take() {
            payer.add(0, written);
        }
        self.unpaid = read;
    }

    /// It is for this one.
    pub(super) fn pay(&mut self, payer: &Arc<Traffic>) {
        payer.request();
        payer.add(std::mem::take(&mut self.unpaid), 0);
        self.payer = Some(Arc::clone(payer));
    }

    /// Counts what has come and gone meanwhile.
    pub(super) fn tally(&mut self, total: (u64, u64)) {
        if self.payer.is_some() {
            let (read, written) = self.since(total);
            if let Some(payer) = &self.payer {
                payer.add(read, written);
            }
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
        account.pay(&poll);
        // 50 were its answer; another request follows that nobody pays for, with an answer of 1,000.
        account.begin((180, 50));
        account.begin((250, 1050));
        account.pay(&stream);
        account.tally((250, 1250));
        account.tally((260, 1300));
        assert_eq!((poll.requests(), poll.bytes()), (1, (100, 50)));
        assert_eq!((stream.requests(), stream.bytes()), (1, (80, 250)));
    }
}
