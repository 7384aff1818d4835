//! Places on the canvas: what is one, and what clients may send.

use proptest::prelude::*;
use tttp::Error;
use tttp::party::{Area, Input, NO_POSITION, Position, Settings};

use crate::cases;

fn area(width: f32, height: f32) -> Area {
    Settings { width, height, ..Settings::default() }.area()
}

fn square() -> Area {
    Settings::default().area()
}

fn inside(position: Position, area: Area) -> bool {
    (0.0..=area.width()).contains(&position.x()) && (0.0..=area.height()).contains(&position.y())
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn coordinates_are_taken_to_1_px_outside(
        x in prop_oneof![-3.0..503.0f64, any::<f64>()],
        y in prop_oneof![-3.0..503.0f64, any::<f64>()],
    ) {
        let expected = if !(x.is_finite() && y.is_finite()) {
            Err(Error::PositionShape)
        } else if x.min(y) < -1.0 || x.max(y) > 501.0 {
            Err(Error::PositionOutside)
        } else {
            Ok((x.clamp(0.0, 500.0) as f32, y.clamp(0.0, 500.0) as f32))
        };
        let position = Position::new(x, y, square());
        prop_assert_eq!(position.map(|position| (position.x(), position.y())), expected);
        if let Ok(position) = position {
            prop_assert!(inside(position, square()));
            prop_assert!(position.x().is_sign_positive() && position.y().is_sign_positive());
            prop_assert_ne!(position.to_bits(), NO_POSITION);
            prop_assert_eq!(Position::from_bits(position.to_bits()), Some(position));
        }
    }

    #[test]
    fn json_says_the_same_as_numbers(x in -3.0..503.0f64, y in -3.0..503.0f64) {
        let text = serde_json::to_vec(&[x, y]).unwrap();
        prop_assert_eq!(Position::from_json(&text, square()), Position::new(x, y, square()));
    }

    /// Each side has its own end.
    #[test]
    fn sixteenths_are_taken_as_px(width in 100f32..4_000.0, height in 100f32..4_000.0, x: u16, y: u16) {
        let area = area(width, height);
        let position = Position::from_sixteenths(x, y, area);
        prop_assert_eq!(position, Position::new(f64::from(x) / 16.0, f64::from(y) / 16.0, area));
        let out = f32::from(x) / 16.0 > width + 1.0 || f32::from(y) / 16.0 > height + 1.0;
        prop_assert_eq!(position == Err(Error::PositionOutside), out);
        if let Ok(position) = position {
            prop_assert!(inside(position, area));
            if f32::from(x) / 16.0 <= width && f32::from(y) / 16.0 <= height {
                prop_assert_eq!(position.to_sixteenths(), (x, y));
            }
        }
    }

    #[test]
    fn inputs_are_read_as_written(drawn: u32, to: Option<(u16, u16)>) {
        let mut bytes = vec![if to.is_some() { 2 } else { 1 }];
        bytes.extend(drawn.to_be_bytes());
        bytes.extend(to.iter().flat_map(|(x, y)| [x.to_be_bytes(), y.to_be_bytes()]).flatten());
        prop_assert_eq!(Input::from_bytes(&bytes), Ok(Input { drawn, to }));
    }

    #[test]
    fn no_input_is_too_much(bytes in prop::collection::vec(0u8..4, 0..12)) {
        let right = matches!((bytes.first(), bytes.len()), (Some(1), 5) | (Some(2), 9));
        prop_assert_eq!(Input::from_bytes(&bytes).is_ok(), right);
        if !right {
            prop_assert_eq!(Input::from_bytes(&bytes), Err(Error::InputShape));
        }
    }

    #[test]
    fn no_bits_are_too_much(bits: u64) {
        if let Some(position) = Position::from_bits(bits) {
            prop_assert!(inside(position, area(4_000.0, 4_000.0)));
        }
    }

    #[test]
    fn no_text_is_too_much(text in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[\\[\\],0-9.eE+ -]{0,20}".prop_map(String::into_bytes),
    ]) {
        if let Ok(position) = Position::from_json(&text, square()) {
            prop_assert!(inside(position, square()));
        }
    }
}

#[test]
fn bits_that_stand_for_no_place() {
    let bits = |x: f32, y: f32| u64::from(x.to_bits()) << 32 | u64::from(y.to_bits());
    for nowhere in [NO_POSITION, bits(f32::NAN, 0.0), bits(0.0, f32::INFINITY), bits(4000.1, 0.0), bits(0.0, -0.1)] {
        assert_eq!(Position::from_bits(nowhere), None);
    }
    let place = Position::from_bits(bits(1.5, 500.0)).unwrap();
    assert_eq!((place.x(), place.y()), (1.5, 500.0));
}

#[test]
fn what_clients_may_send() {
    let at = |x: f32, y: f32| Ok((x, y));
    for (text, expected) in [
        ("[0,0]", at(0.0, 0.0)),
        (" [ 12.25 , 500 ]\n", at(12.25, 500.0)),
        ("[1e2,-0.3]", at(100.0, 0.0)),
        ("[-0.0,500.9]", at(0.0, 500.0)),
        ("[-1.1,0]", Err(Error::PositionOutside)),
        ("[0,501.5]", Err(Error::PositionOutside)),
        ("[1e300,0]", Err(Error::PositionOutside)),
        ("[1e999,0]", Err(Error::PositionShape)),
        ("[NaN,0]", Err(Error::PositionShape)),
        ("[1]", Err(Error::PositionShape)),
        ("[1,2,3]", Err(Error::PositionShape)),
        ("[1,2]]", Err(Error::PositionShape)),
        ("[1,2][3,4]", Err(Error::PositionShape)),
        ("[\"1\",\"2\"]", Err(Error::PositionShape)),
        ("[1,null]", Err(Error::PositionShape)),
        ("[true,0]", Err(Error::PositionShape)),
        ("[[1],2]", Err(Error::PositionShape)),
        ("{\"0\":1,\"1\":2}", Err(Error::PositionShape)),
        ("1,2", Err(Error::PositionShape)),
        ("", Err(Error::PositionShape)),
        ("null", Err(Error::PositionShape)),
    ] {
        let position = Position::from_json(text.as_bytes(), square());
        assert_eq!(position.map(|position| (position.x(), position.y())), expected, "{text}");
    }
}
