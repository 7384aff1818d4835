//! The records of games that were played, as they are read over HTTP.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;
use tttparty::{commands, config::storage::Folder};
use tttparty_tests::{
    http::{self, Answer},
    server::TestServer,
    session::{Door, Session},
};

/// X wins with these, in turn; O gives it away with the second of its moves.
const WIN: [u8; 5] = [4, 0, 2, 1, 6];

/// Nobody wins with these.
const TIE: [u8; 9] = [0, 1, 2, 4, 3, 5, 7, 6, 8];

/// A server that keeps its data there.
fn start(folder: &Path) -> TestServer {
    let folder = folder.to_owned();
    TestServer::with(|config| {
        config.storage.ephemeral = false;
        config.storage.folder.data_dir = Some(folder);
        config.no_limits = true;
    })
}

/// Two by these names and kinds, as in `Rook bot`, each by another door.
async fn two(server: &TestServer, names: [&str; 2]) -> [Session; 2] {
    [Session::open(server, Door::Ws, names[0]).await, Session::open(server, Door::Tcp, names[1]).await]
}

/// Plays these cells in a room of the first one's, until both have heard how it ends, and have left.
async fn play([x, o]: &mut [Session; 2], locked: &str, cells: &[u8]) -> String {
    x.say(format!("HOST {locked}").trim()).await;
    let [code] = x.until("HOSTED * ...").await;
    o.say(&format!("JOIN {code}")).await;
    let [game] = o.until("JOINED * O ...").await;
    let [same] = x.until("JOINED * X ...").await;
    assert_eq!(game, same);
    for (cell, turn) in cells.iter().zip([0, 1].into_iter().cycle()) {
        let mover = if turn == 0 { &mut *x } else { &mut *o };
        mover.say(&format!("MOVE {game} {cell}")).await;
        let [] = x.until(&format!("MOVED {game} ...")).await;
        let [] = o.until(&format!("MOVED {game} ...")).await;
    }
    if cells.len() < 5 {
        x.say(&format!("RESIGN {game}")).await;
    }
    for one in [x, o] {
        let [] = one.until(&format!("END {game} ...")).await;
        one.done(&format!("LEAVE {game}")).await;
    }
    game
}

async fn get(server: &TestServer, path: &str) -> Answer {
    let answer = http::get(server.main(), path, &[]).await;
    assert!(answer.head.contains("cache-control: no-store"), "{path}: {}", answer.head);
    answer
}

async fn json(server: &TestServer, path: &str) -> Value {
    let answer = get(server, path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert!(answer.head.contains("content-type: application/json"), "{path}: {}", answer.head);
    serde_json::from_str(&answer.body).unwrap()
}

/// All lines of an export.
async fn export(server: &TestServer, since: u32) -> Vec<String> {
    let answer = get(server, &format!("/api/export?since={since}")).await;
    assert!(answer.status == 200 && answer.head.contains("content-type: application/x-ndjson"), "{}", answer.head);
    let (mut rest, mut text) = (answer.body.as_str(), String::new());
    loop {
        let (length, chunk) = rest.split_once("\r\n").unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            break;
        }
        text.push_str(&chunk[..length]);
        rest = chunk[length..].strip_prefix("\r\n").unwrap();
    }
    text.lines().map(str::to_owned).collect()
}

