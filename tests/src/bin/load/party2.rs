//! The binary form of the party, subprotocol `party.2`: what its frames must look like, and what is said in it.
//!
//! Integers are big-endian; positions are in 1/16 px.

use serde_json::Value;

/// Bytes before the entries of a frame.
const HEAD: usize = 16;
/// The only layout there is.
const LAYOUT: u8 = 1;
/// The longest name, in bytes.
const NAME: usize = 96;

/// What is of interest in a frame.
#[derive(Debug, Eq, PartialEq)]
pub struct Frame {
    /// Its number, modulo 2^32.
    pub tick: u32,
    /// Whether it forgets all before it.
    pub keyframe: bool,
    /// How many positions it tells.
    pub moved: u64,
}

/// Reads a frame, and checks its lengths.
///
/// # Errors
/// What is wrong with it.
pub fn frame(bytes: &[u8]) -> Result<Frame, &'static str> {
    let head: &[u8; HEAD] = bytes.first_chunk().ok_or("a frame that is too short")?;
    if head[0] != LAYOUT {
        return Err("a frame of another layout");
    }
    let count = |at: usize| usize::from(u16::from_be_bytes([head[at], head[at + 1]]));
    let (gone, came, turned, moved) = (count(8), count(10), count(12), count(14));
    let mut at = HEAD + 2 * gone;
    for _ in 0..came {
        let name = usize::from(*bytes.get(at + 6).ok_or("a frame that ends in who came")?);
        if name > NAME {
            return Err("a name that is too long");
        }
        at += 7 + name;
    }
    if bytes.len() != at + 4 * turned + 6 * moved {
        return Err("a frame whose length is not that of its entries");
    }
    let tick = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    Ok(Frame { tick, keyframe: head[1] & 1 != 0, moved: moved as u64 })
}

/// Whether one tick comes after another, modulo 2^32.
pub fn is_after(tick: u32, before: u32) -> bool {
    (1..1 << 31).contains(&tick.wrapping_sub(before))
}

/// The sides of the canvas that a welcome tells, in px; `None` when it is none.
pub fn welcome(text: &[u8]) -> Option<(f32, f32)> {
    let said: Value = serde_json::from_slice(text).ok()?;
    if said["type"] != "welcome" || said["layout"] != LAYOUT {
        return None;
    }
    Some((said["width"].as_f64()? as f32, said["height"].as_f64()? as f32))
}

/// "The newest frame I drew."
pub fn seen(tick: u32) -> [u8; 5] {
    let [a, b, c, d] = tick.to_be_bytes();
    [1, a, b, c, d]
}

/// The same, and where one wants to be, in px.
pub fn input(tick: u32, x: f32, y: f32) -> [u8; 9] {
    let [a, b, c, d] = tick.to_be_bytes();
    let ([e, f], [g, h]) = (sixteenths(x), sixteenths(y));
    [2, a, b, c, d, e, f, g, h]
}

fn sixteenths(px: f32) -> [u8; 2] {
    ((px * 16.0).round() as u16).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One gone, one come with a name, one turned, two moved.
    fn sample() -> Vec<u8> {
        let mut bytes = vec![1, 1, 0, 3, 0, 0, 1, 2, 0, 1, 0, 1, 0, 1, 0, 2];
        bytes.extend([0, 9]);
        bytes.extend([0, 4, 0, 10, 20, 30, 2, b'A', b'b']);
        bytes.extend([0, 5, 0, 4]);
        bytes.extend([0, 4, 1, 0, 2, 0, 0, 5, 3, 0, 4, 0]);
        bytes
    }

    #[test]
    fn a_frame_is_read_and_its_length_is_checked() {
        let mut bytes = sample();
        assert_eq!(frame(&bytes), Ok(Frame { tick: 258, keyframe: true, moved: 2 }));
        bytes.push(0);
        assert!(frame(&bytes).is_err());
        for length in 0..sample().len() {
            assert!(frame(&sample()[..length]).is_err(), "{length}");
        }
        let mut other = sample();
        other[0] = 2;
        assert!(frame(&other).is_err());
    }

    #[test]
    fn ticks_go_on_after_the_last_number() {
        assert!(is_after(5, 4) && is_after(0, u32::MAX));
        assert!(!is_after(4, 4) && !is_after(4, 5) && !is_after(u32::MAX, 0));
    }

    #[test]
    fn positions_are_told_in_sixteenths() {
        assert_eq!(input(258, 16.0, 0.5), [2, 0, 0, 1, 2, 1, 0, 0, 8]);
        assert_eq!(seen(258), [1, 0, 0, 1, 2]);
    }

    #[test]
    fn a_welcome_tells_the_canvas() {
        let text = br#"{"type":"welcome","layout":1,"you":6,"width":1000,"height":700,"size":10}"#;
        assert_eq!(welcome(text), Some((1000.0, 700.0)));
        assert_eq!(welcome(b"{}"), None);
    }
}
