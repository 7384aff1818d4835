//! Frames, to the byte.
//!
//! # Who is told of when
//!
//! A mover with id `i` that waits `k` ticks, a power of two, has its turn in the ticks `s` with `(s + i) % k == 0`. A
//! frame for tick `t` and base `b` tells of it in two cases.
//!
//! **Of one's own zone:** the wait is that for its distance. It is told if there was a turn after `b`, and it has moved
//! since the last turn up to `b`.
//!
//! **Of the whole room:** let `w(s)` be the room's longest wait as of tick `s`, and `turn(s)` the last turn up to `s`
//! for that wait. It is told if `turn(t) > turn(b)`, and it has moved since `turn(b)`.
//!
//! The second alone makes sure of this, for every client, whatever zones it looked from and whatever waits there were:
//! *after a frame for tick `t`, it knows for each square a position which that had in a tick from `turn(t)` to `t`.* So
//! nothing known is as old as `w(t)` ticks, and who has rested since is known exactly. Proof, by induction over the
//! frames a client was sent: it holds after a keyframe, and for newcomers, whose position is that of `t`. Before another
//! frame it knows a position of a tick `p >= turn(b)`. Is the square told of, by whatever rule, the position is that of
//! `t`. If it is not, then either `turn(t) <= turn(b) <= p`; or it has not moved since `turn(b)`, hence not since `p`,
//! and what is known is its position in `t`. ∎
//!
//! `turn(b)` takes the wait of back then, which is why pictures know those of the last [`HISTORY`] ticks. While nothing
//! is left out all waits are 1, both cases say "moved after `b`", and everything known is of tick `t` itself. The first
//! case only makes what is near newer, and no turn of the room costs more than it needs to: it is one of the zone too.

use super::super::world::{HISTORY, Id};
use super::detail::CELLS;
use super::{Card, LAYOUT, Picture, Square, Zone};

/// Bytes of the head.
const HEAD: usize = 16;

/// Bytes of one that moved.
const ROW: usize = 6;

impl Picture {
    /// Replaces `out` with a frame for who looks from a zone, and was sent the frame of tick `base` last.
    ///
    /// It is a keyframe, which tells everything, if there was none; or if it is not 1 to [`HISTORY`] ticks ago.
    pub fn encode(&self, zone: Zone, base: Option<u32>, out: &mut Vec<u8>) {
        out.clear();
        let since = base.and_then(|base| self.since(base));
        out.extend([LAYOUT, u8::from(since.is_none())]);
        out.extend(since.unwrap_or(0).to_be_bytes());
        out.extend(self.tick().to_be_bytes());
        out.resize(HEAD, 0);
        let counts = match since {
            None => [0, self.push_came(None, out), self.push_chased(out), self.push_all(out)],
            Some(since) => [
                self.push_gone(since, out),
                if self.joined_since(since) { self.push_came(Some(since), out) } else { 0 },
                self.push_turned(since, out),
                self.push_moved(zone, since, out),
            ],
        };
        for (place, count) in out[8..HEAD].chunks_exact_mut(2).zip(counts) {
            place.copy_from_slice(&count.to_be_bytes());
        }
    }

    /// How many ticks ago a base is, if a frame can be written for it and not only a keyframe.
    pub fn since(&self, base: u32) -> Option<u16> {
        let since = u16::try_from(self.tick().wrapping_sub(base)).ok()?;
        let base = self.tick.checked_sub(since.into())?;
        ((1..=HISTORY).contains(&since) && base >= self.forgotten).then_some(since)
    }

    fn joined_since(&self, since: u16) -> bool {
        self.squares.iter().any(|square| square.joined < since)
    }

    fn push_gone(&self, since: u16, out: &mut Vec<u8>) -> u16 {
        let gone = self.left.iter().filter(|(_, left)| *left < since);
        gone.map(|(id, _)| out.extend(id.get().to_be_bytes())).count() as u16
    }

    /// Those who joined less than `since` ticks ago, or all.
    fn push_came(&self, since: Option<u16>, out: &mut Vec<u8>) -> u16 {
        let squares = self.squares.iter().zip(self.cards.iter());
        let came = squares.filter(|(square, _)| since.is_none_or(|since| square.joined < since));
        came.map(|(square, card)| push_card(square.id, card, out)).count() as u16
    }

    fn push_turned(&self, since: u16, out: &mut Vec<u8>) -> u16 {
        let turned = self.chases.iter().filter(|chase| chase.turned < since);
        turned.map(|chase| push_chase(chase.id, chase.prey, out)).count() as u16
    }

    fn push_chased(&self, out: &mut Vec<u8>) -> u16 {
        let chased = self.chases.iter().filter(|chase| chase.prey.is_some());
        chased.map(|chase| push_chase(chase.id, chase.prey, out)).count() as u16
    }

    fn push_all(&self, out: &mut Vec<u8>) -> u16 {
        out.reserve(ROW * self.squares.len());
        self.squares.iter().map(|square| out.extend(row(square))).count() as u16
    }

    fn push_moved(&self, zone: Zone, since: u16, out: &mut Vec<u8>) -> u16 {
        let start = out.len();
        out.resize(start + ROW * self.squares.len(), 0);
        let (masks, turns) = (self.masks(zone), self.turns(since));
        let mut end = start;
        for square in &self.squares {
            // Most movers are told of or not as by chance, so this goes without branches: each row is written, and
            // written over by the next if it was not to be told.
            out[end..end + ROW].copy_from_slice(&row(square));
            let mask = masks[usize::from(square.cell) % CELLS];
            let told = turns.near(square, mask) | turns.anywhere(square) | (square.joined < since);
            end += ROW * usize::from(told);
        }
        out.truncate(end);
        ((end - start) / ROW) as u16
    }

