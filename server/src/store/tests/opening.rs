//! Who may open a folder, and what is found there.

use super::*;

fn text(error: OpenError) -> String {
    error.to_string()
}

#[test]
fn a_folder_has_one_server_and_any_commands() {
    let folder = tempdir().unwrap();
    let folder = folder.path().join("some").join("where");
    assert!(matches!(Store::for_command(&folder), Err(OpenError::Missing(_))));
    assert!(!folder.exists());
    let store = open(&folder);
    let error = Store::open(&folder, Sync::Full).unwrap_err();
    assert!(matches!(error, OpenError::Locked(_)));
    let text = text(error);
    assert!([folder.to_str().unwrap(), "--data-dir", "--ephemeral"].iter().all(|part| text.contains(part)), "{text}");

    let command = Store::for_command(&folder).unwrap();
    wait(command.write(|db| db.execute("INSERT INTO meta (key, value) VALUES ('a', 1)", []))).unwrap();
    let value = |db: &mut Connection| db.query_row("SELECT value FROM meta WHERE key = 'a'", [], |row| row.get(0));
    assert_eq!(wait::<Later<Result<i64, _>>>(store.read(value)).unwrap(), 1);
    // It does not know what is open.
    assert_eq!(wait(command.append(vec![append(game(1), 0, vec![opened(0)])])), [Refused(Refusal::Failed)]);
    drop(store);
    drop(Store::open(&folder, Sync::Full).unwrap());
}

#[cfg(unix)]
#[test]
fn a_folder_is_for_its_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let folder = folder.path().join("new");
    drop(open(&folder));
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    // Nothing but the database and the lock stays behind.
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort_unstable();
    assert_eq!(files, ["lock", "tttparty.db"]);
}

#[test]
fn what_can_not_be_a_folder_is_told() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = Store::open(&path, Sync::Normal).unwrap_err();
        assert!(matches!(&error, OpenError::Folder(told, _) if *told == path), "{error}");
        assert!(error.to_string().contains("--data-dir"), "{error}");
    }
}

#[test]
fn another_file_is_not_touched() {
    let folder = tempdir().unwrap();
    let file = database(folder.path());
    let content = "Not a database, but something dear to somebody.".repeat(100);
    fs::write(&file, &content).unwrap();
    for error in [Store::open(folder.path(), Sync::Normal).unwrap_err(), Store::for_command(folder.path()).unwrap_err()]
    {
        assert!(matches!(error, OpenError::Damaged(..)), "{error}");
        assert!(error.to_string().contains("move it away"), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), content);
}

#[test]
fn an_empty_file_becomes_a_database() {
    let folder = tempdir().unwrap();
    fs::write(database(folder.path()), "").unwrap();
    drop(open(folder.path()));
    let db = Connection::open(database(folder.path())).unwrap();
    let pragma = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(pragma("user_version"), schema::KNOWN);
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('log', 'meta', 'games', 'players')";
    assert_eq!(db.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 4);
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = tempdir().unwrap();
    drop(open(folder.path()));
    let db = Connection::open(database(folder.path())).unwrap();
    db.pragma_update(None, "user_version", schema::KNOWN + 1).unwrap();
    drop(db);
    for error in [Store::open(folder.path(), Sync::Normal).unwrap_err(), Store::for_command(folder.path()).unwrap_err()]
    {
        assert!(matches!(error, OpenError::Newer { .. }), "{error}");
        let text = text(error);
        assert!(text.contains("newer version") && text.contains("--data-dir"), "{text}");
    }
}

#[test]
fn a_command_does_not_change_what_an_older_server_uses() {
    let folder = tempdir().unwrap();
    drop(open(folder.path()));
    fs::write(database(folder.path()), "").unwrap();
    let server = place::lock(folder.path()).unwrap();
    let error = Store::for_command(folder.path()).unwrap_err();
    assert!(matches!(&error, OpenError::Older(told) if told == folder.path()), "{error}");
    let db = Connection::open(database(folder.path())).unwrap();
    assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 0);
    drop((server, db));
    let store = Store::for_command(folder.path()).unwrap();
    // The lock is not held for longer than that takes.
    drop((open(folder.path()), store));
}

/// Which files of a folder others may do something with.
#[cfg(unix)]
fn shared(folder: &Path) -> Vec<std::ffi::OsString> {
    use std::os::unix::fs::PermissionsExt;
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .filter(|file| file.metadata().unwrap().permissions().mode() & 0o077 != 0)
        .map(|file| file.file_name())
        .collect()
}

#[cfg(unix)]
#[test]
fn files_are_for_their_user_only_whatever_the_folder_is() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let folder = tempdir().unwrap();
    let folder = folder.path();
    mode(folder, 0o755);
    let store = open(folder);
    assert_eq!(wait(store.append(vec![append(game(1), 0, vec![opened(0)])])), [Committed]);
    let files = ["lock", "tttparty.db", "tttparty.db-shm", "tttparty.db-wal"];
    assert_eq!(fs::read_dir(folder).unwrap().count(), files.len());
    assert_eq!(shared(folder), [""; 0]);
    // As an earlier version has left it, and as after a crash.
    let copy = tempdir().unwrap();
    let copy = copy.path();
    for file in files {
        fs::copy(folder.join(file), copy.join(file)).unwrap();
        mode(&copy.join(file), 0o664);
    }
    let store = open(copy);
    assert_eq!(wait(store.log(game(1))).unwrap(), [opened(0)]);
    assert_eq!(fs::read_dir(copy).unwrap().count(), files.len());
    assert_eq!(shared(copy), [""; 0]);
    assert_eq!(
        fs::metadata(folder).unwrap().permissions().mode() & 0o777,
        0o755,
        "the folder is somebody else's matter"
    );
}
