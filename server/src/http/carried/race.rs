//! Opening races, and what they have cost.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use serde_json::{Value, json};
use tttp::two::Token;

use super::{Wrong, answer, opening::admit};
use crate::{
    carrier::key,
    http::local,
    race::{LANES, Race},
};

/// Opens one, and tells the token of each lane.
pub(super) async fn open(request: HttpRequest) -> HttpResponse {
    let opened = admit(&request).map(|admission| {
        let race = Race::open(local(&request), admission);
        let tokens =
            LANES.iter().zip(&race.lanes).map(|(name, lane)| ((*name).into(), json!(lane.token().to_string())));
        HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(Value::Object(tokens.collect()))
    });
    answer::shared(&request, opened.unwrap_or_else(Wrong::answer))
}

/// What the lanes of a race have cost so far; asking is not counted.
pub(super) async fn meter(request: HttpRequest, token: Path<String>) -> HttpResponse {
    let shared = &local(&request).shared;
    let race = token.parse::<Token>().ok().and_then(|token| shared.races.get(&key(token)));
    let response = match race {
        Some(race) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(race.meter(shared.now()))
        }
        None => Wrong::NoSession.answer(),
    };
    answer::shared(&request, response)
}
