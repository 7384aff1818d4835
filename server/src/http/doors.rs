//! The doors that upgrade to a WebSocket.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web::Payload,
};

use super::{
    assets,
    carried::{Wish, unavailable},
    echo, local, origin,
    room::{self, Wrong},
};
use crate::{
    limits::Admission,
    party::{
        Form,
        rooms::{Code, Find},
    },
    player::{Version, outbox::MAX_WAITING},
    shared::Local,
    transport::{
        Connection,
        ws::{self, Bounds, Reader},
    },
};

/// The subprotocol of the party that says more than the original did.
pub(super) const PARTY2: &str = "party.2";

/// The subprotocol of tic-tac-toe in which nobody is queued before they ask.
const TTTP2: &str = "tttp.2";

/// What is particular to a door.
pub(super) struct Upgrade {
    /// What it says to somebody who came without an upgrade.
    pub(super) help: &'static str,
    /// Whether pages that were opened from a file may connect.
    pub(super) file_pages: bool,
    /// What can be negotiated besides nothing.
    pub(super) subprotocols: &'static [&'static str],
    pub(super) bounds: Bounds,
}

/// Lines and positions are short.
pub(super) const BOUNDS: Bounds = Bounds { message: 4 * 1024, waiting: MAX_WAITING };

const TTTP: Upgrade = Upgrade {
    help: "This is a WebSocket door: it speaks TTTP/1, and TTTP/2 with the subprotocol tttp.2, one line a text message. \
           To play in a browser, open /.\n",
    file_pages: false,
    subprotocols: &[TTTP2],
    bounds: BOUNDS,
};

const CLASSIC: Upgrade = Upgrade {
    help: "This is the classic tic-tac-toe door, for WebSocket and plain TCP clients. The pages are on the main port.\n",
    file_pages: true,
    ..TTTP
};

const PARTY: Upgrade = Upgrade { help: "", subprotocols: &[PARTY2], ..TTTP };

const CLASSIC_PARTY: Upgrade = Upgrade {
    subprotocols: &[],
    help: "This is the classic party door, for WebSocket clients. The pages are on the main port.\n",
    ..CLASSIC
};

const RACE: Upgrade =
    Upgrade { subprotocols: &[], help: "This is a WebSocket door for lanes of a race: open /race.\n", ..TTTP };

const ECHO: Upgrade =
    Upgrade { subprotocols: &[], help: "This is a WebSocket door: it sends back what you send.\n", ..TTTP };

/// TTTP on the main port.
pub async fn tttp(request: HttpRequest, payload: Payload) -> HttpResponse {
    match Wish::of(&request) {
        Err(wrong) => *wrong,
        Ok(None) => TTTP.open(&request, payload, play),
        Ok(Some(wish)) => wish.grant(&request, payload, &TTTP, |admission, _| local(&request).open_tttp(admission)),
    }
}

/// TTTP on the classic port.
pub async fn classic(request: HttpRequest, payload: Payload) -> HttpResponse {
    CLASSIC.open(&request, payload, play)
}

/// The party on the main port: its form is as negotiated, its room as asked for.
pub async fn party(request: HttpRequest, payload: Payload) -> HttpResponse {
    let (code, plan, name) = match room::wanted(request.query_string(), local(&request).shared.config.plan()) {
        Ok(wanted) => wanted,
        Err(wrong) => return bad_request(wrong),
    };
    let form = |answer: &HeaderMap| if is_agreed(answer, PARTY2) { Form::Party2 } else { Form::Classic };
    let find = |admission: &Admission| Find { code, plan, maker: admission.address() };
    match Wish::of(&request) {
        Err(wrong) => *wrong,
        Ok(None) => PARTY.open(&request, payload, |local, connection, admission, answer| {
            let find = find(&admission);
            local.party(connection, admission, form(answer), find, local.shown(name));
        }),
        Ok(Some(wish)) => wish.grant(&request, payload, &PARTY, |admission, answer| {
            let (local, find) = (local(&request), find(&admission));
            local.open_party(admission, form(answer), find, local.shown(name))
        }),
    }
}

/// The lane of a race, which was opened by POST.
pub async fn race(request: HttpRequest, payload: Payload) -> HttpResponse {
    match Wish::of(&request) {
        Err(wrong) => *wrong,
        Ok(Some(wish)) if !wish.is_new() => wish.attach(&request, payload, &RACE),
        _ => match RACE.check(&request) {
            Err(refused) => *refused,
            Ok(_) => {
                let text = "session: the token of a lane, from POST /race/session.\n".into();
                bad_request(Wrong { code: false, text })
            }
        },
    }
}

/// The page of the party. It explains a code that is none itself; other mistakes in its query would only look to it like a
/// server that does not answer.
pub async fn party_page(request: HttpRequest) -> HttpResponse {
    match room::wanted(request.query_string(), local(&request).shared.config.plan()) {
        Err(wrong) if !wrong.code => bad_request(wrong),
        _ => assets::page(request).await,
    }
}

