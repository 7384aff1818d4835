//! The doors of the tutorials' systems: under `/tutorials/`, where a page can have the connection tapped that it opens, and
//! on ports of their own, where students' pages come from files.

use std::rc::Rc;

use actix_web::{HttpRequest, HttpResponse, web::Payload};

use super::super::{
    doors::{self, BOUNDS, Upgrade},
    local,
};
use crate::{
    limits::{self, Admission},
    player::Version,
    shared::Local,
    transport::{Connection, ear::Ear, ws::Reader},
    tutorials::{
        capitalizer, chat,
        tap::{self, Taps},
    },
};

const CAPITALIZER: Upgrade = Upgrade {
    help: "This is a WebSocket door: it sends back in capitals what you send. Its page is /tutorials/capitalizer on the main port.\n",
    file_pages: false,
    subprotocols: &[],
    bounds: capitalizer::BOUNDS,
};

const CHAT: Upgrade = Upgrade {
    help: "This is a WebSocket door: what you send goes to all who are here. Its page is /tutorials/chat on the main port.\n",
    bounds: BOUNDS,
    ..CAPITALIZER
};

/// Those without a word of help have a page in its place.
const PLAIN: Upgrade = Upgrade { help: "", ..CHAT };

const TAP: Upgrade = Upgrade {
    help: "This is a WebSocket door: it tells what goes over the wire on another connection, that was opened with ?tap= and \
           the token that this one tells first.\n",
    ..CHAT
};

/// The capitalizer, under `/tutorials/`.
pub async fn capitalizer(request: HttpRequest, payload: Payload) -> HttpResponse {
    open(&CAPITALIZER, &request, payload, capitalize)
}

/// The capitalizer, on its own port.
pub async fn capitalizer_port(request: HttpRequest, payload: Payload) -> HttpResponse {
    Upgrade { file_pages: true, ..CAPITALIZER }.open(&request, payload, |local, connection, admission, _| {
        capitalize(local, connection, admission);
    })
}

/// The chat, under `/tutorials/`.
pub async fn chat(request: HttpRequest, payload: Payload) -> HttpResponse {
    open(&CHAT, &request, payload, join)
}

/// The chat, on its own port.
pub async fn chat_port(request: HttpRequest, payload: Payload) -> HttpResponse {
    Upgrade { file_pages: true, ..CHAT }
        .open(&request, payload, |local, connection, admission, _| join(local, connection, admission))
}

/// Tic-tac-toe as the tutorial has it, TTTP/1.
pub async fn tic_tac_toe(request: HttpRequest, payload: Payload) -> HttpResponse {
    open(&PLAIN, &request, payload, |local, connection, admission| {
        local.play(connection, admission, Version::One);
    })
}

/// The party as the tutorial has it: the main room, in its classic form.
pub async fn party(request: HttpRequest, payload: Payload) -> HttpResponse {
    open(&PLAIN, &request, payload, doors::main_room)
}

/// The echo, under `/tutorials/`.
pub async fn echo(request: HttpRequest, payload: Payload) -> HttpResponse {
    let bounds = doors::echo_bounds(local(&request));
    open(&Upgrade { bounds, ..PLAIN }, &request, payload, doors::send_back)
}

/// The echo on its own port, and its page.
pub async fn echo_port(request: HttpRequest, payload: Payload) -> HttpResponse {
    if !request.headers().contains_key(actix_web::http::header::UPGRADE) {
        return super::page_or_part(&request, "tutorials/echo");
    }
    let bounds = doors::echo_bounds(local(&request));
    Upgrade { bounds, file_pages: true, ..PLAIN }
        .open(&request, payload, |local, connection, admission, _| doors::send_back(local, connection, admission))
}

/// What goes over the wire on another connection.
pub async fn tap(request: HttpRequest, payload: Payload) -> HttpResponse {
    TAP.open(&request, payload, |local, connection, admission, _| {
        let entry = local.connections.all.enter(&connection.outbox);
        tap::open(local, admission.address(), connection, (admission, entry));
    })
}

fn capitalize(local: &Local, connection: Connection<Reader>, admission: Admission) {
    let entry = local.connections.all.enter(&connection.outbox);
    capitalizer::open(connection, (admission, entry));
}

fn join(local: &Local, connection: Connection<Reader>, admission: Admission) {
    let entry = local.connections.all.enter(&connection.outbox);
    chat::open(local, connection, (admission, entry));
}

/// Opens a door, and has the connection tapped if that is asked for.
fn open(
    door: &Upgrade,
    request: &HttpRequest,
    payload: Payload,
    session: impl FnOnce(&Local, Connection<Reader>, Admission),
) -> HttpResponse {
    let Ok(ear) = ear(request) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("No tap of yours waits with this token: open /tutorials/tap first, and use its token once.\n");
    };
    door.open(request, payload, |local, mut connection, admission, _| {
        if let Some(ear) = &ear {
            connection.incoming.overhear(ear);
        }
        session(local, connection, admission);
    })
}

/// A tap is named that is not there, or not this address's.
struct NoTap;

/// The ear of the tap that the query names, if it names one.
fn ear(request: &HttpRequest) -> Result<Option<Rc<dyn Ear>>, NoTap> {
    let named = request.query_string().split('&').find_map(|pair| pair.strip_prefix("tap="));
    let Some(named) = named else { return Ok(None) };
    let token = named.parse().map_err(|_| NoTap)?;
    let address = limits::household(request.peer_addr().ok_or(NoTap)?.ip());
    Taps::ear(&local(request).shared, token, address).map(Some).ok_or(NoTap)
}
