//! What holds for the crate as others see it. Random tests print the case that failed, and so do not need their seed;
//! nothing is written into the tree.

mod board;
mod client;
mod frame;
mod game;
mod lines;
mod model;
mod picture;
mod position;
mod queue;
mod spec;
mod transcripts;
mod wire;
mod world;

use proptest::prelude::ProptestConfig;

/// So many random cases, none of them remembered in a file.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
