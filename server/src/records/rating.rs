//! Ratings by the system Glicko-2.
//!
//! The formulas are those of Mark E. Glickman, "Example of the Glicko-2 system" (2022), as computed by the crate
//! `skillratings`. Its constants, and what is left to who uses it:
//!
//! * Everybody begins with a rating of 1500, a deviation of 350 and a volatility of 0.06, as that paper has it in step 1.
//! * The constraint on volatility, tau, is 0.5: the paper calls 0.3 to 1.2 reasonable, and computes its example with 0.5.
//! * A rating period is one game of the two who play it, so that both see at once what it was worth. The paper would have
//!   periods of ten to fifteen games; shorter ones make deviations settle a little higher.
//! * With each day without a rated game the deviation grows as it does by step 6 in a period without games: after some
//!   months away a rating is provisional again. It never gets above the 350 of somebody unknown.
//! * A rating is provisional while its deviation is above 110, which is the bound of the public server of chess Lichess:
//!   the true strength may well be 200 above or below.

use skillratings::{
    Outcomes,
    glicko2::{Glicko2Config, Glicko2Rating, glicko2},
};

/// How strong somebody is, as far as is known.
pub type Rating = Glicko2Rating;

/// That of somebody unknown.
pub const START: Rating = Rating::new();

/// Tau 0.5, and volatility to a millionth.
const CONFIG: Glicko2Config = Glicko2Config::new();

/// A deviation above this makes a rating provisional.
pub const PROVISIONAL: f64 = 110.0;

/// One on the scale of the formulas, in points (step 2 of the paper).
pub const SCALE: f64 = 173.7178;

/// A day, in milliseconds.
pub const DAY: f64 = 86_400_000.0;

/// A rating as it is after so many milliseconds without a game.
pub fn aged(rating: Rating, ms: u64) -> Rating {
    let days = ms as f64 / DAY;
    let deviation = rating.deviation.hypot(SCALE * rating.volatility * days.sqrt()).min(START.deviation);
    Rating { deviation, ..rating }
}

/// The ratings of two after a game.
pub fn played(x: Rating, o: Rating, result_of_x: Outcomes) -> [Rating; 2] {
    let (new_x, new_o) = glicko2(&x, &o, &result_of_x, &CONFIG);
    [settled(new_x, x), settled(new_o, o)]
}

/// What can be kept: somebody whose numbers have left all bounds, as no game does, stays where they were.
fn settled(new: Rating, old: Rating) -> Rating {
    let Rating { rating, deviation, volatility } = new;
    if [rating, deviation, volatility].iter().all(|number| number.is_finite()) {
        Rating { deviation: deviation.min(START.deviation), ..new }
    } else {
        old
    }
}

#[cfg(test)]
mod tests {
    use skillratings::glicko2::glicko2_rating_period;

    use super::*;

    fn rating(rating: f64, deviation: f64) -> Rating {
        Rating { rating, deviation, ..START }
    }

    fn close(left: f64, right: f64, by: f64) -> bool {
        (left - right).abs() < by
    }

    #[test]
    fn the_published_example_comes_out() {
        let others = [
            (rating(1400.0, 30.0), Outcomes::WIN),
            (rating(1550.0, 100.0), Outcomes::LOSS),
            (rating(1700.0, 300.0), Outcomes::LOSS),
        ];
        let new = glicko2_rating_period(&rating(1500.0, 200.0), &others, &CONFIG);
        assert!(close(new.rating, 1464.06, 0.01), "{new:?}");
        assert!(close(new.deviation, 151.52, 0.01), "{new:?}");
        assert!(close(new.volatility, 0.05999, 0.00001), "{new:?}");
    }

    #[test]
    fn one_game_is_a_period_of_one_game() {
        let (a, b) = (rating(1500.0, 200.0), rating(1400.0, 30.0));
        let [new_a, new_b] = played(a, b, Outcomes::WIN);
        let (alone_a, alone_b) = (
            glicko2_rating_period(&a, &[(b, Outcomes::WIN)], &CONFIG),
            glicko2_rating_period(&b, &[(a, Outcomes::LOSS)], &CONFIG),
        );
        assert!(close(new_a.rating, alone_a.rating, 1e-6) && close(new_a.deviation, alone_a.deviation, 1e-6));
        assert!(close(new_b.rating, alone_b.rating, 1e-6) && close(new_b.deviation, alone_b.deviation, 1e-6));
    }

    #[test]
    fn who_is_away_is_known_less() {
        let known = rating(1700.0, 60.0);
        assert_eq!(aged(known, 0), known);
        let month = aged(known, 30 * 86_400_000);
        assert!(month.deviation > 80.0 && month.deviation < PROVISIONAL, "{month:?}");
        assert_eq!(month.rating, 1700.0);
        assert!(aged(known, 100 * 86_400_000).deviation > PROVISIONAL);
        assert_eq!(aged(known, u64::MAX).deviation, 350.0);
    }

    #[test]
    fn one_who_always_wins_stays_within_numbers() {
        let [mut strong, mut weak] = [START; 2];
        for _ in 0..5_000 {
            [strong, weak] = played(strong, weak, Outcomes::WIN);
        }
        assert!(strong.rating > 2000.0 && strong.rating < 10_000.0, "{strong:?}");
        assert!(strong.deviation <= 350.0 && weak.deviation <= 350.0);
    }
}
