//! Carried sessions over HTTP: opened by POST, told by GET (at once, after a while, or as server-sent events), spoken to by
//! POST, left by DELETE; and WebSockets that carry one ("TTTP.md", Carried sessions).

use std::{
    future::poll_fn,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse, Route,
    http::{Method, StatusCode, header},
    web::{self, Bytes, Path, PayloadConfig, Query, ServiceConfig},
};
use serde::Deserialize;
use tokio::time::timeout;
use tttp::two::Token;

use self::answer::{Heard, told};
use super::{local, origin};
use crate::{
    carrier::{Attachment, Carrier, Deaf, INBOX, LONGEST, Message, Taken},
    limits::Admission,
    sessions::Refusal,
    transport::{sse::Events, visit::Visitor},
};

mod answer;
mod opening;
mod race;

pub(super) use self::{answer::unavailable, opening::Wish};

/// The longest that a poll may wait, in seconds: less than the half minute after which many proxies give up.
const WAIT: u64 = 25;

/// The longest body of a request, in bytes.
const BODY: usize = 16 * 1024;

/// Why a request is not answered as it hoped.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Wrong {
    /// The page may not.
    Origin(origin::Refused),
    /// No more are let in.
    Refused(Refusal),
    /// There is no such session.
    NoSession,
    /// What it has missed is not kept any more.
    Missed,
    /// Another transport has taken over.
    Moved,
    /// Too many requests in a short time, or more than the session has taken so far.
    TooFast,
    /// Messages before these are missing: so many were heard.
    Gap(u64),
    /// Its body can't be had: with what status that is answered.
    Body(StatusCode),
    /// It is not as it should be: what would be.
    Request(String),
}

/// What a query may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    seq: Option<u64>,
    wait: u64,
    first: Option<u64>,
}

/// The routes of a kind of session, below `base`; `open` opens one.
fn routes(app: &mut ServiceConfig, base: &str, open: Route) {
    app.service(
        web::resource(base)
            .route(open)
            .route(web::method(Method::OPTIONS).to(preflight))
            .default_service(web::to(answer::only_post)),
    );
    app.service(
        web::resource(format!("{base}/{{token}}"))
            .app_data(PayloadConfig::new(BODY))
            .route(web::get().to(tell))
            .route(web::post().to(hear))
            .route(web::delete().to(leave))
            .route(web::method(Method::OPTIONS).to(preflight))
            .default_service(web::to(answer::only_these)),
    );
}

/// The routes of carried sessions of TTTP/2.
pub(super) fn tttp(app: &mut ServiceConfig) {
    routes(app, "/tttp/session", web::post().to(opening::tttp));
}

/// Those of the party.
pub(super) fn party(app: &mut ServiceConfig) {
    routes(app, "/party/session", web::post().to(opening::party));
}

/// Those of races, with what their lanes have cost.
pub(super) fn race(app: &mut ServiceConfig) {
    app.route("/race/session/{token}/meter", web::get().to(race::meter));
    routes(app, "/race/session", web::post().to(race::open));
}

/// The session of a request, which counts what the request costs.
fn session(request: &HttpRequest, token: &str) -> Result<Arc<Carrier>, Wrong> {
    origin::check(request, &local(request).shared.config.allow_origin, false).map_err(Wrong::Origin)?;
    let token: Token = token.parse().map_err(|_| Wrong::NoSession)?;
    let carrier = local(request).carried(token).ok_or(Wrong::NoSession)?;
    if let Some(visitor) = request.conn_data::<Visitor>() {
        visitor.pay(&carrier.traffic);
        visitor.renew();
    }
    if !carrier.may_ask(Instant::now()) {
        return Err(Wrong::TooFast);
    }
    Ok(carrier)
}

/// Carries the session by this request.
fn attach(request: &HttpRequest, carrier: &Arc<Carrier>, seq: Option<u64>) -> Result<(Attachment, Admission), Wrong> {
    let peer = request.peer_addr().ok_or_else(|| Wrong::Request("Nobody has asked.\n".into()))?;
    let admission = local(request).admit_carrier(peer.ip()).map_err(Wrong::Refused)?;
    let attachment = carrier.attach(seq).ok_or(Wrong::Missed)?;
    Ok((attachment, admission))
}

fn query(request: &HttpRequest) -> Result<Asked, Wrong> {
    let Query(asked) = Query::<Asked>::from_query(request.query_string())
        .map_err(|_| Wrong::Request("seq, wait and first are whole numbers, each given once at most.\n".into()))?;
    if asked.first == Some(0) {
        return Err(Wrong::Request("first: messages are numbered from 1.\n".into()));
    }
    if asked.wait > WAIT {
        return Err(Wrong::Request(format!("wait: 0 to {WAIT} seconds.\n")));
    }
    Ok(asked)
}

