//! The disk is full, or can't be written to: nothing happens that could be lost, all else goes on, and so do games as soon as
//! there is room.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use tttp::Error;
use tttparty_tests::{
    http,
    process::{Plan, ServerProcess},
    session::{Session, captures},
};

use super::{journalled::Journalled, open};

/// How the disk fails.
enum Fault {
    /// A file system of the server's own, which is filled up.
    Tmpfs,
    /// The shim says so.
    #[cfg(target_os = "linux")]
    Shim(&'static str, PathBuf),
}

/// A server, and what is done to its disk.
struct Patient {
    server: ServerProcess,
    fault: Fault,
}

impl Patient {
    fn start(folder: &Path, fault: Fault) -> Self {
        let hour = "3600000";
        let flags = ["--no-limits", "--claim-ms", hour, "--give-up-ms", hour, "--first-move-ms", hour];
        let plan = Plan::new(folder).with_main().flags(&flags);
        let plan = match &fault {
            Fault::Tmpfs => plan.tmpfs("4m"),
            #[cfg(target_os = "linux")]
            Fault::Shim(_, control) => plan
                .variable("LD_PRELOAD", tttparty_tests::process::built("libtttparty_shim.so"))
                .variable("SHIM_FOLDER", folder)
                .variable("SHIM_FAIL", control),
        };
        Self { server: ServerProcess::start(plan), fault }
    }

    /// The folder as the server sees it.
    fn folder(&mut self) -> PathBuf {
        let folder = self.server.plan().folder().to_owned();
        match &self.fault {
            Fault::Tmpfs => {
                Path::new(&format!("/proc/{}/root", self.server.id())).join(folder.strip_prefix("/").unwrap())
            }
            #[cfg(target_os = "linux")]
            Fault::Shim(..) => folder,
        }
    }

    /// From now on nothing can be written.
    fn strike(&mut self) {
        let filler = self.folder().join("filler");
        match &self.fault {
            Fault::Tmpfs => {
                let mut file = fs::File::create(filler).unwrap();
                while file.write_all(&[0; 4096]).is_ok() {}
            }
            #[cfg(target_os = "linux")]
            Fault::Shim(reason, control) => {
                // Under its name only once it is whole.
                fs::write(control.with_extension("new"), reason).unwrap();
                fs::rename(control.with_extension("new"), control).unwrap();
            }
        }
    }

