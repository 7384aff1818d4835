//! The doors of Socket.IO: polling, which is plain requests, and WebSocket. Both lead to the same [`Engine`].

use std::{net::IpAddr, sync::Arc, time::Duration};

use ::http::{Request, Response};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    rt::spawn,
    web::Payload,
};
use bytes::Bytes;
use http_body_util::Full;
use serde::Deserialize;
use socketioxide::socket::Sid;
use tokio::time::sleep;

use super::super::{assets, carried::unavailable, doors, local, origin};
use crate::{
    transport::{
        tunnel::{self, Attention},
        visit::Visitor,
    },
    tutorials::socketio::{Engine, session::Session},
};

/// How long last words have to reach somebody when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// This much is heard of everybody on a WebSocket, in bytes: until an upgrade is through, nobody can take what is theirs.
const UPGRADE: usize = 64;

/// How Engine.IO says that there is no such session.
const UNKNOWN: &str = r#"{"code":1,"message":"Session ID unknown"}"#;

/// How it says that a request makes no sense.
const BAD: &str = r#"{"code":3,"message":"Bad request"}"#;

/// What a page reads to have `io`: the tutorials load it from here.
pub async fn script(request: HttpRequest) -> HttpResponse {
    assets::answer(&request, "tutorials/socketio/client.js")
}

/// All requests of clients.
pub async fn door(request: HttpRequest, payload: Payload) -> HttpResponse {
    let allowed = &local(&request).shared.config.allow_origin;
    if let Err(refused) = origin::check(&request, allowed, true) {
        return refused.into();
    }
    let Some(peer) = request.peer_addr().map(|peer| peer.ip()) else { return refuse(StatusCode::BAD_REQUEST, BAD) };
    let mut answer = match *request.method() {
        Method::GET if request.headers().contains_key(header::UPGRADE) => websocket(&request, peer, payload).await,
        Method::GET | Method::POST => polling(&request, peer, payload).await,
        Method::OPTIONS => HttpResponse::NoContent().finish(),
        _ => HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, POST, OPTIONS")).finish(),
    };
    share(&request, &mut answer);
    answer
}

/// Lets the page read the answer that its origin may have (the Fetch standard, section 3.2).
fn share(request: &HttpRequest, answer: &mut HttpResponse) {
    let Some(origin) = request.headers().get(header::ORIGIN) else { return };
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if request.method() == Method::OPTIONS {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type"));
    }
}

/// What the query asks for.
struct Asked {
    websocket: bool,
    sid: Option<Sid>,
}

impl Asked {
    fn read(query: &str) -> Self {
        let of = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        Self { websocket: of("transport=") == Some("websocket"), sid: of("sid=").and_then(|sid| sid.parse().ok()) }
    }
}

/// The request as the crate takes it: of the headers it needs none. A new session goes along with the request that opens it.
fn forward<B>(request: &HttpRequest, body: B, session: Option<&Arc<Session>>) -> Option<Request<B>> {
    let way = request.uri().path_and_query()?.as_str();
    let mut forward = Request::builder().method(request.method().as_str()).uri(way).body(body).ok()?;
    if let Some(session) = session {
        forward.extensions_mut().insert(Arc::clone(session));
    }
    Some(forward)
}

async fn polling(request: &HttpRequest, peer: IpAddr, payload: Payload) -> HttpResponse {
    let shared = &local(request).shared;
    let engine = &shared.socketio;
    let body = match payload.to_bytes_limited(engine.largest()).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return refuse(StatusCode::BAD_REQUEST, BAD),
        Err(_) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, ""),
    };
    request.conn_data::<Visitor>().into_iter().for_each(Visitor::wait);
    let asked = Asked::read(request.query_string());
    let known = asked.sid.and_then(|sid| engine.find(sid));
    if let (Some(_), Some(visitor)) = (&known, request.conn_data::<Visitor>()) {
        visitor.renew();
    }
    let opened = match (&known, request.method()) {
        (None, &Method::GET) if asked.sid.is_none() => match local(request).admit(peer) {
            Ok(admission) => Some(engine.session(admission)),
            Err(refusal) => return unavailable(refusal),
        },
        (Some(session), &Method::POST) if session.is_over() => return HttpResponse::Ok().body("ok"),
        (Some(session), &Method::POST) if !session.room(shared.config.patience().silence).await => {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "");
        }
        _ => None,
    };
    let Some(forward) = forward(request, Full::new(body), opened.as_ref()) else {
        return refuse(StatusCode::BAD_REQUEST, BAD);
    };
    let answer = engine.answer(forward).await;
    if let (Some(opened), Some(id)) = (opened, id(answer.body())) {
        opened.enter(id);
    }
    if let (Some(session), &Method::GET) = (known, request.method()) {
        session.took(answer.body().len());
    }
    back(answer)
}

