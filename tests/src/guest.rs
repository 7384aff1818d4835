//! A client of `party.2`: it keeps its [`Canvas`] by what it is sent, and checks all of that.

use serde_json::Value;

use crate::{
    canvas::{Canvas, Frame},
    client::{Client, End, Said, open_ws},
    expect,
    server::TestServer,
};

/// The subprotocol, as a header.
const PARTY2: (&str, &str) = ("sec-websocket-protocol", "party.2");

/// Somebody at the party.
pub struct Guest {
    client: Client,
    /// What it was told first.
    pub welcome: Value,
    /// Its id.
    pub id: u16,
    /// What it sees.
    pub canvas: Canvas,
}

impl Guest {
    /// Joins the main room.
    ///
    /// # Panics
    /// When it is not let in.
    pub async fn join(server: &TestServer) -> Self {
        Self::join_at(server, "/party").await
    }

    /// Joins the room that this path names, as `/party?room=KITE7`.
    ///
    /// # Panics
    /// When it is not let in.
    pub async fn join_at(server: &TestServer, path: &str) -> Self {
        Self::try_join(server, path).await.unwrap_or_else(|end| panic!("{path}: {end:?}"))
    }

    /// Tries to join.
    ///
    /// # Errors
    /// How the connection ended instead.
    ///
    /// # Panics
    /// When there is no connection.
    pub async fn try_join(server: &TestServer, path: &str) -> Result<Self, End> {
        let opened = expect("connect", open_ws(&server.url(path), &[PARTY2])).await;
        Self::over(opened.unwrap_or_else(|error| panic!("{path}: {error}"))).await
    }

    /// Joins by a connection that asks for a room.
    ///
    /// # Errors
    /// How it ended instead.
    ///
    /// # Panics
    /// When it is told something else first.
    pub async fn over(mut client: Client) -> Result<Self, End> {
        let welcome: Value = serde_json::from_str(&client.next().await?).expect("JSON");
        assert_eq!(
            (&welcome["type"], &welcome["layout"], &welcome["size"]),
            (&"welcome".into(), &1.into(), &10.into())
        );
        let number = |name: &str| welcome[name].as_u64().and_then(|number| u16::try_from(number).ok());
        let [id, width, height] = ["you", "width", "height"].map(|name| number(name).expect("a number"));
        Ok(Self { client, welcome, id, canvas: Canvas::new(width, height) })
    }

    /// The next frame, taken in.
    ///
    /// # Panics
    /// When something else is said before.
    pub async fn frame(&mut self) -> Frame {
        match self.client.message().await {
            Ok(Said::Binary(bytes)) => self.take_in(&bytes),
            other => panic!("no frame: {other:?}"),
        }
    }

    /// Takes frames in until this holds.
    ///
    /// # Panics
    /// When something else is said before.
    pub async fn until(&mut self, holds: impl Fn(&Canvas) -> bool) {
        self.frame().await;
        while !holds(&self.canvas) {
            self.frame().await;
        }
    }

    /// Takes frames in until somebody is seen there, in px.
    ///
    /// # Panics
    /// When something else is said before.
    pub async fn sees(&mut self, id: u16, place: (f64, f64)) {
        self.until(|canvas| canvas.place(id) == Some(place)).await;
    }

    /// The next error it is told, frames before that taken in.
    ///
    /// # Panics
    /// When it is told something else.
    pub async fn error(&mut self) -> Value {
        loop {
            match self.client.message().await {
                Ok(Said::Binary(bytes)) => drop(self.take_in(&bytes)),
                Ok(Said::Text(text)) => {
                    let error: Value = serde_json::from_str(&text).expect("JSON");
                    assert_eq!(error["type"], "error", "{text}");
                    return error;
                }
                Err(end) => panic!("ended: {end:?}"),
            }
        }
    }

    /// Tells which frame it has drawn: the newest one.
    pub async fn ack(&mut self) {
        let tick = self.tick();
        self.client.send(&[&[1][..], &tick.to_be_bytes()].concat()).await;
    }

    /// Tells the same, and where it wants to be, in px.
    pub async fn ack_and_go(&mut self, x: u16, y: u16) {
        let tick = self.tick();
        let input = [&[2][..], &tick.to_be_bytes(), &(x * 16).to_be_bytes(), &(y * 16).to_be_bytes()];
        self.client.send(&input.concat()).await;
    }

    /// Tells where it wants to be, in px, and nothing of frames.
    pub async fn go(&mut self, x: u16, y: u16) {
        self.say(&format!("[{x},{y}]")).await;
    }

    /// Sends a text.
    pub async fn say(&mut self, text: &str) {
        self.client.say(text).await;
    }

    /// Sends a binary message.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.client.send(bytes).await;
    }

    /// Leaves, and waits until the server has taken that in.
    pub async fn leave(self) {
        self.client.close().await;
    }

    /// The tick of the newest frame, 0 before the first.
    pub fn tick(&self) -> u32 {
        self.canvas.tick().unwrap_or_default()
    }

    fn take_in(&mut self, bytes: &[u8]) -> Frame {
        let frame = self.canvas.apply(bytes);
        let is_there = self.canvas.beings().get(&self.id).is_some_and(|being| !being.is_zombie);
        assert!(is_there, "it is there itself: {frame:?}");
        frame
    }
}

/// Has two of one room read until both have the frame of the same tick, and checks that they see the same then. Only
/// where nothing is left out for want of room.
///
/// # Panics
/// When they do not.
pub async fn see_the_same(one: &mut Guest, other: &mut Guest) {
    // Who has no frame yet needs one.
    for guest in [&mut *one, &mut *other] {
        if guest.canvas.tick().is_none() {
            guest.frame().await;
        }
    }
    while one.tick() != other.tick() {
        let is_behind = one.tick().wrapping_sub(other.tick()) > u32::MAX / 2;
        let behind = if is_behind { &mut *one } else { &mut *other };
        behind.frame().await;
    }
    assert_eq!(one.canvas, other.canvas);
}
