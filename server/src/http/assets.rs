//! The pages: the files of `web/`, carried in the binary.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Every file that a browser is given.
#[derive(RustEmbed)]
#[folder = "../web"]
#[include = "*.html"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
pub struct Assets;

/// The page or file of this path.
pub async fn page(request: HttpRequest) -> HttpResponse {
    answer(&request, request.path())
}

/// The page that says that there is none.
pub async fn missing(request: HttpRequest) -> HttpResponse {
    answer(&request, NOWHERE)
}

/// A path that leads to no page.
pub const NOWHERE: &str = "nowhere.html";

/// The page or file of this path, for a request that may have been for another.
pub fn answer(request: &HttpRequest, path: &str) -> HttpResponse {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish();
    }
    match find(path.trim_matches('/')) {
        Some((name, file)) => serve(request, &name, file, StatusCode::OK),
        None => match find("404.html") {
            Some((name, file)) => serve(request, &name, file, StatusCode::NOT_FOUND),
            None => HttpResponse::NotFound().finish(),
        },
    }
}

fn find(path: &str) -> Option<(String, EmbeddedFile)> {
    let name = match path {
        // One page for both: it opens at the board if that is what the address asks for.
        "" | "game" => "index.html".to_owned(),
        page if !page.contains('.') => format!("{page}/index.html"),
        file => file.to_owned(),
    };
    Assets::get(&name).map(|file| (name, file))
}

fn serve(request: &HttpRequest, name: &str, file: EmbeddedFile, status: StatusCode) -> HttpResponse {
    let tag = header::EntityTag::new_strong(hex(&file.metadata.sha256_hash()[..16]));
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags == "*" || tags.contains(tag.tag()));
    let mut response =
        HttpResponse::build(if known && status.is_success() { StatusCode::NOT_MODIFIED } else { status });
    response
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(content_type(name, &file));
    if known && status.is_success() { response.finish() } else { response.body(file.data.into_owned()) }
}

fn content_type(name: &str, file: &EmbeddedFile) -> String {
    match name.rsplit_once('.') {
        Some((_, "html" | "css" | "js")) => format!("{}; charset=utf-8", file.metadata.mimetype()),
        _ => file.metadata.mimetype().to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
