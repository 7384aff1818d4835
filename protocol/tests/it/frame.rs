//! Frames are JSON, and say where everybody is.

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tttp::Error;
use tttp::party::frame;
use tttp::party::world::{Position, Settings, World};

use crate::cases;
use crate::world::{Run, ops, settings};

fn classic(world: &World) -> String {
    let mut text = "what was there before".to_owned();
    frame::classic(world, &mut text);
    text
}

fn party2(world: &World) -> String {
    let mut text = "what was there before".to_owned();
    frame::party2(world, &mut text);
    text
}

fn rows(value: &Value) -> &Vec<Value> {
    value.as_array().expect("an array")
}

/// Rounded to 0.1 px.
fn check_place(x: &Value, y: &Value, position: Position) -> Result<(), TestCaseError> {
    for (number, px) in [(x, position.x()), (y, position.y())] {
        let said = number.as_f64().expect("a number");
        prop_assert!((said - f64::from(px)).abs() <= 0.0501, "{said} for {px}");
        prop_assert!((said * 10.0 - (said * 10.0).round()).abs() < 1e-9, "{said} has two decimals");
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn frames_say_where_everybody_is(settings in settings(), seed: u64, ops in ops()) {
        let mut run = Run::new(settings, seed);
        for op in &ops {
            run.apply(op);
        }
        let world = &run.world;
        check_classic(world, &classic(world))?;
        check_party2(world, &party2(world))?;
    }

    /// Every number that there is, at the pace of one step: participants at full speed.
    #[test]
    fn numbers_are_as_short_as_can_be(x in 0u16..=5_000, y in 0u16..=5_000) {
        let settings = Settings { zombies: 0, zombie_speed: 0.0, top_speed: 1e6 };
        let mut rng = StdRng::seed_from_u64(1);
        let mut world = World::new(settings, &mut rng);
        let (_, color) = world.join(&mut rng);
        let (x, y) = (f64::from(x) / 10.0, f64::from(y) / 10.0);
        world.step(1.0, |_| Position::new(x, y).ok(), &mut rng);
        let expected = format!("[{{\"location\":[{x},{y}],\"color\":\"{color}\"}}]");
        prop_assert_eq!(classic(&world), expected);
    }
}

fn check_classic(world: &World, text: &str) -> Result<(), TestCaseError> {
    let frame: Value = serde_json::from_str(text).expect("JSON");
    prop_assert!(!text.contains(".0"));
    let people = world.participants().map(|person| (person.position, person.color.to_string()));
    let zombies = world.zombies().iter();
    let zombies = zombies.map(|zombie| (zombie.position, "rgb(79, 125, 44)".to_owned()));
    let expected: Vec<(Position, String)> = people.chain(zombies).collect();
    prop_assert_eq!(rows(&frame).len(), expected.len());
    for (row, (position, color)) in rows(&frame).iter().zip(expected) {
        prop_assert_eq!(row.as_object().expect("an object").len(), 2);
        prop_assert_eq!(rows(&row["location"]).len(), 2);
        check_place(&row["location"][0], &row["location"][1], position)?;
        prop_assert_eq!(&row["color"], &color);
    }
    Ok(())
}

fn check_party2(world: &World, text: &str) -> Result<(), TestCaseError> {
    let frame: Value = serde_json::from_str(text).expect("JSON");
    prop_assert!(!text.contains(".0") && !text.contains(' '));
    prop_assert_eq!(&frame["type"], "frame");
    prop_assert_eq!(&frame["tick"], world.tick());
    prop_assert_eq!(rows(&frame["people"]).len(), world.participants().count());
    for (row, person) in rows(&frame["people"]).iter().zip(world.participants()) {
        prop_assert_eq!(rows(row).len(), 4);
        prop_assert_eq!(&row[0], person.id.get());
        check_place(&row[1], &row[2], person.position)?;
        let color = person.color;
        prop_assert_eq!(&row[3], &format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b));
        prop_assert!(color.r < 200 && color.g < 200 && color.b < 200);
    }
    prop_assert_eq!(rows(&frame["zombies"]).len(), world.zombies().len());
    for (row, zombie) in rows(&frame["zombies"]).iter().zip(world.zombies()) {
        prop_assert_eq!(rows(row).len(), 4);
        prop_assert_eq!(&row[0], zombie.id.get());
        check_place(&row[1], &row[2], zombie.position)?;
        prop_assert_eq!(&row[3], zombie.chasing.map_or(0, |id| id.get()));
    }
    Ok(())
}

#[test]
fn an_empty_world_is_an_empty_frame() {
    let settings = Settings { zombies: 0, zombie_speed: 0.0, top_speed: 0.0 };
    let world = World::new(settings, &mut StdRng::seed_from_u64(1));
    assert_eq!(classic(&world), "[]");
    assert_eq!(party2(&world), r#"{"type":"frame","tick":0,"people":[],"zombies":[]}"#);
}

#[test]
fn a_welcome_says_what_there_is_to_know() {
    let settings = Settings { zombies: 3, zombie_speed: 0.0, top_speed: 600.5 };
    let mut rng = StdRng::seed_from_u64(1);
    let mut world = World::new(settings, &mut rng);
    let (you, _) = world.join(&mut rng);
    world.step(0.1, |_| None, &mut rng);
    let expected = concat!(
        r#"{"type":"welcome","you":4,"tick":1,"hz":30,"#,
        r#""width":500,"height":500,"size":10,"top_speed":600.5}"#
    );
    assert_eq!(frame::welcome(you, &world, 30), expected);
}

#[test]
fn an_error_says_which_and_what_to_do() {
    for error in Error::ALL {
        let said: Value = serde_json::from_str(&frame::error(*error)).unwrap();
        let expected = json!({
            "type": "error", "number": error.number(), "name": error.name(), "text": error.text(),
        });
        assert_eq!(said, expected);
    }
    let expected = concat!(
        r#"{"type":"error","number":211,"name":"POSITION_SHAPE","#,
        r#""text":"Not a position: send [x,y], two numbers"}"#
    );
    assert_eq!(frame::error(Error::PositionShape), expected);
}
