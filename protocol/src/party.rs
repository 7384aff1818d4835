//! The party canvas: everybody moves a small square, everybody sees all squares, and zombies follow whoever is closest.
//!
//! A [`World`] advances in steps. What participants ask for is the newest [`Position`] each has sent; the world decides
//! how far towards it they get. [`frame`] writes a world as text: once a step for everybody, whoever they are.
//!
//! Lengths are in px of the canvas, x to the right and y downwards from its top left corner; times are in seconds.

pub mod frame;
pub mod world;

pub use world::{Color, Id, NO_POSITION, Participant, Position, Settings, World, Zombie};
