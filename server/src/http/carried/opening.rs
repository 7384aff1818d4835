//! Opening a session that is carried, and WebSockets that carry one.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    rt::spawn,
    web::{Payload, Query},
};
use serde::Deserialize;
use serde_json::json;

use super::{Wrong, answer};
use crate::{
    bridge,
    carrier::Carrier,
    http::{
        doors::{PARTY2, Upgrade},
        local, origin, room,
    },
    limits::Admission,
    party::{Form, rooms::Find},
    player::farewell::Farewell,
    transport::{Connection, visit::Visitor, ws::Reader},
};

/// What a query may say of the session that a WebSocket is to carry.
#[derive(Deserialize)]
struct Asked {
    session: Option<String>,
    seq: Option<u64>,
    form: Option<String>,
}

/// The session that a WebSocket asks to carry, if it asks for any.
pub(in crate::http) struct Wish {
    /// Its token; a new one without.
    token: Option<String>,
    seq: Option<u64>,
}

impl Wish {
    /// Reads it from the query.
    ///
    /// # Errors
    /// The answer to a query that is wrong.
    pub(in crate::http) fn of(request: &HttpRequest) -> Result<Option<Self>, Box<HttpResponse>> {
        let asked = Query::<Asked>::from_query(request.query_string());
        let Query(asked) =
            asked.map_err(|_| Wrong::Request("seq is a whole number, given once at most.\n".into()).answer())?;
        let Some(session) = asked.session else { return Ok(None) };
        Ok(Some(Self { token: (session != "new").then_some(session), seq: asked.seq }))
    }

    /// Whether it is for a session that is yet to be opened.
    pub(in crate::http) fn is_new(&self) -> bool {
        self.token.is_none()
    }

    /// The same as [`grant`](Self::grant) where no session can be opened.
    pub(in crate::http) fn attach(self, request: &HttpRequest, payload: Payload, upgrade: &Upgrade) -> HttpResponse {
        self.serve(request, payload, upgrade, None::<fn(Admission, &HeaderMap) -> Arc<Carrier>>)
    }

    /// Opens the WebSocket and has it carry the session; `opened` makes a new one, and is told what was negotiated.
    pub(in crate::http) fn grant(
        self,
        request: &HttpRequest,
        payload: Payload,
        upgrade: &Upgrade,
        opened: impl FnOnce(Admission, &HeaderMap) -> Arc<Carrier>,
    ) -> HttpResponse {
        self.serve(request, payload, upgrade, Some(opened))
    }

    fn serve(
        self,
        request: &HttpRequest,
        payload: Payload,
        upgrade: &Upgrade,
        open: Option<impl FnOnce(Admission, &HeaderMap) -> Arc<Carrier>>,
    ) -> HttpResponse {
        let local = local(request);
        let address = match upgrade.check(request) {
            Ok(address) => address,
            Err(refused) => return *refused,
        };
        let admitted = local.admit_carrier(address).and_then(|caller| match self.token {
            Some(_) => Ok((caller, None)),
            None => local.admit(address).map(|admission| (caller, Some(admission))),
        });
        let (caller, admission) = match admitted {
            Ok(admitted) => admitted,
            Err(refusal) => return answer::unavailable(refusal),
        };
        upgrade.accept(request, payload, |connection, answer| {
            let carrier = match (&self.token, admission) {
                (None, Some(admission)) => open.map(|open| open(admission, answer)),
                (token, _) => token.as_ref().and_then(|token| local.carried(token.parse().ok()?)),
            };
            serve(request, connection, carrier, self.seq, caller);
        })
    }
}

/// Carries the session, if there is one.
fn serve(
    request: &HttpRequest,
    connection: Connection<Reader>,
    carrier: Option<Arc<Carrier>>,
    seq: Option<u64>,
    caller: Admission,
) {
    let entry = local(request).connections.all.enter(&connection.outbox);
    let visitor = request.conn_data::<Visitor>().cloned();
    if let (Some(visitor), Some(carrier)) = (&visitor, &carrier) {
        visitor.pay(&carrier.traffic);
    }
    let attachment = carrier.and_then(|carrier| carrier.attach(seq));
    spawn(async move {
        let _kept = (caller, entry);
        match attachment {
            Some(attachment) => {
                let tally = || visitor.iter().for_each(Visitor::tally);
                bridge::carry(connection, attachment, bridge::Form::Frames, tally).await;
            }
            None => bridge::turn_away(connection, Farewell::NoSession).await,
        }
    });
}

/// Opens a session of TTTP/2.
pub(super) async fn tttp(request: HttpRequest) -> HttpResponse {
    let carrier = admit(&request).map(|admission| local(&request).open_tttp(admission));
    opened(&request, carrier)
}

/// Opens a place in a room of the party: the one that the query asks for, in the form that it asks for.
pub(super) async fn party(request: HttpRequest) -> HttpResponse {
    let carrier = party_wish(&request).and_then(|open| admit(&request).map(open));
    opened(&request, carrier)
}

/// What the query asks for, as something that opens it.
fn party_wish(request: &HttpRequest) -> Result<impl FnOnce(Admission) -> Arc<Carrier>, Wrong> {
    let usual = local(request).shared.config.plan();
    let (code, plan, name) = room::wanted(request.query_string(), usual).map_err(|wrong| Wrong::Request(wrong.text))?;
    let asked = Query::<Asked>::from_query(request.query_string());
    let form = match asked.ok().and_then(|asked| asked.0.form).as_deref() {
        None | Some("classic") => Form::Classic,
        Some(form) if form == PARTY2 => Form::Party2,
        Some(_) => return Err(Wrong::Request("form: classic or party.2.\n".into())),
    };
    let local = local(request).clone();
    Ok(move |admission: Admission| {
        let find = Find { code, plan, maker: admission.address() };
        let name = local.shown(name);
        local.open_party(admission, form, find, name)
    })
}

pub(super) fn admit(request: &HttpRequest) -> Result<Admission, Wrong> {
    origin::check(request, &local(request).shared.config.allow_origin, false).map_err(Wrong::Origin)?;
    let peer = request.peer_addr().ok_or_else(|| Wrong::Request("Nobody has asked.\n".into()))?;
    local(request).admit(peer.ip()).map_err(Wrong::Refused)
}

/// Tells the token, in the form that is accepted.
fn opened(request: &HttpRequest, carrier: Result<Arc<Carrier>, Wrong>) -> HttpResponse {
    let response = match carrier {
        Err(wrong) => wrong.answer(),
        Ok(carrier) => {
            let token = carrier.token();
            let mut answer = HttpResponse::Created();
            answer
                .insert_header((header::LOCATION, format!("{}/{token}", request.path().trim_end_matches('/'))))
                .insert_header((header::CACHE_CONTROL, "no-store"));
            if answer::accepts(request, "application/json") {
                answer.json(json!({ "session": token.to_string() }))
            } else {
                answer.content_type("text/plain; charset=utf-8").body(format!("{token}\n"))
            }
        }
    };
    answer::shared(request, response)
}
