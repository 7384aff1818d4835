//! What holds for the crate as others see it. Random tests print the case that failed, and so do not need their seed;
//! nothing is written into the tree.

mod board;
mod bot;
mod bounds;
mod client;
mod clock;
mod frame;
mod game;
mod journal;
mod lines;
mod model;
mod picture;
mod position;
mod queue;
mod rate;
mod record;
mod spec;
mod transcripts;
mod two_chat;
mod two_command;
mod two_name;
mod two_reply;
mod two_values;
mod two_wire;
mod wire;
mod world;

use proptest::prelude::ProptestConfig;

/// So many random cases, none of them remembered in a file.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
