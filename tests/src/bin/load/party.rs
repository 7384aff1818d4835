//! People on the party canvas ("TTTP.md"), who move all the time.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;

use crate::{
    args::{Form, PartyArgs},
    case::{Case, End},
    inbox::Message,
    net::Net,
    party2,
    report::Row,
    walk::Walk,
    wire,
};

/// Sides of the canvas of the classic form, in px.
const SIDE: f32 = 500.0;

struct Person {
    /// Where it is, once the size of the canvas is known.
    walk: Option<Walk>,
    /// Whether it never reads.
    stalled: bool,
    /// The newest tick that it was told.
    tick: Option<u32>,
    /// Frames in the window.
    frames: u64,
    /// When the last of them came.
    last: Option<Instant>,
}

/// A party.
pub struct Party {
    people: Vec<Person>,
    form: Form,
    spread: bool,
    /// Whether anybody ever says anything.
    silent: bool,
    /// From the input of one to the input of the next.
    slot: Duration,
    /// Length of a step of the server.
    step: Duration,
    rng: StdRng,
    start: Option<Instant>,
    /// Inputs that are over. Everybody has their turn, one after the other.
    turn: u32,
    /// Positions told by frames in the window.
    entries: u64,
    keyframes: u64,
    stalled_lost: u64,
    scratch: Vec<u8>,
    frame: Vec<u8>,
}

impl Party {
    /// So many people.
    pub fn new(args: &PartyArgs, seed: u64) -> Self {
        let people = (0..args.clients).map(|number| Person {
            walk: None,
            // Evenly among the others.
            stalled: (number + 1) * args.stalled / args.clients > number * args.stalled / args.clients,
            tick: None,
            frames: 0,
            last: None,
        });
        let inputs = args.inputs * args.clients as f64;
        let silent = inputs <= 0.0;
        Self {
            people: people.collect(),
            form: args.form,
            spread: args.spread,
            silent,
            slot: if silent { Duration::MAX } else { Duration::from_secs_f64(1.0 / inputs) },
            step: if args.hz > 0.0 { Duration::from_secs_f64(1.0 / args.hz) } else { Duration::ZERO },
            rng: StdRng::seed_from_u64(seed),
            start: None,
            turn: 0,
            entries: 0,
            keyframes: 0,
            stalled_lost: 0,
            scratch: Vec::new(),
            frame: Vec::new(),
        }
    }

    fn input(&mut self, net: &mut Net, id: usize) {
        let person = &mut self.people[id];
        let Some(walk) = &mut person.walk else { return };
        if !net.is_idle(id) {
            net.tally.skipped += 1;
            return;
        }
        walk.step(&mut self.rng);
        self.frame.clear();
        match self.form {
            Form::Classic => {
                self.scratch.clear();
                if write!(self.scratch, "[{:.1},{:.1}]", walk.x, walk.y).is_ok() {
                    wire::push_frame(&mut self.frame, wire::TEXT, &self.scratch);
                }
            }
            Form::Party2 => {
                let input = party2::input(person.tick.unwrap_or(0), walk.x, walk.y);
                wire::push_frame(&mut self.frame, wire::BINARY, &input);
            }
        }
        net.tally.messages += 1;
        net.send(id, &self.frame);
    }

    /// Whether this one has an input within the step that has just begun, which then tells the tick as well.
    fn speaks_soon(&self, id: usize, now: Instant) -> bool {
        let (Some(start), false) = (self.start, self.silent) else { return false };
        let people = self.people.len() as u32;
        let turns = (id as u32 + people - self.turn % people) % people;
        start + self.slot * (self.turn + turns) <= now + self.step
    }

