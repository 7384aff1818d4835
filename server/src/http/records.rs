//! The records of games, for programs and pages: `/api`, JSON, for anybody to read.

use std::fmt;

use actix_web::{
    HttpRequest, HttpResponse, ResponseError, Scope,
    http::{StatusCode, header},
    web::{self, Path, Query},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tttp::two::{GameId, Kind, Name};

use self::shown::{Kinds, Leaders, List, Meeting, Profile, Ranked, Ratings, Record, Shown, Whole, briefly};
use super::local;
use crate::{
    game_time::unix_ms,
    records::{
        self, Records, games,
        handle::{BEST, Unanswered},
        players::{self, Standing},
    },
};

mod export;
mod shown;

/// How many games a page has, if it isn't said.
const PAGE: usize = 20;

/// The paths of the records.
pub fn api() -> Scope {
    web::scope("/api")
        .route("/games", web::get().to(page))
        .route("/games/{id}", web::get().to(game))
        .route("/players/{name}", web::get().to(player))
        .route("/players/{name}/against/{other}", web::get().to(against))
        .route("/leaderboard", web::get().to(leaderboard))
        .route("/export", web::get().to(export::export))
        .default_service(web::to(async || -> Result<HttpResponse, Refused> {
            Err(Refused::missing(
                "There is nothing here. GET /api/games, /api/games/ID, /api/players/NAME, \
                 /api/players/NAME/against/OTHER, /api/leaderboard or /api/export.",
            ))
        }))
}

/// Why there is no answer, and what to do.
#[derive(Debug)]
struct Refused(StatusCode, String);

impl Refused {
    fn wrong(text: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, text.into())
    }

    fn missing(text: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, text.into())
    }
}

impl From<Unanswered> for Refused {
    fn from(reason: Unanswered) -> Self {
        let text = match reason {
            Unanswered::Busy => "Too many ask for records right now. Try again in a moment.",
            Unanswered::Failed => {
                "The records can't be read right now. Try again in a moment; the server's log says why."
            }
        };
        Self(StatusCode::SERVICE_UNAVAILABLE, text.into())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.1)
    }
}

impl std::error::Error for Refused {}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.0);
        if self.0 == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((header::RETRY_AFTER, "1"));
        }
        response
            .content_type("text/plain; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(format!("{}\n", self.1))
    }
}

type Answer = Result<HttpResponse, Refused>;

fn answer(body: &impl Serialize) -> Answer {
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(body))
}

/// What can be asked for after the `?`; each path takes some of these.
#[derive(Default, Deserialize)]
struct Wanted {
    player: Option<String>,
    before: Option<String>,
    limit: Option<String>,
    kind: Option<String>,
    since: Option<String>,
}

impl Wanted {
    fn of(request: &HttpRequest) -> Result<Self, Refused> {
        let Query(wanted) = Query::from_query(request.query_string()).map_err(|_| {
            Refused::wrong("What comes after ? can't be read: name=value, joined by &, each name once.")
        })?;
        Ok(wanted)
    }

    fn limit(&self, usual: usize) -> Result<usize, Refused> {
        let Some(text) = &self.limit else { return Ok(usual) };
        let limit = text.parse().ok().filter(|limit| (1..=BEST as usize).contains(limit));
        limit.ok_or_else(|| Refused::wrong("limit: a number, 1 to 100"))
    }
}

/// The number of a game in a request.
fn number(text: Option<&str>, name: &str, usual: i64) -> Result<i64, Refused> {
    let Some(text) = text else { return Ok(usual) };
    let number = text.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(|| Refused::wrong(format!("{name}: the number of a game, 0 or more")))
}

/// What somebody is found by, who may not be there.
fn key(text: &str) -> Result<(Name, String), Refused> {
    let name: Name = text.parse().map_err(|error: tttp::Error| Refused::wrong(error.text().to_string()))?;
    let key = records::key(&name);
    if key.is_empty() { Err(unknown(&name)) } else { Ok((name, key)) }
}

fn unknown(name: &Name) -> Refused {
    Refused::missing(format!("There are no public games of {name} in the records. See /api/games for who has played."))
}