fn play(local: &Local, connection: Connection<Reader>, admission: Admission, answer: &HeaderMap) {
    let version = if is_agreed(answer, TTTP2) { Version::Two } else { Version::One };
    local.play(connection, admission, version);
}

/// Whether the handshake's answer has this subprotocol.
pub(super) fn is_agreed(answer: &HeaderMap, subprotocol: &str) -> bool {
    answer.get(header::SEC_WEBSOCKET_PROTOCOL).is_some_and(|agreed| agreed == subprotocol)
}

fn bad_request(wrong: Wrong) -> HttpResponse {
    HttpResponse::BadRequest().content_type("text/plain; charset=utf-8").body(wrong.text)
}

/// The party on the classic port: the main room.
pub async fn classic_party(request: HttpRequest, payload: Payload) -> HttpResponse {
    CLASSIC_PARTY.open(&request, payload, |local, connection, admission, _| {
        main_room(local, connection, admission);
    })
}

/// The main room of the party, in its classic form.
pub(super) fn main_room(local: &Local, connection: Connection<Reader>, admission: Admission) {
    let find = Find { code: Code::main(), plan: local.shared.config.plan(), maker: admission.address() };
    local.party(connection, admission, Form::Classic, find, None);
}

/// What comes in goes out: for conformance tests, and for first steps.
pub async fn echo(request: HttpRequest, payload: Payload) -> HttpResponse {
    let bounds = echo_bounds(local(&request));
    Upgrade { bounds, ..ECHO }.open(&request, payload, |local, connection, admission, _| {
        send_back(local, connection, admission);
    })
}

/// What an echo takes, and what of it may wait.
pub(super) fn echo_bounds(local: &Local) -> Bounds {
    let message = local.shared.config.echo_max_bytes as usize;
    Bounds { message, waiting: message.saturating_add(MAX_WAITING) }
}

/// An echo.
pub(super) fn send_back(local: &Local, connection: Connection<Reader>, admission: Admission) {
    let entry = local.connections.all.enter(&connection.outbox);
    echo::open(connection, (admission, entry));
}

impl Upgrade {
    /// Answers the handshake and opens the session, or says why not.
    pub(super) fn open(
        &self,
        request: &HttpRequest,
        payload: Payload,
        session: impl FnOnce(&Local, Connection<Reader>, Admission, &HeaderMap),
    ) -> HttpResponse {
        let address = match self.check(request) {
            Ok(address) => address,
            Err(refused) => return *refused,
        };
        let local = local(request);
        match local.admit(address) {
            Ok(admission) => self.accept(request, payload, |connection, answer| {
                session(local, connection, admission, answer);
            }),
            Err(refusal) => unavailable(refusal),
        }
    }

    /// Whether the request is a handshake that this door takes, of whom.
    ///
    /// # Errors
    /// What is answered in its stead.
    pub(super) fn check(&self, request: &HttpRequest) -> Result<IpAddr, Box<HttpResponse>> {
        if !request.headers().contains_key(header::UPGRADE) {
            return Err(HttpResponse::UpgradeRequired()
                .insert_header((header::UPGRADE, "websocket"))
                .content_type("text/plain; charset=utf-8")
                .body(self.help)
                .into());
        }
        if let Some(refused) = is_no_handshake(request) {
            return Err(refused.into());
        }
        origin::check(request, &local(request).shared.config.allow_origin, self.file_pages)
            .map_err(HttpResponse::from)?;
        request.peer_addr().map(|peer| peer.ip()).ok_or_else(|| HttpResponse::BadRequest().finish().into())
    }

    /// Answers a handshake that was checked, and opens the connection.
    pub(super) fn accept(
        &self,
        request: &HttpRequest,
        payload: Payload,
        session: impl FnOnce(Connection<Reader>, &HeaderMap),
    ) -> HttpResponse {
        match ws::accept(request, payload, self.subprotocols, self.bounds, local(request).shared.config.patience()) {
            Ok((response, connection)) => {
                session(connection, response.headers());
                response
            }
            Err(error) => error.error_response(),
        }
    }
}

/// The answer to an upgrade that is none to a WebSocket, or has a body.
pub fn is_no_handshake(request: &HttpRequest) -> Option<HttpResponse> {
    let headers = request.headers();
    let websocket = headers.get(header::UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if !websocket {
        // With a list the HTTP service would keep for itself what comes after the request.
        return Some(
            HttpResponse::BadRequest()
                .content_type("text/plain; charset=utf-8")
                .body("This door upgrades to websocket, and to nothing else.\n"),
        );
    }
    if headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::TRANSFER_ENCODING) {
        // What follows would be taken for that body, and not for frames.
        return Some(
            HttpResponse::BadRequest()
                .force_close()
                .content_type("text/plain; charset=utf-8")
                .body("A WebSocket handshake has no body (RFC 6455 section 4.1).\n"),
        );
    }
    None
}
