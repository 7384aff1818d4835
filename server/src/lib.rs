//! TTTParty: an authoritative multiplayer game server, a tic-tac-toe lobby and a party canvas.
//!
//! The map, from the outside in:
//!
//! - [`app`] binds the ports, starts the actors, and stops in good order; [`config`] is what can be set.
//!   [`commands`] is what the program does besides serving.
//! - [`transport`] is sockets: WebSocket and lines over TCP, both as a stream of what the peer says and an outbox.
//! - [`http`] is pages, health and the doors; [`sessions`] lets a connection in, and gives it its actor.
//! - [`carrier`] is between a session and its transports where those may change: WebSocket, server-sent events, polling, TCP.
//! - [`player`] is an actor per TTTP connection, [`game`] one per game, [`matchmaker`] the one that pairs.
//! - [`player::session`] is what a connection that speaks TTTP/2 has besides; [`lobby`] the actor that shows who is here.
//! - [`people`], [`rooms`] and [`game::card`] are [listings](listing) that those who are listed enter themselves in.
//! - [`party`] is the actor of a canvas room, [`party::participant`] one per connection to it, [`relay`] one per worker.
//! - [`journal`] is the log of every game, and [`records`] what is kept of those that are over; [`kept`] opens both, in the
//!   [`store`]. [`game::rebuild`] is what a start makes of the logs; [`ticket`] signs the right to come back, and
//!   [`game_time`] is what clocks go by.
//! - [`tutorials`] are the systems that tutorials build, each a session of its own kind.
//! - [`limits`] bounds connections, [`meters`] commands; [`filter`] keeps rude words out of names and chat.
//! - [`stats`], [`registry`], [`shared`] and [`lan`] are what these have in common.
//!
//! What is deterministic, the protocol, the rules and the world, is in the crate `tttp`.

pub mod app;
pub mod bridge;
pub mod carrier;
pub mod commands;
pub mod config;
pub mod filter;
pub mod game;
pub mod game_time;
pub mod http;
pub mod journal;
pub mod kept;
pub mod lan;
pub mod limits;
pub mod listing;
pub mod lobby;
pub mod matchmaker;
pub mod meters;
pub mod party;
pub mod people;
pub mod player;
pub mod race;
pub mod records;
pub mod registry;
pub mod relay;
pub mod rooms;
pub mod sessions;
pub mod shared;
pub mod stats;
pub mod store;
pub mod ticket;
pub mod transport;
pub mod tutorials;