async fn tell(request: HttpRequest, token: Path<String>) -> HttpResponse {
    let told = async {
        let carrier = session(&request, &token)?;
        let asked = query(&request)?;
        if answer::accepts(&request, "text/event-stream") {
            return stream(&request, &carrier, asked);
        }
        poll(&request, &carrier, asked).await
    };
    let response = told.await.unwrap_or_else(|wrong| wrong.answer());
    answer::shared(&request, response)
}

/// Goes on telling.
fn stream(request: &HttpRequest, carrier: &Arc<Carrier>, asked: Asked) -> Result<HttpResponse, Wrong> {
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let (attachment, admission) = attach(request, carrier, last.or(asked.seq))?;
    let period = Duration::from_millis(local(request).shared.config.ping_ms);
    let visitor = request.conn_data::<Visitor>().cloned();
    visitor.iter().for_each(Visitor::lend);
    let events = Events::new(attachment, visitor, admission, period);
    Ok(HttpResponse::Ok()
        // It is not counted any more as one that may ask for something else.
        .force_close()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store, no-transform"))
        .insert_header(("x-accel-buffering", "no"))
        .body(events))
}

/// Tells what there is, or what comes within the time that is asked for.
async fn poll(request: &HttpRequest, carrier: &Arc<Carrier>, asked: Asked) -> Result<HttpResponse, Wrong> {
    let (mut attachment, _admission) = attach(request, carrier, asked.seq)?;
    let taking = poll_fn(|cx| attachment.poll_take(cx, Instant::now()));
    let (messages, end) = match timeout(Duration::from_secs(asked.wait), taking).await {
        Ok(Taken::Messages(messages)) => (messages, attachment.end()),
        Ok(Taken::End(end)) => (Vec::new(), Some(end)),
        Ok(Taken::Moved) => return Err(Wrong::Moved),
        Err(_) => (Vec::new(), None),
    };
    Ok(told(request, &attachment, &messages, end))
}

async fn hear(request: HttpRequest, token: Path<String>, body: Result<Bytes, actix_web::Error>) -> HttpResponse {
    let heard = || {
        let carrier = session(&request, &token)?;
        let body = body.map_err(|error| Wrong::Body(error.as_response_error().status_code()))?;
        let asked = query(&request)?;
        match carrier.hear(asked.first, messages(&request, body)?, Instant::now()) {
            Ok(heard) => Ok(HttpResponse::NoContent().insert_header(Heard(heard)).finish()),
            Err(Deaf::Gap(heard)) => Err(Wrong::Gap(heard)),
            Err(Deaf::Full) => Err(Wrong::TooFast),
            Err(Deaf::Over) => Err(Wrong::NoSession),
        }
    };
    let response = heard().unwrap_or_else(|wrong| wrong.answer());
    answer::shared(&request, response)
}

/// The messages in a body: one of bytes, or one of text in each line that is not blank.
fn messages(request: &HttpRequest, body: Bytes) -> Result<Vec<Message>, Wrong> {
    let is_binary = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/octet-stream"));
    let found: Vec<_> = if is_binary {
        vec![Message { binary: true, bytes: body }]
    } else {
        let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        lines.map(|line| Message::text(body.slice_ref(line))).collect()
    };
    if found.len() > INBOX {
        return Err(Wrong::Request(format!("At most {INBOX} messages at once: send the rest in another request.\n")));
    }
    if found.iter().any(|message| message.bytes.len() > LONGEST) {
        return Err(Wrong::Request(format!("A message has at most {LONGEST} bytes: send shorter ones.\n")));
    }
    Ok(found)
}

async fn leave(request: HttpRequest, token: Path<String>) -> HttpResponse {
    let left = session(&request, &token).map(|carrier| {
        carrier.hang_up();
        HttpResponse::NoContent().finish()
    });
    answer::shared(&request, left.unwrap_or_else(|wrong| wrong.answer()))
}

/// Lets a page of an origin that is allowed ask by any of the methods (Fetch, "CORS-preflight request").
async fn preflight(request: HttpRequest) -> HttpResponse {
    let allowed = origin::check(&request, &local(&request).shared.config.allow_origin, false);
    let response = match allowed {
        Ok(()) => HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, last-event-id"))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, 600))
            .finish(),
        Err(refused) => refused.into(),
    };
    answer::shared(&request, response)
}
