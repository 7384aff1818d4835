//! Health, readiness, counts, and the code to join by.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Query};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;
use serde_json::json;

use super::local;
use crate::{config::Door, tutorials::Tutorial};

/// Whether the process answers.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// Whether it lets people in, and they can play.
pub async fn readyz(request: HttpRequest) -> HttpResponse {
    if local(&request).shared.is_draining() {
        return HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("draining\n");
    }
    if let Some(stop) = local(&request).shared.time.stopped() {
        return HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body(format!("no move can be saved: {stop}\n"));
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n")
}

/// How many play, wait and party, and where.
pub async fn status(request: HttpRequest) -> HttpResponse {
    let shared = &local(&request).shared;
    let counts = shared.stats.counts();
    let port = |address: Option<std::net::SocketAddr>| address.map(|address| address.port());
    let body = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "players": { "online": counts.players, "waiting": counts.waiting },
        "games": { "live": counts.live, "finished": counts.finished },
        "journal": {
            "kept": if shared.config.storage.ephemeral { "in memory" } else { "on disk" },
            "refused": shared.time.stopped().map(|refusal| refusal.to_string()),
        },
        "party": {
            "people": counts.people,
            "rooms": counts.rooms,
            "zombies": shared.config.zombies,
            "tick_hz": shared.config.tick,
            "width": shared.config.canvas_width,
            "height": shared.config.canvas_height,
        },
        "doors": {
            "tttp": shared.config.has(Door::Tttp),
            "party": shared.config.has(Door::Party),
            "echo": shared.config.has(Door::Echo),
            "classic_port": port(shared.addresses.classic),
            "classic_party_port": port(shared.addresses.classic_party),
            "tttp2_port": port(shared.addresses.tttp2),
        },
        "tutorials": shared.config.tutorials.on.then(|| {
            let port = |system| port(shared.addresses.tutorials.of(system));
            json!({
                "capitalizer": port(Tutorial::Capitalizer),
                "party_page": port(Tutorial::PartyPage),
                "chat_page": port(Tutorial::ChatPage),
                "chat": port(Tutorial::Chat),
                "echo": port(Tutorial::Echo),
                "socketio": cfg!(feature = "socketio"),
            })
        }),
        "share": shared.urls(),
    });
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

/// What a QR code leads to.
#[derive(Deserialize)]
pub struct Way {
    /// A path on this server, with its query: `/game?join=7KX2M`. The front page if there is none.
    to: Option<String>,
}

/// The longest path in a QR code, in bytes: more would be too fine to scan from a projector.
const LONGEST: usize = 128;

/// A QR code of a URL that other devices can open.
pub async fn qr(request: HttpRequest, Query(way): Query<Way>) -> HttpResponse {
    let to = way.to.as_deref().unwrap_or("/");
    let is_path = to.starts_with('/') && !to.starts_with("//") && to.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_path || to.len() > LONGEST {
        return HttpResponse::BadRequest()
            .content_type("text/plain; charset=utf-8")
            .body("to: a path on this server, at most 128 characters of ASCII, as in to=/game?join=7KX2M\n");
    }
    let urls = local(&request).shared.urls();
    let Some(Ok(code)) = urls.first().map(|url| QrCode::new(format!("{}{to}", url.trim_end_matches('/')))) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("Only this machine can open this server. Start it with --lan to share it.\n");
    };
    let image = code.render::<svg::Color<'_>>().min_dimensions(256, 256).build();
    HttpResponse::Ok().content_type("image/svg+xml").insert_header((header::CACHE_CONTROL, "no-store")).body(image)
}
