//! Which room of the party is asked for, and what it should be like if it has to be made.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use actix_web::web::Query;
use serde::Deserialize;

use tttp::party::Name;

use crate::party::rooms::{Code, Plan};

/// The sides of a canvas, in px.
const SIDE: RangeInclusive<f32> = 100.0..=4000.0;

/// Ticks a second. What anybody can make costs less than what the server's owner can.
const HZ: RangeInclusive<u16> = 1..=60;

/// How many there are. What they cost grows with the square of that.
const ZOMBIES: RangeInclusive<u16> = 0..=30;

/// In px/s.
const SPEED: RangeInclusive<f32> = 0.0..=3000.0;

/// The query of a URL; what it does not know is another's.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    room: Option<String>,
    width: Option<String>,
    height: Option<String>,
    hz: Option<String>,
    zombies: Option<String>,
    zombie_speed: Option<String>,
    top_speed: Option<String>,
    name: Option<String>,
}

/// What is wrong with a query.
#[derive(Debug)]
pub struct Wrong {
    /// Whether it is the code of the room.
    pub code: bool,
    /// One line that says what would be right.
    pub text: String,
}

/// What a query asks for: code, plan and name; `usual` is what a room is like that is not asked to be different.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn wanted(query: &str, usual: Plan) -> Result<(Code, Plan, Option<Name>), Wrong> {
    let wrong = |text| Wrong { code: false, text };
    let Query(asked) = Query::<Asked>::from_query(query).map_err(|reason| wrong(format!("{reason}.\n")))?;
    // The owner of the server may set up the main room beyond what others may ask for theirs.
    let mut plan = usual;
    plan.hz = usual.hz.min(*HZ.end());
    plan.world.zombies = usual.world.zombies.min(*ZOMBIES.end());
    plan.world.top_speed = usual.world.top_speed.min(*SPEED.end());
    let world = &mut plan.world;
    set(&mut world.width, asked.width, "width", SIDE, "px").map_err(wrong)?;
    set(&mut world.height, asked.height, "height", SIDE, "px").map_err(wrong)?;
    set(&mut world.zombies, asked.zombies, "zombies", ZOMBIES, "of them").map_err(wrong)?;
    set(&mut world.zombie_speed, asked.zombie_speed, "zombie_speed", SPEED, "px a second").map_err(wrong)?;
    set(&mut world.top_speed, asked.top_speed, "top_speed", SPEED, "px a second").map_err(wrong)?;
    set(&mut plan.hz, asked.hz, "hz", HZ, "ticks a second").map_err(wrong)?;
    let name = asked.name.filter(|name| !name.is_empty()).map(|name| name.parse());
    let name = name.transpose().map_err(|error: tttp::Error| wrong(format!("name: {}.\n", error.text())))?;
    let code = match asked.room.as_deref() {
        None | Some("") => Code::main(),
        Some(code) => code.parse().map_err(|reason| Wrong { code: true, text: format!("{reason}.\n") })?,
    };
    Ok((code, plan, name))
}

fn set<T: PartialOrd + Display + FromStr>(
    place: &mut T,
    asked: Option<String>,
    name: &str,
    range: RangeInclusive<T>,
    unit: &str,
) -> Result<(), String> {
    let Some(asked) = asked else { return Ok(()) };
    let (least, most) = (range.start(), range.end());
    match asked.parse() {
        Ok(asked) if range.contains(&asked) => *place = asked,
        _ => return Err(format!("{name}: a number, {least} to {most} {unit}, not {asked:?}.\n")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tttp::party::Settings;

    use super::*;

    const USUAL: Plan = Plan {
        world: Settings { width: 500.0, height: 500.0, zombies: 5, zombie_speed: 40.0, top_speed: 3000.0 },
        hz: 20,
    };

    #[test]
    fn without_a_wish_it_is_the_main_room() {
        for query in ["", "room=", "lang=en"] {
            let (code, plan, name) = wanted(query, USUAL).unwrap();
            assert_eq!((code, plan, name), (Code::main(), USUAL, None), "{query}");
        }
    }

    #[test]
    fn a_code_and_what_it_should_be_like() {
        let query = "room=kite7&width=2000&hz=30&zombies=0&top_speed=100.5&name=Ann%20B";
        let (code, plan, name) = wanted(query, USUAL).unwrap();
        assert_eq!(name.unwrap().as_str(), "Ann B");
        assert_eq!(code, "KITE7".parse().unwrap());
        let world = Settings { width: 2000.0, zombies: 0, top_speed: 100.5, ..USUAL.world };
        assert_eq!(plan, Plan { world, hz: 30 });
        let beyond = Plan { world: Settings { zombies: 500, top_speed: 1e5, ..USUAL.world }, hz: 240 };
        let (_, plan, _) = wanted("room=AB", beyond).unwrap();
        let world = Settings { zombies: 30, top_speed: 3000.0, ..USUAL.world };
        assert_eq!(plan, Plan { world, hz: 60 }, "what is not asked for is within the bounds, too");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (query, told) in [
            ("room=x", "room: a code has 2 to 12 letters and digits"),
            ("room=no%20spaces", "room: a code has"),
            ("room=%C3%A9t%C3%A9", "room: a code has"),
            ("room=ABC&width=99", "width: a number, 100 to 4000 px, not \"99\""),
            ("room=ABC&hz=61", "hz: a number, 1 to 60"),
            ("room=ABC&zombies=31", "zombies: a number, 0 to 30"),
            ("room=ABC&top_speed=NaN", "top_speed: a number, 0 to 3000"),
            ("room=ABC&zombies=many", "zombies: a number"),
            ("room=AA&room=BB", "duplicate field"),
            ("name=1234567890123456789012345", "name: Not a name"),
        ] {
            let wrong = wanted(query, USUAL).unwrap_err();
            assert!(wrong.text.contains(told), "{query}: {}", wrong.text);
            assert_eq!(wrong.code, told.starts_with("room"), "{query}");
        }
    }
}
