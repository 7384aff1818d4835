//! The tutorials' systems over HTTP: their pages and doors under `/tutorials/`, and the ports that they have of their own.

use actix_web::{
    Handler, HttpRequest, HttpResponse, Resource,
    guard::fn_guard,
    web::{self, Payload, ServiceConfig},
};

use super::{asks_for_upgrade, assets, status};
use crate::{config::Config, shared::Local};

mod doors;
#[cfg(feature = "socketio")]
mod socketio;
mod source;

/// What is under `/tutorials/` on a port that has pages.
pub fn under(app: &mut ServiceConfig, config: &Config) {
    if !config.tutorials.on {
        // Its files are in the binary all the same.
        app.service(web::scope("/tutorials").default_service(web::to(assets::missing)));
        return;
    }
    app.service(page_and_door("/tutorials/capitalizer", doors::capitalizer))
        .service(page_and_door("/tutorials/tic-tac-toe", doors::tic_tac_toe))
        .service(page_and_door("/tutorials/party", doors::party))
        .service(page_and_door("/tutorials/chat", doors::chat))
        .service(page_and_door("/tutorials/echo", doors::echo))
        .route("/tutorials/tap", web::get().to(doors::tap))
        .route("/tutorials/source/{name}", web::get().to(source::source));
    #[cfg(feature = "socketio")]
    app.service(web::resource(["/socket.io/socket.io.js", "/socket.io/socket.io.min.js"]).get(socketio::script))
        .service(web::resource(["/socket.io", "/socket.io/"]).to(socketio::door));
}

fn page_and_door<F>(path: &str, door: F) -> Resource
where
    F: Handler<(HttpRequest, Payload), Output = HttpResponse>,
{
    web::resource(path)
        .route(web::get().guard(fn_guard(asks_for_upgrade)).to(door))
        .default_service(web::to(assets::page))
}

/// The port of the capitalizer. The tutorial's took any path.
pub fn capitalizer(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(local).default_service(web::to(doors::capitalizer_port));
    }
}

/// The port of the chat. The tutorial's took any path.
pub fn chat(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(local).default_service(web::to(doors::chat_port));
    }
}

/// The port of the echo: a WebSocket on any path, and its page.
pub fn echo(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    pages(local, doors::echo_port)
}

/// The port of the party's page, which comes with its door, so that it needs no other port.
pub fn party_page(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    pages(local, party_page_at)
}

/// The port of the chat's page, which comes with its door, so that it needs no other port.
pub fn chat_page(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    pages(local, chat_page_at)
}

/// All that is under `/tutorials/`, and what the port has besides.
fn pages<F>(local: Local, rest: F) -> impl FnOnce(&mut ServiceConfig)
where
    F: Handler<(HttpRequest, Payload), Output = HttpResponse>,
{
    move |app| {
        under(app, &local.shared.config);
        app.app_data(local).route("/status", web::get().to(status::status)).default_service(web::to(rest));
    }
}

async fn party_page_at(request: HttpRequest, _: Payload) -> HttpResponse {
    page_or_part(&request, "tutorials/party")
}

async fn chat_page_at(request: HttpRequest, _: Payload) -> HttpResponse {
    page_or_part(&request, "tutorials/chat")
}

/// The page at `/`, and what pages are made of. The other pages belong to the main port, whose doors they need.
fn page_or_part(request: &HttpRequest, page: &str) -> HttpResponse {
    let path = request.path().trim_end_matches('/');
    let of_tutorials = path == "/tutorials" || path.starts_with("/tutorials/");
    let is_part = path.contains('.') && !path.ends_with(".html");
    match path {
        "" => assets::answer(request, page),
        _ if of_tutorials || is_part => assets::answer(request, path),
        _ => assets::answer(request, assets::NOWHERE),
    }
}