async fn page(request: HttpRequest) -> Answer {
    let wanted = Wanted::of(&request)?;
    let key = wanted.player.as_deref().map(key).transpose()?.map(|(_, key)| key);
    let (before, limit) = (number(wanted.before.as_deref(), "before", i64::MAX)?, wanted.limit(PAGE)?);
    let records = &local(&request).shared.records;
    let page = records.find(move |conn| games::page(conn, key.as_deref(), before, limit)).await?;
    answer(&List { games: briefly(page.games), next: page.next })
}

async fn game(request: HttpRequest, id: Path<String>) -> Answer {
    let id: GameId =
        id.parse().map_err(|_| Refused::wrong("The id of a game has 8 letters and digits, as 7KX2M9AB."))?;
    let found = records_of(&request).find(move |conn| {
        let Some(kept) = games::by_id(conn, id)? else { return Ok(None) };
        let ratings = kept.finished.players.each_ref().map(|seated| {
            let standing = players::standing(conn, &records::key(&seated.name), seated.kind)?;
            Ok::<_, rusqlite::Error>(standing.map(|standing| Shown::from(standing.rating_at(unix_ms()))))
        });
        let [x, o] = ratings;
        Ok(Some((kept, Ratings { x: x?, o: o? })))
    });
    let Some((kept, ratings)) = found.await? else {
        return Err(Refused::missing(format!(
            "There is no game {id} in the records: they have games that are over, and not those of before they were kept."
        )));
    };
    answer(&Whole::new(&kept, ratings))
}

fn records_of(request: &HttpRequest) -> &Records {
    &local(request).shared.records
}

/// The name that somebody with public games has used last, and how they stand by kind.
fn profile(conn: &Connection, key: &str) -> rusqlite::Result<Option<(String, [Option<Standing>; 2])>> {
    let standing = |kind| players::standing(conn, key, kind);
    let standings = [standing(Kind::Person)?, standing(Kind::Bot)?];
    let last = standings.iter().flatten().max_by_key(|standing| standing.last);
    if let Some(standing) = last {
        return Ok(Some((standing.name.clone(), standings)));
    }
    // Who has played none that count is known all the same.
    let page = games::page(conn, Some(key), i64::MAX, 1)?;
    let names = page.games.into_iter().flat_map(|game| game.finished.players).map(|seated| seated.name);
    Ok(names.into_iter().find(|name| records::key(name) == key).map(|name| (name.as_str().to_owned(), standings)))
}

async fn player(request: HttpRequest, name: Path<String>) -> Answer {
    let (name, key) = key(&name)?;
    let found = records_of(&request).find(move |conn| profile(conn, &key)).await?;
    let (name, standings) = found.ok_or_else(|| unknown(&name))?;
    let now = unix_ms();
    let [person, bot] = standings.map(|standing| standing.map(|standing| Record::of(&standing, now)));
    answer(&Profile { name, kinds: Kinds { person, bot } })
}

async fn against(request: HttpRequest, names: Path<(String, String)>) -> Answer {
    let ((a, key_a), (b, key_b)) = (key(&names.0)?, key(&names.1)?);
    if key_a == key_b {
        return Err(Refused::wrong(
            "Nobody plays against themselves: give two names, as /api/players/Ada/against/Bob.",
        ));
    }
    let found = records_of(&request).find(move |conn| games::against(conn, &key_a, &key_b, PAGE)).await?;
    let games::Against { wins, losses, draws, games } = found;
    answer(&Meeting { a, b, wins, losses, draws, games: briefly(games) })
}

async fn leaderboard(request: HttpRequest) -> Answer {
    let wanted = Wanted::of(&request)?;
    let kind = match wanted.kind.as_deref() {
        None | Some("person") => Kind::Person,
        Some("bot") => Kind::Bot,
        Some(_) => return Err(Refused::wrong("kind: person or bot")),
    };
    let limit = wanted.limit(BEST as usize)?;
    let (best, now) = (records_of(&request).best(kind).await?, unix_ms());
    let players: Vec<_> = (1..).zip(best.iter()).take(limit).map(|(rank, one)| Ranked::new(rank, one, now)).collect();
    answer(&Leaders { kind, players })
}