/// The id in the packet that opens a session.
fn id(open: &[u8]) -> Option<Sid> {
    #[derive(Deserialize)]
    struct Open {
        sid: String,
    }
    let open: Open = serde_json::from_slice(open.strip_prefix(b"0")?).ok()?;
    open.sid.parse().ok()
}

fn back(answer: Response<Bytes>) -> HttpResponse {
    let (head, body) = answer.into_parts();
    let status = StatusCode::from_u16(head.status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut back = HttpResponse::build(status);
    back.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(content_type) = head.headers.get("content-type") {
        back.insert_header((header::CONTENT_TYPE, content_type.as_bytes()));
    }
    back.body(body)
}

fn refuse(status: StatusCode, json: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    // What has not been read of the request is not.
    answer.force_close().content_type("application/json").body(json)
}

async fn websocket(request: &HttpRequest, peer: IpAddr, payload: Payload) -> HttpResponse {
    if let Some(refused) = doors::is_no_handshake(request) {
        return refused;
    }
    let shared = &local(request).shared;
    let engine = &shared.socketio;
    let asked = Asked::read(request.query_string());
    let (session, opened) = match asked.sid {
        _ if !asked.websocket => return refuse(StatusCode::BAD_REQUEST, BAD),
        Some(sid) => match engine.find(sid) {
            Some(session) if session.upgrade() => (session, None),
            Some(_) => return refuse(StatusCode::BAD_REQUEST, BAD),
            None => return refuse(StatusCode::BAD_REQUEST, UNKNOWN),
        },
        None => match local(request).admit(peer) {
            Ok(admission) => {
                let session = engine.session(admission);
                (Arc::clone(&session), Some(session))
            }
            Err(refusal) => return unavailable(refusal),
        },
    };
    let Some(forward) = forward(request, (), opened.as_ref()) else { return refuse(StatusCode::BAD_REQUEST, BAD) };
    let (far, near) = tunnel::stream();
    if let Err(json) = engine.connect(far, forward).await {
        return refuse(StatusCode::BAD_REQUEST, json);
    }
    let (response, tunnel) = match tunnel::accept(request, payload, near, shared.config.patience()) {
        Ok(accepted) => accepted,
        Err(error) => return error.error_response(),
    };
    let shared = Arc::clone(shared);
    spawn(async move {
        let engine: &Engine = &shared.socketio;
        let stops = async {
            engine.closing().await;
            sleep(LAST_WORDS).await;
        };
        let attention = |read| {
            if read < UPGRADE {
                Attention::Hear
            } else if session.is_over() {
                Attention::PassOver
            } else if session.has_room() {
                Attention::Hear
            } else {
                Attention::Wait
            }
        };
        tokio::select! {
            () = tunnel.carry(attention, |bytes| session.took(bytes)) => {}
            () = stops => {}
        }
        if let Some(sid) = asked.sid {
            // It is over for one who has upgraded; for one who has not got that far, polling would be answered by nothing.
            engine.hang_up(sid).await;
        }
        session.leave();
    });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_is_read_as_the_crate_reads_it() {
        let sid: Sid = "AAAAAAAAAAAAAAHs".parse().unwrap();
        let asked = Asked::read("EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAHs");
        assert!(asked.websocket && asked.sid == Some(sid));
        let asked = Asked::read("EIO=4&transport=polling&sid=short");
        assert!(!asked.websocket && asked.sid.is_none());
        assert_eq!(id(br#"0{"sid":"AAAAAAAAAAAAAAHs","upgrades":[]}"#), Some(sid));
        assert_eq!(id(br#"{"code":1}"#), None);
    }
}
