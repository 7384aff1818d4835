//! What is to be seen of a room at one tick, ready to be sent: each frame is written once, by whoever needs it first.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use tttp::party::{Id, Picture, Zone};

use crate::{player::outbox::Frame, transport::ws};

/// Frames of `party.2`, shared by all workers.
pub struct Canvas {
    picture: Picture,
    /// By where it is looked at from, and by what the one who looks has; the keyframe is the same for all.
    frames: Mutex<BTreeMap<Option<(Zone, u32)>, Bytes>>,
}

impl Canvas {
    /// Nothing is written yet.
    pub fn new(picture: Picture) -> Self {
        Self { picture, frames: Mutex::default() }
    }

    /// What a participant is sent who has the frame of tick `base`, or none.
    pub fn frame(&self, id: Id, base: Option<u32>) -> Frame {
        let zone = self.picture.zone(id);
        let base = base.filter(|base| self.picture.since(*base).is_some());
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = frames.entry(base.map(|base| (zone, base))).or_insert_with(|| {
            let mut frame = Vec::new();
            self.picture.encode(zone, base, &mut frame);
            ws::frame::binary(&frame)
        });
        Frame { tick: self.picture.tick(), bytes: bytes.clone() }
    }
}
