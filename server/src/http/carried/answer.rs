//! How requests to carried sessions are answered.

use actix_web::{
    HttpRequest, HttpResponse,
    error::HttpError,
    http::header::{self, HeaderName, HeaderValue, TryIntoHeaderPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{BODY, Wrong};
use crate::{
    carrier::{Attachment, End, Message},
    sessions::Refusal,
};

/// How many of the client's messages were heard.
pub(super) struct Heard(pub(super) u64);

impl TryIntoHeaderPair for Heard {
    type Error = HttpError;

    fn try_into_pair(self) -> Result<(HeaderName, HeaderValue), Self::Error> {
        Ok((HeaderName::from_static("tttparty-heard"), self.0.into()))
    }
}

/// What a session says, in the form that is accepted: JSON, or lines.
pub(super) fn told(
    request: &HttpRequest,
    attachment: &Attachment,
    messages: &[Message],
    end: Option<End>,
) -> HttpResponse {
    let (seq, heard) = (attachment.seq(), attachment.carrier().heard());
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    if accepts(request, "application/json") {
        let messages: Vec<_> = messages
            .iter()
            .map(|message| match message.binary {
                true => json!({ "bytes": STANDARD.encode(&message.bytes) }),
                false => String::from_utf8_lossy(&message.bytes).into(),
            })
            .collect();
        let end = end.map(|End { code, reason }| json!({ "code": code, "reason": reason }));
        return answer.json(json!({ "seq": seq, "heard": heard, "messages": messages, "end": end }));
    }
    let mut lines = String::new();
    for message in messages {
        match message.binary {
            true => lines.push_str(&STANDARD.encode(&message.bytes)),
            false => lines.push_str(&String::from_utf8_lossy(&message.bytes)),
        }
        lines.push('\n');
    }
    if let Some(End { code, reason }) = end {
        answer.insert_header(("tttparty-end", format!("{code} {reason}")));
    }
    answer
        .insert_header(("tttparty-seq", seq))
        .insert_header(Heard(heard))
        .content_type("text/plain; charset=utf-8")
        .body(lines)
}

/// Whether a request names this media type.
pub(super) fn accepts(request: &HttpRequest, kind: &str) -> bool {
    request
        .headers()
        .get(header::ACCEPT)
        .and_then(|kinds| kinds.to_str().ok())
        .is_some_and(|kinds| kinds.contains(kind))
}

/// Lets a page of another origin read an answer, if it may connect at all: who may not gets none that is worth reading.
pub(super) fn shared(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        let exposed = HeaderValue::from_static("location, retry-after, tttparty-end, tttparty-heard, tttparty-seq");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// For who looks at an address that opens sessions.
pub(super) async fn only_post() -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, "POST"))
        .content_type("text/plain; charset=utf-8")
        .body("POST here opens a session, and answers with its token.\n")
}

/// For who asks a session by another method.
pub(super) async fn only_these() -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, "GET, POST, DELETE, OPTIONS"))
        .content_type("text/plain; charset=utf-8")
        .body("GET here tells what the session says, POST speaks to it, DELETE leaves it.\n")
}

impl Wrong {
    /// One sentence, with what to do.
    pub(super) fn answer(self) -> HttpResponse {
        let (mut answer, text) = match self.clone() {
            Self::Origin(refused) => return refused.into(),
            Self::Refused(refusal) => return unavailable(refusal),
            Self::NoSession => (
                HttpResponse::NotFound(),
                "No such session, or it is over: open a new one by POST, and RESUME your games there.\n".into(),
            ),
            Self::Missed => (
                HttpResponse::Gone(),
                "What comes after that seq is not kept: open a new session by POST, and RESUME your games there.\n"
                    .into(),
            ),
            Self::Moved => (HttpResponse::Conflict(), "Another transport carries this session now.\n".into()),
            Self::TooFast => {
                (HttpResponse::TooManyRequests(), "Too much at once: wait a second, then go on more slowly.\n".into())
            }
            Self::Gap(heard) => (
                HttpResponse::Conflict(),
                format!("Messages are missing: {heard} were heard so far, so send from first={} on.\n", heard + 1),
            ),
            Self::Body(status) => (
                HttpResponse::build(status),
                format!("That body can't be taken: at most {BODY} bytes, and all of them.\n"),
            ),
            Self::Request(text) => (HttpResponse::BadRequest(), text),
        };
        if let Self::TooFast = self {
            answer.insert_header((header::RETRY_AFTER, 1));
        }
        if let Self::Gap(heard) = self {
            answer.insert_header(Heard(heard));
        }
        answer.insert_header((header::CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(text)
    }
}

/// Why nobody is let in now.
pub(in crate::http) fn unavailable(refusal: Refusal) -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .insert_header((header::RETRY_AFTER, 5))
        .content_type("text/plain; charset=utf-8")
        .body(format!("{}\n", refusal.text()))
}