fn ids(list: &Value) -> Vec<&str> {
    list["games"].as_array().unwrap().iter().map(|game| game["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_game_is_in_the_records_when_its_end_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for server in [TestServer::start(), start(folder.path())] {
        let mut players = two(&server, ["Ada", "Bo"]).await;
        let id = play(&mut players, "", &WIN).await;
        let list = json(&server, "/api/games").await;
        let ended = list["games"][0]["ended"].as_u64().unwrap();
        let (x, o) = (json!({"name": "Ada", "kind": "person"}), json!({"name": "Bo", "kind": "person"}));
        let brief = json!({
            "n": 1, "id": id, "x": x, "o": o, "winner": "X", "reason": "line", "moves": "40216", "ended": ended,
            "private": false, "rated": true,
        });
        assert_eq!(list, json!({ "games": [brief], "next": null }));

        let mut whole = json(&server, &format!("/api/games/{}", id.to_lowercase())).await;
        let grades = whole["grades"].take();
        let ratings = whole["ratings"].take();
        let times: Vec<u64> = serde_json::from_value(whole["times"].clone()).unwrap();
        assert!(times.len() == 5 && times.is_sorted(), "{times:?}");
        assert!(whole["began"].as_u64().unwrap() <= ended);
        assert_eq!((&whole["game"], &whole["moves"], &whole["variant"]), (&json!(id), &json!(WIN), &json!("3x3")));
        assert_eq!((&whole["clock"], &whole["ending"]), (&Value::Null, &json!({ "line": "X" })));
        let worth: Vec<_> = grades.as_array().unwrap().iter().map(|grade| grade["value"].as_str().unwrap()).collect();
        assert_eq!(worth, ["tie", "tie", "tie", "loss", "win"]);
        assert_eq!(grades[3], json!({ "value": "loss", "best": "tie", "kept": false }));
        assert_eq!(ratings["x"], json!({ "rating": 1662.3, "deviation": 290.3, "provisional": true }));

        let ada = json(&server, "/api/players/ada").await;
        assert_eq!(
            ada,
            json!({ "name": "Ada", "kinds": { "bot": null, "person": {
                "rating": 1662.3, "deviation": 290.3, "provisional": true,
                "games": 1, "wins": 1, "losses": 0, "draws": 0, "last": ended,
            } } })
        );
        let meeting = json(&server, "/api/players/Bo/against/Ada").await;
        assert_eq!(meeting, json!({ "a": "Bo", "b": "Ada", "wins": 0, "losses": 1, "draws": 0, "games": [brief] }));
        let lines = export(&server, 0).await;
        whole.as_object_mut().unwrap().retain(|name, _| name != "grades" && name != "ratings");
        assert_eq!(lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>(), [whole]);
        assert_eq!(export(&server, 1).await, [""; 0]);
    }
}

#[tokio::test]
async fn private_games_are_found_by_their_id_alone() {
    let server = TestServer::start();
    let mut players = two(&server, ["Ada", "Bo"]).await;
    let secret = play(&mut players, "locked", &WIN).await;
    assert_eq!(json(&server, "/api/games").await, json!({ "games": [], "next": null }));
    assert_eq!(ids(&json(&server, "/api/games?player=Ada").await), [""; 0]);
    assert_eq!(export(&server, 0).await, [""; 0]);
    let meeting = json(&server, "/api/players/Ada/against/Bo").await;
    assert_eq!((&meeting["wins"], &meeting["games"]), (&json!(0), &json!([])));
    let found = json(&server, &format!("/api/games/{secret}")).await;
    assert_eq!((&found["private"], &found["x"]["name"]), (&json!(true), &json!("Ada")));
}

#[tokio::test]
async fn people_and_bots_have_leaderboards_of_their_own_and_house_bots_none() {
    let server = TestServer::start();
    let mut people = two(&server, ["Zoë", "Bo"]).await;
    let first = play(&mut people, "", &WIN).await;
    let second = play(&mut people, "", &TIE).await;
    let third = play(&mut people, "", &[8]).await;
    let mut bots = two(&server, ["Rook bot", "Pawn bot"]).await;
    let fourth = play(&mut bots, "", &TIE).await;
    people[1].say("PLAY bot=4").await;
    let [fifth] = people[1].until("JOINED * X ...").await;
    people[1].done(&format!("RESIGN {fifth}")).await;

    let board = json(&server, "/api/leaderboard").await;
    assert_eq!(board["kind"], "person");
    let rows: Vec<_> = board["players"].as_array().unwrap().iter().collect();
    let names: Vec<_> = rows.iter().map(|row| (row["rank"].as_u64().unwrap(), row["name"].as_str().unwrap())).collect();
    assert_eq!(names, [(1, "Zoë"), (2, "Bo")]);
    let count = |row: &Value| ["games", "wins", "losses", "draws"].map(|what| row[what].as_u64().unwrap());
    // What was given up before both had moved is a game, and of no matter.
    assert_eq!((count(rows[0]), count(rows[1])), ([2, 1, 0, 1], [2, 0, 1, 1]));
    let board = json(&server, "/api/leaderboard?kind=bot").await;
    let names: Vec<_> = board["players"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Pawn", "Rook"]);
    assert_eq!(ids(&json(&server, "/api/games").await), [&fifth, &fourth, &third, &second, &first]);
    assert_eq!(ids(&json(&server, "/api/games?player=Zo%C3%AB").await), [&third, &second, &first]);
    assert_eq!(ids(&json(&server, "/api/games?player=House_Perfect").await), [&fifth]);
    let house = json(&server, &format!("/api/games/{fifth}")).await;
    assert_eq!((&house["rated"], &house["ratings"]["o"]), (&json!(false), &Value::Null));
    assert_eq!(house["o"], json!({ "name": "House_Perfect", "kind": "house", "level": "4" }));
    let meeting = json(&server, "/api/players/House_Perfect/against/Bo").await;
    assert_eq!((&meeting["wins"], &meeting["games"][0]["reason"]), (&json!(1), &json!("resign")));
    let bo = json(&server, "/api/players/bo").await;
    assert_eq!((&bo["kinds"]["person"]["games"], &bo["kinds"]["bot"]), (&json!(2), &Value::Null));
    assert_eq!(json(&server, "/api/players/House_Perfect").await["kinds"], json!({ "person": null, "bot": null }));
}

#[tokio::test]
async fn lists_come_in_pages_and_are_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = start(folder.path());
    let mut played = Vec::new();
    {
        let mut players = two(&server, ["Ada", "Bo"]).await;
        for _ in 0..7 {
            played.insert(0, play(&mut players, "", &TIE).await);
        }
    }
    let board = json(&server, "/api/leaderboard?limit=1").await;
    for _ in 0..2 {
        let (mut found, mut path) = (Vec::new(), "/api/games?player=Bo&limit=3".to_owned());
        loop {
            let list = json(&server, &path).await;
            found.extend(ids(&list).iter().map(|id| (*id).to_owned()));
            let Some(next) = list["next"].as_i64() else { break };
            assert_eq!(ids(&list).len(), 3);
            path = format!("/api/games?player=Bo&limit=3&before={next}");
        }
        assert_eq!(found, played);
        let after = json(&server, "/api/leaderboard?limit=1").await;
        assert_eq!(after, board);
        assert_eq!(after["players"].as_array().unwrap().len(), 1);
        drop(server);
        server = start(folder.path());
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_answered_by_what_to_do() {
    let server = TestServer::start();
    for (path, status, hint) in [
        ("/api", 404, "/api/leaderboard"),
        ("/api/", 404, "/api/leaderboard"),
        ("/api/nothing", 404, "/api/leaderboard"),
        ("/api/games/7KX2M", 400, "8 letters and digits"),
        ("/api/games/7KX2M9AB", 404, "no game 7KX2M9AB"),
        ("/api/games/%00", 400, "8 letters and digits"),
        ("/api/games?limit=0", 400, "1 to 100"),
        ("/api/games?limit=101", 400, "1 to 100"),
        ("/api/games?limit=-1", 400, "1 to 100"),
        ("/api/games?limit=99999999999999999999999", 400, "1 to 100"),
        ("/api/games?before=x", 400, "number of a game"),
        ("/api/games?before=-1", 400, "number of a game"),
        ("/api/games?limit=1&limit=2", 400, "each name once"),
        ("/api/games?player=", 400, "Not a name"),
        ("/api/games?player=a%20b", 400, "Not a name"),
        ("/api/games?player=%FF", 400, "Not a name"),
        ("/api/players/a%20b", 400, "Not a name"),
        ("/api/players/%E2%80%AEada", 400, "Not a name"),
        ("/api/players/%2e%2e%2fetc", 400, "Not a name"),
        ("/api/players/Ada'--", 404, "no public games of Ada'--"),
        ("/api/players/Gone", 404, "no public games"),
        ("/api/players/Guest_1", 404, "no public games"),
        ("/api/players/Ada/against/a%20b", 400, "Not a name"),
        ("/api/players/Ada/against/a-da", 400, "two names"),
        ("/api/leaderboard?kind=house", 400, "person or bot"),
        ("/api/leaderboard?limit=1000", 400, "1 to 100"),
        ("/api/export?since=all", 400, "number of a game"),
    ] {
        let answer = get(&server, path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(hint) && answer.body.ends_with('\n'), "{path}: {}", answer.body);
        assert!(answer.head.contains("content-type: text/plain"), "{path}: {}", answer.head);
    }
    let long = get(&server, &format!("/api/players/{}", "a".repeat(5000))).await;
    assert_eq!(long.status, 400);
    assert_eq!(http::request("POST", server.main(), "/api/games", &[]).await.status, 404);
    // Nobody has played, and nobody can say more than that.
    assert_eq!(json(&server, "/api/leaderboard").await, json!({ "kind": "person", "players": [] }));
    assert_eq!(json(&server, "/api/players/Ada/against/Bo").await["wins"], 0);
}

#[tokio::test]
async fn thousands_of_games_are_imported_and_exported_as_they_are_while_the_server_runs() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let lines: Vec<_> = (1..=1234).map(line).collect();
    let file = folder.path().join("games.jsonl");
    fs::write(&file, lines.join("\n")).unwrap();
    let place = Folder { data_dir: Some(folder.path().to_owned()) };
    commands::import(&place, &file).unwrap();
    let public: Vec<_> = lines.iter().filter(|line| line.contains(r#""private":false"#)).cloned().collect();
    assert_eq!(export(&server, 0).await, public);
    assert_eq!(export(&server, 1230).await, public[public.len() - 3..]);
    // And those that are played after them come after them.
    let mut players = two(&server, ["Ada", "Bo"]).await;
    let id = play(&mut players, "", &TIE).await;
    let list = json(&server, "/api/games?limit=1").await;
    assert_eq!((ids(&list), &list["games"][0]["n"]), (vec![id.as_str()], &json!(1235)));
    assert_eq!(export(&server, 1234).await.len(), 1);
    assert_eq!(json(&server, "/api/players/Ada").await["kinds"]["person"]["games"], 1235);
    commands::forget(&place, &"Ada".parse().unwrap()).unwrap();
    assert_eq!(get(&server, "/api/players/Ada").await.status, 404);
    assert_eq!(json(&server, "/api/players/Bo").await["kinds"]["person"]["games"], 1235);
    assert_eq!(json(&server, "/api/games?player=Bo&limit=1").await["games"][0]["x"]["name"], "Gone");
}

/// Game `number` of some; each seventh of them is private.
fn line(number: u32) -> String {
    let id: String = (0..8).map(|place| char::from(b"ABCDEFGH"[(number >> (3 * place)) as usize % 8])).collect();
    let began = 1_780_000_000_000 + u64::from(number) * 60_000;
    format!(
        r#"{{"n":{number},"game":"{id}","x":{{"name":"Ada","kind":"person"}},"o":{{"name":"Bo","kind":"person"}},"clock":"120+2","private":{},"began":{began},"ended":{},"moves":[4,0,2,1,6],"times":[1,2,3,4,5],"winner":"X","reason":"line","ending":{{"line":"X"}},"variant":"3x3","seed":"{number}","rated":true}}"#,
        number.is_multiple_of(7),
        began + 9
    )
}
