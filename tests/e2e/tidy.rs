//! Invariants that a search of the sources can hold.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tttparty_tests::{http, server::TestServer};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All files below a folder, by their path from the root, in order.
fn files(below: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "node_modules" && name != "target" {
                walk(&path, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(below), &mut found);
    let mut names: Vec<_> =
        found.iter().map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")).collect();
    names.sort();
    assert!(!names.is_empty(), "{below} is empty");
    names
}

/// Lines of code, their comments cut off, with where they are.
fn code(name: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(name)).unwrap();
    text.lines()
        .enumerate()
        .map(|(number, line)| (format!("{name}:{}", number + 1), line.split("//").next().unwrap().to_owned()))
        .collect()
}

/// No line of these files names any of these words.
fn none_names(files: impl IntoIterator<Item = String>, words: &[&str]) {
    for (place, line) in files.into_iter().flat_map(|name| code(&name)) {
        for word in words {
            assert!(!line.contains(word), "{place} names {word}: {line}");
        }
    }
}

#[test]
fn only_transports_and_what_binds_know_sockets() {
    let may = |name: &String| {
        let binds_or_accepts = ["server/src/app.rs", "server/src/app/workers.rs", "server/src/main.rs"];
        name.starts_with("server/src/transport") || binds_or_accepts.contains(&name.as_str())
    };
    let others = files("server/src").into_iter().chain(files("protocol/src")).filter(|name| !may(name));
    none_names(others, &["TcpStream", "TcpListener", "socket2", "RawFd"]);
}

#[test]
fn transports_know_no_rule_and_no_actor() {
    let transports = files("server/src").into_iter().filter(|name| name.starts_with("server/src/transport"));
    none_names(transports, &["tttp::", "use actix::", "Matchmaker", "GameActor", "Party"]);
}

#[test]
fn the_protocol_knows_no_clock_no_chance_and_no_network() {
    let words =
        ["Instant", "SystemTime", "rand::rng()", "thread_rng", "HashMap", "HashSet", "std::net", "tokio", "actix"];
    none_names(files("protocol/src"), &words);
}

#[test]
fn records_have_no_wall_clock_but_the_logs() {
    // One function, which says that it is for records alone.
    let others = files("server/src").into_iter().filter(|name| name != "server/src/game_time.rs");
    none_names(others, &["SystemTime"]);
}

#[test]
fn the_mailbox_bound_is_ignored_only_where_it_is_said_why() {
    for name in files("server/src") {
        let text = fs::read_to_string(root().join(&name)).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(".do_send(")) {
            let before = lines[number.saturating_sub(1)].trim();
            assert!(before.starts_with("// "), "{name}:{}: {line}", number + 1);
        }
    }
}

#[test]
fn no_file_has_grown_into_two_things() {
    for name in ["protocol", "server", "web", "tests"].into_iter().flat_map(files) {
        if [".rs", ".js", ".mjs", ".css", ".py"].iter().any(|end| name.ends_with(end)) {
            let lines = fs::read_to_string(root().join(&name)).unwrap().lines().count();
            assert!(lines <= 400, "{name} has {lines} lines");
        }
    }
}

#[test]
fn pages_run_nothing_inline_and_put_no_data_into_markup() {
    let web = files("web");
    let scripts = web.iter().filter(|name| name.ends_with(".js")).cloned();
    none_names(scripts, &["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]);
    for (place, line) in web.iter().filter(|name| name.ends_with(".html")).flat_map(|name| code(name)) {
        for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!line.contains(inline), "{place}: {line}");
        }
        assert!(!line.contains("<script") || line.contains(" src="), "{place}: {line}");
    }
}

#[tokio::test]
async fn every_file_of_the_pages_is_served() {
    let server = TestServer::with(|config| config.tutorials.on = true);
    for name in files("web") {
        let path = name.strip_prefix("web").unwrap();
        if [".html", ".css", ".js", ".svg"].iter().any(|end| path.ends_with(end)) {
            let answer = http::get(server.main(), path, &[]).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.body, fs::read_to_string(root().join(&name)).unwrap(), "{path}");
        } else {
            assert!(path.ends_with("tsconfig.json") || path.starts_with("/screenshots/"), "{path} is not served");
        }
    }
}

#[test]
fn readme_names_only_flags_that_exist() {
    let help = tttparty::config::help();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let flags = readme
        .split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
        .filter(|word| word.starts_with("--") && word.ends_with(char::is_alphabetic));
    let ours: Vec<_> = flags.filter(|flag| *flag != "--release").collect();
    assert!(!ours.is_empty());
    for flag in ours {
        assert!(help.contains(flag), "README names {flag}, which --help does not");
    }
}
