//! What falls due after a while.

use std::time::Duration;

use actix::prelude::*;

use super::GameActor;

/// Something to be done now. It comes as a message, since messages alone stand still while an append is under way: a timer
/// that is due may run in the same turn as the message whose append has just begun, and would append for the same place.
#[derive(Message)]
#[rtype(result = "()")]
struct Due(Then);

/// What is to be done.
type Then = Box<dyn FnOnce(&mut GameActor, &mut Context<GameActor>) + Send>;

impl Handler<Due> for GameActor {
    type Result = ();

    fn handle(&mut self, Due(then): Due, ctx: &mut Self::Context) {
        then(self, ctx);
    }
}

impl GameActor {
    /// Does something after a while, when nothing else is being journalled.
    pub(super) fn after(
        ctx: &mut Context<Self>,
        wait: Duration,
        then: impl FnOnce(&mut Self, &mut Context<Self>) + Send + 'static,
    ) -> SpawnHandle {
        ctx.run_later(wait, move |_, ctx| {
            // Once a timer.
            ctx.address().do_send(Due(Box::new(then)));
        })
    }
}
