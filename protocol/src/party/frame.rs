//! What goes over the wire of a party ("TTTP.md", The party canvas).
//!
//! A frame is written in every step and sent to everybody, so it is written by hand into a buffer that is used again.
//! Coordinates are rounded to 0.1 px, and have no decimal if it is 0.

use super::world::{Color, HEIGHT, Id, Position, SIZE, WIDTH, World};
use crate::Error;

/// What zombies look like to a classic client, which is told a colour and nothing else.
const ZOMBIE: Color = Color { r: 79, g: 125, b: 44 };

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

/// Replaces `out` with a frame for clients of `party.2`. `chasing` is the id of a participant, or 0.
///
/// `{"type":"frame","tick":n,"people":[[id,x,y,"#rrggbb"],…],"zombies":[[id,x,y,chasing],…]}`
pub fn party2(world: &World, out: &mut String) {
    out.clear();
    out.push_str(r#"{"type":"frame","tick":"#);
    push_digits(out, world.tick());
    out.push_str(r#","people":["#);
    for (i, person) in world.participants().enumerate() {
        open_row(out, i, person.id, person.position);
        out.push_str(r##""#"##);
        push_hex(out, person.color.r);
        push_hex(out, person.color.g);
        push_hex(out, person.color.b);
        out.push_str(r#""]"#);
    }
    out.push_str(r#"],"zombies":["#);
    for (i, zombie) in world.zombies().iter().enumerate() {
        open_row(out, i, zombie.id, zombie.position);
        push_digits(out, zombie.chasing.map_or(0, Id::get).into());
        out.push(']');
    }
    out.push_str("]}");
}

/// The first message to a client of `party.2`: who they are, and what there is to know before the first frame.
///
/// `hz` is how many steps there are in a second; `top_speed` is in px/s, the other lengths in px.
/// `{"type":"welcome","you":id,"tick":n,"hz":n,"width":500,"height":500,"size":10,"top_speed":n}`
pub fn welcome(you: Id, world: &World, hz: u16) -> String {
    format!(
        r#"{{"type":"welcome","you":{},"tick":{},"hz":{hz},"width":{WIDTH},"height":{HEIGHT},"size":{SIZE},"top_speed":{}}}"#,
        you.get(),
        world.tick(),
        world.settings().top_speed,
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

/// `[id,x,y,`, after a comma unless it is the first row.
fn open_row(out: &mut String, i: usize, id: Id, position: Position) {
    out.push_str(if i == 0 { "[" } else { ",[" });
    push_digits(out, id.get().into());
    out.push(',');
    push_position(out, position);
    out.push(',');
}

fn push_position(out: &mut String, position: Position) {
    push_tenths(out, position.x());
    out.push(',');
    push_tenths(out, position.y());
}

fn push_tenths(out: &mut String, px: f32) {
    let tenths = (px * 10.0).round() as u64;
    push_digits(out, tenths / 10);
    if !tenths.is_multiple_of(10) {
        out.push('.');
        out.push(digit(tenths % 10));
    }
}

fn push_digits(out: &mut String, number: u64) {
    // Most numbers here have one to three digits; the recursion is as deep as there are digits.
    if number >= 10 {
        push_digits(out, number / 10);
    }
    out.push(digit(number % 10));
}

fn push_hex(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(DIGITS[usize::from(byte >> 4)].into());
    out.push(DIGITS[usize::from(byte & 15)].into());
}

fn digit(value: u64) -> char {
    char::from(b'0' + value as u8)
}