    fn binary(&mut self, net: &mut Net, id: usize, bytes: &[u8], now: Instant) {
        let frame = match party2::frame(bytes) {
            Ok(frame) => frame,
            Err(reason) => return net.tally.error(reason),
        };
        let person = &mut self.people[id];
        if person.walk.is_none() {
            net.tally.error("a frame before the welcome");
        }
        if person.tick.replace(frame.tick).is_some_and(|before| !party2::is_after(frame.tick, before)) {
            net.tally.error("a frame that is not newer than the last");
        }
        self.entries += frame.moved;
        self.keyframes += u64::from(frame.keyframe);
        if person.stalled {
            // It has heard enough to speak like the others.
            return net.deafen(id);
        }
        if !self.speaks_soon(id, now) {
            self.frame.clear();
            wire::push_frame(&mut self.frame, wire::BINARY, &party2::seen(frame.tick));
            net.tally.messages += 1;
            net.send(id, &self.frame);
        }
        self.came(net, id, now);
    }

    /// A frame has come.
    fn came(&mut self, net: &mut Net, id: usize, now: Instant) {
        let person = &mut self.people[id];
        person.frames += 1;
        if let Some(last) = person.last.replace(now) {
            net.tally.gaps.record(now - last);
        }
    }
}

impl Case for Party {
    fn start(&mut self, net: &mut Net) {
        (0..self.people.len()).for_each(|id| net.dial(id));
    }

    fn opened(&mut self, net: &mut Net, id: usize, _now: Instant) {
        if self.form == Form::Classic {
            let person = &mut self.people[id];
            person.walk = Some(Walk::new(SIDE, SIDE, self.spread, &mut self.rng));
            if person.stalled {
                net.deafen(id);
            }
        }
    }

    fn ready(&mut self, now: Instant) {
        self.start = Some(now);
    }

    fn wants(&self, first: u8, _length: usize) -> bool {
        first == wire::BINARY || self.form == Form::Party2
    }

    fn message(&mut self, net: &mut Net, id: usize, message: Message, now: Instant) {
        match (self.form, message.first, message.payload) {
            (Form::Classic, wire::TEXT, [b'[', ..]) => self.came(net, id, now),
            (Form::Party2, wire::BINARY, bytes) => self.binary(net, id, bytes, now),
            (Form::Party2, wire::TEXT, text) if self.people[id].walk.is_none() => match party2::welcome(text) {
                Some((width, height)) => {
                    self.people[id].walk = Some(Walk::new(width, height, self.spread, &mut self.rng));
                }
                None => net.tally.error(&format!("no welcome: {}", String::from_utf8_lossy(text))),
            },
            (_, _, other) => net.tally.error(&format!("unexpected: {}", String::from_utf8_lossy(other))),
        }
    }

    fn ended(&mut self, net: &mut Net, id: usize, end: End) {
        let person = &mut self.people[id];
        person.walk = None;
        if person.stalled {
            // A server may well cut off who does not read.
            self.stalled_lost += 1;
            return;
        }
        if let End::Lost(reason) = end {
            net.tally.error(&format!("lost: {reason}"));
        }
    }

    fn due(&mut self, net: &mut Net, now: Instant) -> Option<Instant> {
        let start = self.start.filter(|_| !self.silent)?;
        // Frames are read in between, however late the inputs are.
        for _ in 0..self.people.len() {
            let due = start + self.slot * self.turn;
            if due > now {
                return Some(due);
            }
            self.input(net, self.turn as usize % self.people.len());
            self.turn += 1;
        }
        Some(now)
    }

    fn window(&mut self) {
        (self.entries, self.keyframes) = (0, 0);
        for person in &mut self.people {
            (person.frames, person.last) = (0, None);
        }
    }

    fn extra(&self, seconds: f64) -> Vec<Row> {
        let mut rates: Vec<f64> =
            self.people.iter().filter(|person| !person.stalled).map(|person| person.frames as f64 / seconds).collect();
        rates.sort_by(f64::total_cmp);
        let rates = rates.first().zip(rates.get(rates.len() / 2));
        let mut rows = vec![
            ("frames_per_second", json!(rates.map(|(min, median)| json!({ "min": min, "median": median })))),
            ("stalled_lost", json!(self.stalled_lost)),
        ];
        if self.form == Form::Party2 {
            rows.push(("entries_per_second", json!(self.entries as f64 / seconds)));
            rows.push(("keyframes", json!(self.keyframes)));
        }
        rows
    }
}
