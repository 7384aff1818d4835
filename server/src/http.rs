//! What is served over HTTP: pages, health, status, and the doors that upgrade to a WebSocket.

use actix_web::{
    HttpRequest, HttpResponse, guard,
    http::header,
    middleware::DefaultHeaders,
    web::{self, ServiceConfig},
};

use crate::{config::Door, shared::Local};

mod assets;
mod carried;
mod doors;
mod echo;
mod origin;
mod records;
mod room;
mod status;
pub mod tutorials;

/// Only what comes from this server runs, is shown or is connected to; nobody may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What goes with every answer.
pub fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
}

/// The main port.
pub fn main(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        let config = &local.shared.config;
        if config.has(Door::Tttp) {
            app.route("/tttp", web::get().to(doors::tttp)).configure(carried::tttp);
        }
        if config.has(Door::Party) {
            app.service(
                web::resource("/party")
                    .route(web::get().guard(guard::fn_guard(asks_for_upgrade)).to(doors::party))
                    .default_service(web::to(doors::party_page)),
            )
            .configure(carried::party);
        } else {
            app.route("/party", web::to(not_here));
        }
        if config.has(Door::Echo) {
            app.route("/echo", web::get().to(doors::echo));
        }
        app.service(
            web::resource("/race")
                .route(web::get().guard(guard::fn_guard(asks_for_upgrade)).to(doors::race))
                .default_service(web::to(assets::page)),
        )
        .configure(carried::race);
        tutorials::under(app, config);
        app.app_data(local)
            .route("/healthz", web::get().to(status::healthz))
            .route("/readyz", web::get().to(status::readyz))
            .route("/status", web::get().to(status::status))
            .route("/qr.svg", web::get().to(status::qr))
            .service(records::api())
            .default_service(web::to(assets::page));
    }
}

/// The classic door of tic-tac-toe. The original took any path.
pub fn classic(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(local).default_service(web::to(doors::classic));
    }
}

/// The classic door of the party. The original took any path.
pub fn classic_party(local: Local) -> impl FnOnce(&mut ServiceConfig) {
    move |app| {
        app.app_data(local).default_service(web::to(doors::classic_party));
    }
}

/// What this thread has, put there by each of the functions above.
fn local(request: &HttpRequest) -> &Local {
    request.app_data().expect("each door is configured with it")
}

fn asks_for_upgrade(context: &guard::GuardContext<'_>) -> bool {
    context.head().headers().contains_key(header::UPGRADE)
}

async fn not_here() -> HttpResponse {
    HttpResponse::NotFound().body("This door is shut on this server (--without).\n")
}
