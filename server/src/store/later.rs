//! Answers from the threads of the store.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use tokio::sync::oneshot;

use super::StoreError;
use crate::journal::Later;

/// The answer, or that nobody will give one.
pub(super) fn or_ended<T: Send + 'static>(
    later: oneshot::Receiver<Result<T, StoreError>>,
) -> Later<Result<T, StoreError>> {
    Box::pin(async move { later.await.unwrap_or(Err(StoreError::Ended)) })
}

/// Runs what is not the store's own: if it panics, the thread goes on, as others wait for it. What it had begun to change is
/// undone with its transaction, and nothing else is shared with it.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| StoreError::Panicked)
}

/// Waits for an answer on a thread that has nothing else to do, as that of a command.
pub fn wait<F: Future>(later: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut later = pin!(later);
    loop {
        match later.as_mut().poll(&mut context) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => thread::park(),
        }
    }
}