    /// It can be written again.
    fn heal(&mut self) {
        match &self.fault {
            Fault::Tmpfs => fs::remove_file(self.folder().join("filler")).unwrap(),
            #[cfg(target_os = "linux")]
            Fault::Shim(_, control) => fs::remove_file(control).unwrap(),
        }
    }
}

/// Two begin a game: its id, and the ticket of the second.
async fn begin(x: &mut Session, o: &mut Session, clock: &str) -> [String; 2] {
    let names = [x.name().to_owned(), o.name().to_owned()];
    x.done(&format!("CHALLENGE {} clock={clock}", names[1])).await;
    o.hears(&[&format!("CHALLENGE {} person {clock}", names[0])]).await;
    let lines = o.done(&format!("ACCEPT {}", names[0])).await;
    let joined = lines[0].split(' ').collect::<Vec<_>>();
    x.hears(&["JOINED ...", "STATE ..."]).await;
    [joined[1].to_owned(), joined[9].to_owned()]
}

/// What is left of X's clock, by `STATE`.
async fn clock(session: &mut Session, game: &str, board: &str) -> u64 {
    let lines = session.done(&format!("STATE {game}")).await;
    let state = captures(&format!("STATE {game} 2 {board} X * 60000"), &lines[0]);
    state.unwrap_or_else(|| panic!("{lines:?}"))[0].parse().unwrap()
}

/// All of it.
async fn fails(fault: Fault) {
    let folder = tempfile::tempdir().unwrap();
    // What is read back from the system's tables of open files has no links in it.
    let mut patient = Patient::start(&folder.path().canonicalize().unwrap(), fault);
    let server = &patient.server;
    let mut ann = open(server, "Ann").await.deaf_to(&["WATCHERS"]);
    let mut bo = open(server, "Bo").await;
    let mut cy = open(server, "Cy caps=chat").await;
    let mut dee = open(server, "Dee caps=chat").await.deaf_to(&["WATCHERS", "UNQUEUED"]);
    let (mut eve, mut fay) = (open(server, "Eve").await, open(server, "Fay").await);
    let [game, ticket] = begin(&mut ann, &mut bo, "60+0").await;
    ann.done("MOVE 4").await;
    bo.hears(&["MOVED ..."]).await;
    bo.done("MOVE 0").await;
    ann.hears(&["MOVED ..."]).await;
    let [mut other, _] = begin(&mut eve, &mut fay, "none").await;
    eve.done("RESIGN").await;
    fay.hears(&["END ..."]).await;

    patient.strike();
    // What was written to once may be written to again, so it may take some before nothing fits any more.
    loop {
        let (_, answer) = eve.ask(&format!("REMATCH {other}")).await;
        if answer != "OK" {
            assert!(answer.starts_with("ERROR 110 "), "{answer}");
            break;
        }
        let [_] = fay.until(&format!("REMATCH {other} *")).await;
        let (lines, answer) = fay.ask(&format!("REMATCH {other}")).await;
        if answer != "OK" {
            assert!(answer.starts_with("ERROR 110 "), "{answer}");
            break;
        }
        let next = lines.iter().find_map(|line| captures(&format!("NEXT {other} *"), line)).unwrap()[0].to_owned();
        let [_] = eve.until(&format!("STATE {next} 0 *")).await;
        other = next;
        let (_, answer) = eve.ask("RESIGN").await;
        if answer != "OK" {
            assert!(answer.starts_with("ERROR 110 "), "{answer}");
            break;
        }
        let [_] = fay.until(&format!("END {other} 1 *")).await;
    }
    for _ in 0..3 {
        ann.is_refused("MOVE 2", Error::NotSaved).await;
        bo.is_refused("RESIGN", Error::NotSaved).await;
    }
    // The lobby, chat, lists, watching, and what programs ask.
    cy.done("LIST games").await;
    let lines = cy.done(&format!("WATCH {game}")).await;
    assert!(lines[1].starts_with(&format!("STATE {game} 2 O...X.... X ")), "{lines:?}");
    cy.done("SAY lobby Hello").await;
    dee.done(&format!("WATCH {game}")).await;
    cy.done(&format!("SAY {game} Hello")).await;
    let [] = dee.until::<0>(&format!("SAID {game} ...")).await;
    for path in ["/healthz", "/status", "/api/games"] {
        assert_eq!(http::get(patient.server.main(), path, &[]).await.status, 200, "{path}");
    }
    // Nobody can begin a game.
    dee.is_refused("PLAY bot=1", Error::NotSaved).await;
    // Clocks stand still.
    let left = clock(&mut ann, &game, "O...X....").await;
    let since = Instant::now();
    while since.elapsed() < Duration::from_millis(100) {
        assert_eq!(clock(&mut ann, &game, "O...X....").await, left);
    }
    // Who is cut off can come back all the same, and nobody else is told anything.
    bo.reset();
    let mut bo = open(&patient.server, "Bob").await.deaf_to(&["WATCHERS"]);
    let lines = bo.done(&format!("RESUME {game} {ticket} seq=2")).await;
    assert!(lines[0].starts_with(&format!("JOINED {game} O ")), "{lines:?}");
    ann.is_refused("MOVE 2", Error::NotSaved).await;
    for session in [&mut ann, &mut dee, &mut bo] {
        session.does("PONG 0", &[]).await;
    }
    assert_eq!(clock(&mut ann, &game, "O...X....").await, left);

    patient.heal();
    let lines = ann.done("MOVE 2").await;
    let moved = lines.iter().find(|line| line.starts_with("MOVED ")).unwrap();
    let now: u64 = moved.split(' ').nth(5).unwrap().parse().unwrap();
    assert!(now <= left && left < now + 5_000, "{left} ms before: {moved}");
    let [_, _, _] = bo.until(&format!("MOVED {game} * X 2 * *")).await;
    let told = patient.server.log().iter().filter(|line| line.contains("can't be saved now")).count();
    assert!(told <= 2, "{told} warnings: {}", patient.server);
    let lines = bo.done("RESIGN").await;
    let end = lines.last().unwrap().clone();
    let [] = ann.until::<0>(&end).await;
    // Only now has everything been told to everybody.
    let journal = Journalled::read(&patient.folder()).await;
    journal.has_records();
    let id = game.parse().unwrap();
    assert!(journal.games[&id].lines.contains(moved) && journal.games[&id].lines.contains(&end));
    assert_eq!(journal.finished[&id].moves, "402");
    patient.server.stop();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn when_the_disk_is_full_nothing_happens_that_could_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    fails(Fault::Shim("ENOSPC", folder.path().join("control"))).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn when_the_disk_is_read_only_nothing_happens_that_could_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    fails(Fault::Shim("EROFS", folder.path().join("control"))).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn when_the_disk_fails_nothing_happens_that_could_be_lost() {
    let folder = tempfile::tempdir().unwrap();
    fails(Fault::Shim("EIO", folder.path().join("control"))).await;
}

/// The same with a real file system, where this user may make one.
#[tokio::test]
async fn when_a_small_file_system_is_full_nothing_happens_that_could_be_lost() {
    let probe = "mount -t tmpfs -o size=64k none /tmp";
    let may = Command::new("unshare").args(["-m", "sh", "-c", probe]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        println!("this user may not mount anything: only the shim's full disk is tested");
        return;
    }
    fails(Fault::Tmpfs).await;
}
