//! What somebody is told who speaks no TLS to a server that does: where to go.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header, uri::Authority},
};

/// Sends a browser to the same address with `https`; tells a program what to change.
pub async fn elsewhere(request: HttpRequest) -> HttpResponse {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(host) = host.and_then(|host| host.parse::<Authority>().ok()).filter(|host| !host.as_str().contains('@'))
    else {
        return bad_request("This port speaks TLS: connect with https or wss.\n".into());
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if request.headers().contains_key(header::UPGRADE) {
        return bad_request(format!("This port speaks TLS: connect to wss://{host}{path}\n"));
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return bad_request(format!("This port speaks TLS: send this to https://{host}{path}\n"));
    }
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, format!("https://{host}{path}")))
        // Or browsers would go on doing so when the server is started without TLS some day.
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("This port speaks TLS: open https://{host}{path}\n"))
}

fn bad_request(text: String) -> HttpResponse {
    HttpResponse::BadRequest().content_type("text/plain; charset=utf-8").body(text)
}
