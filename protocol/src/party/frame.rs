//! What goes over the wire of a party as text ("TTTP.md", The party canvas); frames of `party.2` are made by
//! [`picture`](super::picture).
//!
//! A classic frame is written in every step and sent to everybody, so it is written by hand into a buffer that is used
//! again. Its coordinates are rounded to 0.1 px, and have no decimal if it is 0.

use super::picture::LAYOUT;
use super::world::{Color, Id, Position, SIZE, Settings, World};
use crate::Error;

/// What zombies look like to a classic client, which is told a colour and nothing else.
pub(super) const ZOMBIE: Color = Color { r: 79, g: 125, b: 44 };

/// Replaces `out` with a frame for classic clients: an array of squares, participants first, then zombies.
///
/// `[{"location":[x,y],"color":"rgb(r, g, b)"},…]`
pub fn classic(world: &World, out: &mut String) {
    let people = world.participants().map(|person| (person.position, person.color));
    let zombies = world.zombies().iter().map(|zombie| (zombie.position, ZOMBIE));
    out.clear();
    out.push('[');
    for (i, (position, color)) in people.chain(zombies).enumerate() {
        out.push_str(if i == 0 { r#"{"location":["# } else { r#",{"location":["# });
        push_position(out, position);
        out.push_str(r#"],"color":"rgb("#);
        push_digits(out, color.r.into());
        out.push_str(", ");
        push_digits(out, color.g.into());
        out.push_str(", ");
        push_digits(out, color.b.into());
        out.push_str(r#")"}"#);
    }
    out.push(']');
}

/// The first message to a client of `party.2`: who they are and where, and what there is to know before the first frame.
///
/// `hz` is how many steps there are in a second; `top_speed` is in px/s, the other lengths in px.
/// `{"type":"welcome","layout":1,"you":id,"room":"…","tick":n,"hz":n,"width":n,"height":n,"size":10,"top_speed":n,"zombies":n}`
pub fn welcome(you: Id, room: &str, world: &World, hz: u16) -> String {
    // As a JSON value the text is quoted and escaped.
    let room = serde_json::Value::from(room);
    let Settings { width, height, zombies, top_speed, .. } = world.settings();
    format!(
        concat!(
            r#"{{"type":"welcome","layout":{},"you":{},"room":{},"tick":{},"hz":{},"#,
            r#""width":{},"height":{},"size":{},"top_speed":{},"zombies":{}}}"#
        ),
        LAYOUT,
        you.get(),
        room,
        world.tick() as u32,
        hz,
        width,
        height,
        SIZE,
        top_speed,
        zombies,
    )
}

/// What a client of `party.2` is told about a position that does not count, or before it is disconnected.
///
/// `{"type":"error","number":n,"name":"…","text":"…"}`
pub fn error(error: Error) -> String {
    // As a JSON value the text is quoted and escaped.
    let text = serde_json::Value::from(error.text());
    format!(r#"{{"type":"error","number":{},"name":"{}","text":{text}}}"#, error.number(), error.name())
}

fn push_position(out: &mut String, position: Position) {
    push_tenths(out, position.x());
    out.push(',');
    push_tenths(out, position.y());
}

fn push_tenths(out: &mut String, px: f32) {
    // Positions are 0 or above, so this rounds; in 64 bits, for in 32 the product would be rounded first.
    let tenths = (f64::from(px) * 10.0 + 0.5) as u32;
    push_digits(out, tenths / 10);
    if !tenths.is_multiple_of(10) {
        out.push('.');
        push_digits(out, tenths % 10);
    }
}

fn push_digits(out: &mut String, number: u32) {
    out.push_str(itoa::Buffer::new().format(number));
}
