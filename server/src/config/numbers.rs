//! Numbers on the command line: whoever gives a wrong one is told which are right.

use std::ops::{Bound, RangeBounds};

/// The longest time that anything may take, in ms.
pub(super) const DAY: u64 = 86_400_000;

/// Takes a whole number within these bounds, and those of its type.
pub(super) fn whole<T: TryFrom<u64>>(
    range: impl RangeBounds<u64>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    let of_type = u64::MAX >> (u64::BITS as usize - 8 * size_of::<T>());
    let least = match range.start_bound() {
        Bound::Included(least) => *least,
        Bound::Excluded(less) => less + 1,
        Bound::Unbounded => 0,
    };
    let most = match range.end_bound() {
        Bound::Included(most) => *most,
        Bound::Excluded(more) => more - 1,
        Bound::Unbounded => of_type,
    }
    .min(of_type);
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        let number = number.and_then(|number: u64| T::try_from(number).ok());
        number.ok_or_else(|| format!("this is a whole number, {least} to {most}"))
    }
}

/// Takes a speed in px/s.
pub(super) fn speed(text: &str, least: f32, most: f32) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|speed: &f32| (least..=most).contains(speed))
        .ok_or_else(|| format!("this speed is a number of px/s, {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_within_their_bounds_are_taken() {
        assert_eq!(whole::<u16>(1..=240)("240"), Ok(240));
        assert_eq!(whole::<u32>(..)("4294967295"), Ok(u32::MAX));
        assert_eq!(whole::<u64>(..)("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(whole::<usize>(..60_000)("59999"), Ok(59_999));
    }

    #[test]
    fn for_all_others_it_says_which_are_right() {
        for (text, told) in [
            (whole::<u16>(1..=240)("0").err(), "this is a whole number, 1 to 240"),
            (whole::<u16>(1..)("65536").err(), "this is a whole number, 1 to 65535"),
            (whole::<u16>(1..=100_000)("100000").err(), "this is a whole number, 1 to 65535"),
            (whole::<u16>(..60_000)("60000").err(), "this is a whole number, 0 to 59999"),
            (whole::<u16>(..)("x").err(), "this is a whole number, 0 to 65535"),
            (whole::<u16>(..)("-1").err(), "this is a whole number, 0 to 65535"),
            (whole::<u16>(..)("1.5").err(), "this is a whole number, 0 to 65535"),
            (whole::<u16>(..)("").err(), "this is a whole number, 0 to 65535"),
        ] {
            assert_eq!(text.as_deref(), Some(told));
        }
    }
}
