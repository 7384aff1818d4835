//! The systems that tutorials on WebSockets build, so that their students' own clients have a server: each is a session on
//! a connection, as those of the games are, and knows no socket.

use std::net::SocketAddr;

pub mod capitalizer;
pub mod chat;
#[cfg(feature = "socketio")]
pub mod socketio;
pub mod tap;

/// A system that has a port of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tutorial {
    /// Answers in capitals, over WebSocket.
    Capitalizer,
    /// The page of the party, over HTTP.
    PartyPage,
    /// The page of the chat, over HTTP.
    ChatPage,
    /// Passes on what is said to all, over WebSocket.
    Chat,
    /// Sends back what is said, over WebSocket, and has its page.
    Echo,
}

/// Where each system was found open.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Places([Option<SocketAddr>; 5]);

impl Places {
    /// The address of this one, if it has one.
    pub fn of(&self, system: Tutorial) -> Option<SocketAddr> {
        self.0[system as usize]
    }
}

impl FromIterator<(Tutorial, SocketAddr)> for Places {
    fn from_iter<T: IntoIterator<Item = (Tutorial, SocketAddr)>>(places: T) -> Self {
        let mut known = Self::default();
        for (system, address) in places {
            known.0[system as usize] = Some(address);
        }
        known
    }
}
