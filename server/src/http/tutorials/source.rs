//! The sources of what serves the tutorials' systems, for who wants to see how it is done.

use actix_web::{HttpResponse, web::Path};

/// By the name that they have under `/tutorials/source/`.
const SOURCES: [(&str, &str); 10] = [
    ("doors.rs", include_str!("doors.rs")),
    ("capitalizer.rs", include_str!("../../tutorials/capitalizer.rs")),
    ("chat.rs", include_str!("../../tutorials/chat.rs")),
    ("guest.rs", include_str!("../../tutorials/chat/guest.rs")),
    ("tap.rs", include_str!("../../tutorials/tap.rs")),
    ("echo.rs", include_str!("../echo.rs")),
    ("party.rs", include_str!("../../party.rs")),
    ("participant.rs", include_str!("../../party/participant.rs")),
    ("socketio.rs", include_str!("../../tutorials/socketio.rs")),
    ("player.rs", include_str!("../../player.rs")),
];

/// The text of one of them.
pub async fn source(name: Path<String>) -> HttpResponse {
    let name = name.into_inner();
    match SOURCES.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(*text),
        None => {
            let names = SOURCES.map(|(known, _)| known).join("\n");
            HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body(format!("There are:\n{names}\n"))
        }
    }
}
