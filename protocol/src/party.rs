//! The party canvas: everybody moves a small square, everybody sees all squares, and zombies follow whoever is closest.
//!
//! A [`World`] advances in steps. What participants ask for is the newest [`Position`] each has sent, as text or in an
//! [`Input`]; the world decides how far towards it they get. [`Pictures`] takes a [`Picture`] of the world after each
//! step, from which frames are written that hold what changed since the one a client was sent last. [`frame`] writes
//! what is text.
//!
//! Lengths are in px of the canvas, x to the right and y downwards from its top left corner; times are in seconds.

pub mod frame;
pub mod input;
pub mod picture;
pub mod world;

pub use input::Input;
pub use picture::{Picture, Pictures, Zone};
pub use world::{Area, Color, HISTORY, Id, NO_POSITION, Name, Participant, Position, Settings, World, Zombie};
