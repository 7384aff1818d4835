//! Which pages may connect. A browser names the page's origin (RFC 6454); programs send none, and may.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Uri, header, uri::Authority},
};
use tracing::warn;

/// A page that may not connect.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused(String);

impl From<Refused> for HttpResponse {
    fn from(Refused(origin): Refused) -> Self {
        let page = if origin == "null" { "opened from a file".into() } else { format!("from {origin}") };
        let text = format!(
            "A page {page} may not connect here. Whoever runs the server can allow it with --allow-origin {origin}\n"
        );
        Self::Forbidden().content_type("text/plain; charset=utf-8").body(text)
    }
}

/// Lets in programs, pages from the host that was asked (whatever the port), and those on the list. Where `file_pages`
/// is set, also a page that was opened from a file: browsers give it the origin `null`.
///
/// # Errors
/// The origin that may not.
pub fn check(request: &HttpRequest, allowed: &[String], file_pages: bool) -> Result<(), Refused> {
    let mut origins = request.headers().get_all(header::ORIGIN);
    let Some(origin) = origins.next() else { return Ok(()) };
    // Shown in the answer and in the log: anything strange about it stays out of both.
    let text = origin.to_str().ok().filter(|text| text.len() <= 256 && text.chars().all(|c| c.is_ascii_graphic()));
    let Some(text) = text.filter(|_| origins.next().is_none()) else {
        return Err(Refused("an unreadable origin".into()));
    };
    let listed = allowed.iter().any(|one| one == "*" || one.trim_end_matches('/').eq_ignore_ascii_case(text));
    if listed || (text == "null" && file_pages) || is_same_host(text, request) {
        return Ok(());
    }
    warn_now_and_then(text);
    Err(Refused(text.into()))
}

/// At most once a second: whoever knocks often must not fill the log.
fn warn_now_and_then(origin: &str) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| last.elapsed() >= Duration::from_secs(1)) {
        *last = Some(Instant::now());
        warn!(origin, "refused: a page from there may connect with --allow-origin");
    }
}

fn is_same_host(origin: &str, request: &HttpRequest) -> bool {
    let Some(asked) = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let (Ok(origin), Ok(asked)) = (origin.parse::<Uri>(), asked.parse::<Authority>()) else { return false };
    let Some(from) = origin.host() else { return false };
    matches!(origin.scheme_str(), Some("http" | "https"))
        && (from.eq_ignore_ascii_case(asked.host()) || (is_this_machine(from) && is_this_machine(asked.host())))
}

/// The names that this machine has for itself.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" || host == "[::1]"
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn may(origin: &str, host: &str, allowed: &[&str], file_pages: bool) -> bool {
        let request = TestRequest::default()
            .insert_header((header::ORIGIN, origin))
            .insert_header((header::HOST, host))
            .to_http_request();
        let allowed: Vec<_> = allowed.iter().map(ToString::to_string).collect();
        check(&request, &allowed, file_pages).is_ok()
    }

    #[test]
    fn same_host_may_whatever_the_port() {
        assert!(may("http://party.example", "party.example:8080", &[], false));
        assert!(may("http://localhost:5500", "localhost:8080", &[], false));
        assert!(may("http://localhost:5500", "127.0.0.1:8080", &[], false));
        assert!(may("http://[::1]:50000", "localhost:50001", &[], false));
    }

    #[test]
    fn others_may_not_unless_listed() {
        for origin in
            ["https://evil.example", "http://party.example.evil.example", "null", "file://", "http://", "*", ""]
        {
            assert!(!may(origin, "party.example", &[], false), "{origin}");
        }
        assert!(may("https://cdpn.io", "localhost:58901", &["https://cdpn.io/"], false));
        assert!(may("https://any.example", "localhost", &["*"], false));
        assert!(!may("https://other.example", "localhost", &["https://cdpn.io"], true));
    }

    #[test]
    fn pages_from_a_file_may_on_the_classic_doors() {
        assert!(may("null", "localhost:58901", &[], true));
    }

    #[test]
    fn programs_send_none_and_may() {
        assert!(check(&TestRequest::default().to_http_request(), &[], false).is_ok());
    }

    #[test]
    fn two_origins_are_none() {
        let request = TestRequest::default()
            .append_header((header::ORIGIN, "http://localhost"))
            .append_header((header::ORIGIN, "http://localhost"))
            .insert_header((header::HOST, "localhost"))
            .to_http_request();
        assert!(check(&request, &[], false).is_err());
    }
}
