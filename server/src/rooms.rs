//! Rooms of tic-tac-toe that somebody hosts and waits in: found by their code, filled by the first who joins.

use std::{net::IpAddr, sync::Arc};

use tttp::two::{Code, Control};

use crate::{
    config::Config,
    listing::{Listed, Listing},
    people::Person,
};

/// All rooms that wait for somebody, by code.
pub type Rooms = Listing<Code, Room>;

/// A room of one's own; dropped, it is closed.
pub type Hosted = Listed<Code, Room>;

/// A room that waits for somebody.
#[derive(Debug)]
pub struct Room {
    /// Who hosts it, and will play X.
    pub host: Arc<Person>,
    /// The clock of its game.
    pub clock: Option<Control>,
    /// Its code is in no list, and its game is private.
    pub locked: bool,
    /// Where the host comes from.
    pub address: IpAddr,
}

/// How many rooms one address may have, however few there are in all.
const A_FEW: usize = 10;

/// Whether there may be one more room of this address: one may have a quarter of them, or a few.
pub fn has_place(rooms: &Rooms, config: &Config, address: IpAddr) -> bool {
    let most = config.tables.max_hosted;
    let theirs = || rooms.all().iter().filter(|(_, room)| room.address == address).count();
    rooms.len() < most && (config.no_limits || theirs() < (most / 4).max(A_FEW))
}

/// Opens a room under a code that nobody else has.
pub fn open(rooms: &Arc<Rooms>, room: Room) -> Hosted {
    let room = Arc::new(room);
    loop {
        if let Some(hosted) = rooms.enter(Code::random(&mut rand::rng()), Arc::clone(&room)) {
            return hosted;
        }
    }
}
