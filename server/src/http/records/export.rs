//! All public games, streamed.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};
use futures_core::Stream;
use rusqlite::Connection;

use super::{Answer, Refused, Wanted, local, number};
use crate::{
    records::{games, handle::Unanswered, line::Line},
    shared::Shared,
};

/// Some lines of public games, and the number of the last that was looked at; none if there are no more games.
type Chunk = Option<(Vec<u8>, i64)>;

fn lines(conn: &Connection, after: i64) -> rusqlite::Result<Chunk> {
    let games = games::after(conn, after)?;
    let Some(last) = games.last().map(|kept| kept.n) else { return Ok(None) };
    let mut lines = Vec::new();
    for kept in games.iter().filter(|kept| !kept.finished.private) {
        Line::from(kept).write(&mut lines).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    }
    Ok(Some((lines, last)))
}

/// All public games after number `since`, oldest first, each a [line](Line).
pub(super) async fn export(request: HttpRequest) -> Answer {
    let since = number(Wanted::of(&request)?.since.as_deref(), "since", 0)?;
    let shared = Arc::clone(&local(&request).shared);
    let first = shared.records.find_first(move |conn| lines(conn, since)).await?;
    let export = Export { shared, next: Box::pin(async { Ok(first) }) };
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(export))
}

/// All lines, read as they are sent.
struct Export {
    shared: Arc<Shared>,
    next: Pin<Box<dyn Future<Output = Result<Chunk, Unanswered>>>>,
}

impl Stream for Export {
    type Item = Result<Bytes, Refused>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            // What is cut off by an error has no proper end, so that nobody takes it for all.
            let Some((lines, last)) = ready!(self.next.as_mut().poll(cx)).map_err(Refused::from)? else {
                self.next = Box::pin(async { Ok(None) });
                return Poll::Ready(None);
            };
            let shared = Arc::clone(&self.shared);
            self.next = Box::pin(async move { shared.records.find_next(move |conn| self::lines(conn, last)).await });
            if !lines.is_empty() {
                return Poll::Ready(Some(Ok(lines.into())));
            }
        }
    }
}
