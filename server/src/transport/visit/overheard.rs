//! The handshake of a connection that is to be overheard, as its bytes were.

use std::{cell::RefCell, rc::Rc};

use crate::transport::ear::{Ear, Side};

/// The most of a head that is kept, in bytes.
const HEAD: usize = 8 * 1024;

/// What ends a head (RFC 9112 section 2.1).
const END: &[u8] = b"\r\n\r\n";

/// What the first line of a request has that wants to be overheard.
const TAP: &[u8] = b"tap=";

/// Holds something only while a request that asks to be overheard is read and answered.
#[derive(Default)]
pub struct Overheard(RefCell<Option<Box<Request>>>);

/// The head of a request, as it was sent.
#[derive(Default)]
struct Request {
    head: Vec<u8>,
    ear: Option<Rc<dyn Ear>>,
}

impl Overheard {
    /// Keeps the head of a request if its first line asks for that.
    pub fn read(&self, read: &[u8]) {
        let mut request = self.0.borrow_mut();
        match &mut *request {
            Some(request) if !ends(&request.head) => request.add(read),
            Some(_) => {}
            None if is_to_be_kept(read) => request.insert(Box::default()).add(read),
            None => {}
        }
    }

    /// Tells who listens of what was written.
    pub fn wrote(&self, bytes: &[u8]) {
        let ear = self.0.borrow().as_ref().and_then(|request| request.ear.clone());
        ear.into_iter().for_each(|ear| ear.hears(Side::Server, bytes));
    }

    /// Somebody listens: it is told of the request as far as that was kept, and of all that is written from here on.
    pub fn begin(&self, ear: &Rc<dyn Ear>) {
        let mut request = self.0.borrow_mut();
        let request = request.get_or_insert_default();
        // One that came in small pieces was not kept; its end is said all the same.
        ear.hears(Side::Client, if request.head.is_empty() { END } else { &request.head });
        request.ear = Some(Rc::clone(ear));
    }

    /// The handshake is over, and what was kept of it is let go.
    pub fn end(&self) {
        self.0.take();
    }
}

impl Request {
    /// Adds what belongs to the head.
    fn add(&mut self, read: &[u8]) {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&read[..read.len().min(room)]);
        if let Some(end) = self.head.windows(END.len()).position(|four| four == END) {
            self.head.truncate(end + END.len());
        }
    }
}

fn ends(head: &[u8]) -> bool {
    head.len() == HEAD || head.ends_with(END)
}

fn is_to_be_kept(read: &[u8]) -> bool {
    let line = read.split(|byte| *byte == b'\r').next().unwrap_or_default();
    line.windows(TAP.len()).any(|part| part == TAP)
}
