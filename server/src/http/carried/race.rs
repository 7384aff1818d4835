//! Opening races, and what they have cost.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use serde_json::{Value, json};
use tttp::two::Token;

use super::{Wrong, answer, opening::admit};
use crate::{
    carrier::key,
    http::{local, origin},
    race::{LANES, Race},
};

/// Opens one, and tells the token of each lane.
pub(super) async fn open(request: HttpRequest) -> HttpResponse {
    let admitted = || Ok([admit(&request)?, admit(&request)?, admit(&request)?, admit(&request)?]);
    let opened = admitted().map(|admissions| {
        let race = Race::open(local(&request), admissions);
        let tokens =
            LANES.iter().zip(&race.lanes).map(|(name, lane)| ((*name).into(), json!(lane.token().to_string())));
        HttpResponse::Created().insert_header((header::CACHE_CONTROL, "no-store")).json(Value::Object(tokens.collect()))
    });
    answer::shared(&request, opened.unwrap_or_else(Wrong::answer))
}

/// What the lanes of a race have cost so far; asking is not counted.
pub(super) async fn meter(request: HttpRequest, token: Path<String>) -> HttpResponse {
    let shared = &local(&request).shared;
    let found = || {
        origin::check(&request, &shared.config.allow_origin, false).map_err(Wrong::Origin)?;
        let token: Token = token.parse().map_err(|_| Wrong::NoSession)?;
        shared.races.get(&key(token)).ok_or(Wrong::NoSession)
    };
    let response = match found() {
        Ok(race) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(race.meter(shared.now()))
        }
        Err(wrong) => wrong.answer(),
    };
    answer::shared(&request, response)
}
