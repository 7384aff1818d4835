//! Socket.IO, as a tutorial has it: who connects hears `welcome`, each `client message` comes back as `server message`, and
//! `end` ends the connection. By the crate socketioxide; the doors to it are in `http/tutorials/socketio.rs`.
//!
//! [`session`] is what the server knows of one who is here, [`said`] what an event carries.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use engineioxide::service::NotFoundService;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use socketioxide::{
    ParserConfig, SocketIo,
    adapter::LocalAdapter,
    extract::SocketRef,
    handler::{MessageHandler, Value},
    service::SocketIoService,
    socket::{Sid, Socket},
};
use tokio::{io::DuplexStream, sync::watch};
use tower_service::Service;

use self::{
    said::Arguments,
    session::{People, Session},
};
use crate::{
    config::Config,
    limits::Admission,
    player::{
        budget::{Budget, Verdict},
        outbox::pulse::Patience,
    },
};

pub mod said;
pub mod session;

/// Where clients expect it.
pub const PATH: &str = "/socket.io/";

/// The most attachments of one event.
const MOST_ATTACHMENTS: usize = 64;

/// The shortest packet that this server sends for one that it is sent, in bytes.
const SHORTEST: usize = r#"2["server message"]"#.len();

/// Said once to who sends too much, as the event `too fast`.
const TOO_FAST: &str = "That was too much at once: some of your messages were passed over. Send more slowly.";

/// The server of Socket.IO: one for all threads.
pub struct Engine {
    service: SocketIoService<NotFoundService>,
    io: SocketIo,
    people: Arc<People>,
    /// How many messages a second one may send, unless limits are lifted.
    rate: Option<u32>,
    /// The largest message, in bytes.
    largest: usize,
    closing: watch::Sender<bool>,
}

/// What one event is answered with.
enum Hear {
    /// `client message`
    Message,
    /// `end`
    End,
    /// Any other: nothing, but it counts.
    Other,
}

impl Engine {
    /// As it is configured: its messages are as large as those of `/echo`, and as many as lines.
    pub fn new(config: &Config) -> Self {
        let largest = config.echo_max_bytes as usize;
        let Patience { ping, silence } = config.patience();
        let parser = ParserConfig::common()
            .max_incoming_binaries(MOST_ATTACHMENTS)
            .max_incoming_binary_buf_size(largest)
            .packet_completion_timeout(silence);
        let (service, io) = SocketIo::builder()
            .ping_interval(ping)
            .ping_timeout(silence.saturating_sub(ping))
            .connect_timeout(silence)
            .upgrade_timeout(silence)
            .max_payload(largest as u64)
            .ws_max_message_size(largest)
            .ws_max_frame_size(largest)
            // No more is taken in than this holds: see `Session::has_room`.
            .max_buffer_size((session::most_owed(largest) / SHORTEST).max(128))
            .with_parser(parser)
            .build_svc();
        io.ns("/", async |socket: SocketRef| welcome(&socket));
        let rate = config.rate(config.lines_per_second);
        Self { service, io, people: Arc::default(), rate, largest, closing: watch::Sender::new(false) }
    }

    /// A session of somebody who was let in.
    pub fn session(&self, admission: Admission) -> Arc<Session> {
        Session::new(&self.people, admission, Budget::new(self.rate), self.largest)
    }

    /// Who has this id, if that is known: who began by polling.
    pub fn find(&self, id: Sid) -> Option<Arc<Session>> {
        self.people.find(id)
    }

    /// The largest message, in bytes.
    pub fn largest(&self) -> usize {
        self.largest
    }

    /// Answers a request of the transport `polling`: soon, or as soon as there is something to tell.
    pub async fn answer(&self, request: Request<Full<Bytes>>) -> Response<Bytes> {
        let Ok(answer) = self.service.clone().call(request).await;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        Response::from_parts(head, body)
    }

    /// Serves a WebSocket whose handshake is answered elsewhere.
    ///
    /// # Errors
    /// The answer, when the request asks for what there is not.
    pub async fn connect(&self, stream: DuplexStream, request: Request<()>) -> Result<(), &'static str> {
        let accepted = self.service.clone().call((stream, request)).await;
        accepted.map_err(|_| r#"{"code":3,"message":"Bad request"}"#)
    }

    /// Ends the session of one who polls, as if the client had.
    pub async fn hang_up(&self, id: Sid) {
        let way = format!("{PATH}?EIO=4&transport=polling&sid={}", id.as_str());
        // The closing packet of Engine.IO.
        if let Ok(request) = Request::post(way).body(Full::new(Bytes::from_static(b"1"))) {
            self.answer(request).await;
        }
    }

    /// Tells everybody that the server stops, and ends their connections: clients try again by themselves.
    pub async fn close(&self) {
        self.closing.send_replace(true);
        self.io.close().await;
        for session in self.people.all() {
            session.leave();
        }
    }

    /// Ready when [`Engine::close`] is called.
    pub async fn closing(&self) {
        // The sender lives as long as this.
        self.closing.subscribe().wait_for(|closing| *closing).await.ok();
    }
}

/// The session of a socket: its request brought it along.
fn session_of(socket: &Socket) -> Option<Arc<Session>> {
    socket.req_parts().extensions.get().cloned()
}

fn welcome(socket: &SocketRef) {
    socket.on("client message", Hear::Message);
    socket.on("end", Hear::End);
    socket.on_fallback(Hear::Other);
    say(socket, "welcome", &Arguments::default());
}

/// The most that can go wrong is that it has gone.
fn say(socket: &Socket, event: &str, arguments: &Arguments) {
    socket.emit(event, arguments).ok();
}

/// Disconnects it when what it has sent already is read, and passed over: to the crate an event after the end is an error,
/// which would cut the connection off before the client knows that it is not to come back.
fn end(session: &Session, socket: Arc<Socket>) {
    session.end();
    tokio::spawn(async move { drop(socket.disconnect()) });
}

impl MessageHandler<LocalAdapter, Self> for Hear {
    /// Called where the packet is read, so that answers are in the order of what they answer.
    fn call(&self, socket: Arc<Socket>, said: Value, _: Option<i64>) {
        let Some(session) = session_of(&socket) else { return };
        if session.is_over() {
            return;
        }
        match session.spend(Instant::now()) {
            Verdict::Granted => {}
            Verdict::Refused { tell: true, .. } => return say(&socket, "too fast", &Arguments::text(TOO_FAST)),
            Verdict::Refused { tell: false, .. } => return,
            Verdict::Exhausted => return end(&session, socket),
        }
        match (self, said) {
            (Self::Message, Value::Str(text, attachments)) => {
                let attachments = attachments.unwrap_or_default();
                let size = text.len() + attachments.iter().map(Bytes::len).sum::<usize>();
                match Arguments::read(&text, attachments.into()) {
                    Ok(arguments) => {
                        session.owe(size);
                        say(&socket, "server message", &arguments);
                    }
                    // As the original: who can't be understood is not heard any longer.
                    Err(_) => end(&session, socket),
                }
            }
            (Self::End, _) => end(&session, socket),
            (Self::Message | Self::Other, _) => {}
        }
    }
}
