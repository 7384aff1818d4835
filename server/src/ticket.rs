//! Signed tickets: the right to come back to a seat, without a list of who has one.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tttp::{
    Mark,
    two::{GameId, Ticket},
};

/// The key that tickets are signed with.
pub type Key = [u8; 32];

/// Signs tickets. With the same key, those of an earlier run of the server are the same.
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// With a key that only this server, and who runs it, knows.
    pub fn new(key: &Key) -> Self {
        Self(Hmac::new_from_slice(key).expect("a key may have any length (RFC 2104 section 2)"))
    }

    /// The ticket for a side of a game: the first 128 bits of HMAC-SHA-256 (RFC 2104, RFC 6234) of both and of the game's seed,
    /// which is as much as RFC 2104 section 5 asks to keep. So if chance gives an old game's id to a new one some day, the
    /// old tickets don't fit.
    pub fn ticket(&self, game: GameId, seat: Mark, seed: u64) -> Ticket {
        let mut mac = self.0.clone();
        mac.update(format!("seat {game} {seat} {seed}").as_bytes());
        let mut bits = [0; 16];
        bits.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Ticket::new(u128::from_be_bytes(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_seat_has_its_own_and_the_same_again_after_a_restart() {
        let games: [GameId; 2] = ["7KX2M9AB", "7KX2M9AC"].map(|id| id.parse().unwrap());
        let tickets = |key: Key| {
            let signer = Signer::new(&key);
            let seats = games.iter().flat_map(|game| [(*game, Mark::X), (*game, Mark::O)]);
            seats.map(|(game, seat)| signer.ticket(game, seat, 5)).collect::<Vec<_>>()
        };
        let first = tickets([7; 32]);
        assert_eq!(first, tickets([7; 32]));
        let others = tickets([8; 32]);
        for (place, ticket) in first.iter().enumerate() {
            let known = first.iter().chain(&others).filter(|one| *one == ticket).count();
            assert_eq!(known, 1, "of {place}");
        }
    }

    /// Computed with another implementation of HMAC (Python's `hmac`), so that a change of what is signed is noticed: it would
    /// make all tickets worthless that were given before.
    #[test]
    fn what_is_signed_does_not_change() {
        let ticket = Signer::new(&[7; 32]).ticket("7KX2M9AB".parse().unwrap(), Mark::X, 5);
        assert_eq!(ticket.to_string(), "ed209c328c232ad9d37698a836dde732");
    }
}