    /// For each cell the wait of who is in it, less one.
    fn masks(&self, zone: Zone) -> [u32; CELLS] {
        if zone == Zone::FULL { [0; CELLS] } else { self.detail.masks(zone.0) }
    }

    fn turns(&self, since: u16) -> Turns {
        let mask = |ago: u16| (1 << self.waits[usize::from(ago)]) - 1;
        Turns {
            since: since.into(),
            tick: self.tick(),
            base: self.tick().wrapping_sub(since.into()),
            mask: mask(0),
            base_mask: mask(since),
        }
    }
}

/// The two rules for a frame. A wait, less one, is the mask of what a tick and an id may have left over in a division by
/// it: how many ticks ago the last turn was.
struct Turns {
    since: u32,
    tick: u32,
    base: u32,
    /// For the room's longest wait as of the tick.
    mask: u32,
    /// For the room's longest wait as of the base.
    base_mask: u32,
}

impl Turns {
    fn near(&self, square: &Square, mask: u32) -> bool {
        let last = self.since + left_over(self.base, square.id, mask);
        last > mask && u32::from(square.moved) < last
    }

    fn anywhere(&self, square: &Square) -> bool {
        let last = self.since + left_over(self.base, square.id, self.base_mask);
        left_over(self.tick, square.id, self.mask) < last && u32::from(square.moved) < last
    }
}

fn left_over(tick: u32, id: Id, mask: u32) -> u32 {
    tick.wrapping_add(id.get().into()) & mask
}

fn row(square: &Square) -> [u8; ROW] {
    let [id, more_id] = square.id.get().to_be_bytes();
    let [x, more_x] = square.x.to_be_bytes();
    let [y, more_y] = square.y.to_be_bytes();
    [id, more_id, x, more_x, y, more_y]
}

fn push_card(id: Id, card: &Card, out: &mut Vec<u8>) {
    out.extend(id.get().to_be_bytes());
    out.extend([u8::from(card.zombie), card.color.r, card.color.g, card.color.b]);
    // At most 96 bytes, as names are.
    out.push(card.name().len() as u8);
    out.extend(card.name().bytes());
}

fn push_chase(id: Id, prey: Option<Id>, out: &mut Vec<u8>) {
    out.extend(id.get().to_be_bytes());
    out.extend(prey.map_or(0, Id::get).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Chase, Color, Detail};
    use super::*;

    const SPEC: &str = include_str!("../../../TTTP.md");

    fn id(number: u16) -> Id {
        Id::new(number).unwrap()
    }

    /// What is in a block of `TTTP.md` that begins with ```` ```hex ````, without the comments.
    fn published(block: usize) -> Vec<u8> {
        let block = SPEC.split("```hex\n").nth(block + 1).unwrap().split("```").next().unwrap();
        let digits = block.lines().flat_map(|line| line.split(';').next().unwrap().split_whitespace());
        digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
    }

    fn picture() -> Picture {
        let square = |number, x, y, joined| Square { id: id(number), x, y, moved: 0, joined, cell: 0 };
        let rests = Square { moved: 2, ..square(5, 16, 32, 300) };
        Picture {
            tick: 482,
            squares: vec![square(1, 4_800, 660, 482), rests, square(6, 1_928, 1_280, 1)],
            cards: Arc::new([
                Card { zombie: true, color: Color { r: 79, g: 125, b: 44 }, name: None },
                Card { zombie: false, color: Color { r: 1, g: 2, b: 3 }, name: None },
                Card { zombie: false, color: Color { r: 12, g: 190, b: 7 }, name: "Ada".parse().ok() },
            ]),
            chases: vec![Chase { id: id(1), prey: Some(id(6)), turned: 1 }],
            left: vec![(id(3), 2), (id(4), 1)],
            forgotten: 0,
            detail: Detail::FULL,
            waits: [0; _],
        }
    }

    #[test]
    fn a_frame_is_what_is_published() {
        let mut frame = Vec::new();
        picture().encode(Zone::FULL, Some(480), &mut frame);
        assert_eq!(frame, published(0));
    }

    #[test]
    fn a_keyframe_has_everybody_and_nobody_who_left() {
        let mut frame = Vec::new();
        picture().encode(Zone::FULL, None, &mut frame);
        let expected = [
            &[1, 1, 0, 0, 0, 0, 1, 0xe2, 0, 0, 0, 3, 0, 1, 0, 3][..],
            &[0, 1, 1, 79, 125, 44, 0],
            &[0, 5, 0, 1, 2, 3, 0],
            &[0, 6, 0, 12, 190, 7, 3, b'A', b'd', b'a'],
            &[0, 1, 0, 6],
            &[0, 1, 0x12, 0xc0, 0x02, 0x94],
            &[0, 5, 0, 16, 0, 32],
            &[0, 6, 0x07, 0x88, 0x05, 0x00],
        ];
        assert_eq!(frame, expected.concat());
    }

    #[test]
    fn an_input_is_what_is_published() {
        let input = crate::party::Input::from_bytes(&published(1));
        assert_eq!(input, Ok(crate::party::Input { drawn: 482, to: Some((1_928, 1_280)) }));
    }
}
