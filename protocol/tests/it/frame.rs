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
    }

    /// Every number that there is, at the pace of one step: participants at full speed.
    #[test]
    fn numbers_are_as_short_as_can_be(x in 0u16..=5_000, y in 0u16..=5_000) {
        let settings = Settings { zombies: 0, top_speed: 1e6, ..Settings::default() };
        let mut rng = StdRng::seed_from_u64(1);
        let mut world = World::new(settings, &mut rng);
        let id = world.join(None, &mut rng).unwrap();
        let color = world.participant(id).unwrap().color;
        let (x, y) = (f64::from(x) / 10.0, f64::from(y) / 10.0);
        world.step(1.0, |_| Position::new(x, y, settings.area()).ok(), &mut rng);
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

#[test]
fn an_empty_world_is_an_empty_frame() {
    let settings = Settings { zombies: 0, ..Settings::default() };
    let world = World::new(settings, &mut StdRng::seed_from_u64(1));
    assert_eq!(classic(&world), "[]");
}

#[test]
fn a_welcome_says_what_there_is_to_know() {
    let settings = Settings { width: 800.0, height: 450.5, zombies: 3, zombie_speed: 0.0, top_speed: 600.5 };
    let mut rng = StdRng::seed_from_u64(1);
    let mut world = World::new(settings, &mut rng);
    let you = world.join(None, &mut rng).unwrap();
    world.step(0.1, |_| None, &mut rng);
    let expected = concat!(
        r#"{"type":"welcome","layout":1,"you":4,"room":"a\"b","tick":1,"hz":30,"#,
        r#""width":800,"height":450.5,"size":10,"top_speed":600.5,"zombies":3}"#
    );
    assert_eq!(frame::welcome(you, "a\"b", &world, 30), expected);
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
