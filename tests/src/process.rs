//! The server as a process of its own, which a test can kill at any moment and start again.

use std::{
    ffi::OsString,
    fmt, fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use crate::{PATIENCE, say_failures_at_once, server::Turn};

/// What is announced last.
const READY: &str = "Ctrl-C stops it.";

/// How many of the last lines of its log are shown when something fails.
const LAST: usize = 40;

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    folder: PathBuf,
    flags: Vec<String>,
    variables: Vec<(String, OsString)>,
    main: bool,
    tmpfs: Option<String>,
}

impl Plan {
    /// With this data folder, and the door of TTTP/2 over TCP alone.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), ..Self::default() }
    }

    /// With the main port as well.
    #[must_use]
    pub fn with_main(mut self) -> Self {
        self.main = true;
        self
    }

    /// With more flags.
    #[must_use]
    pub fn flags(mut self, flags: &[&str]) -> Self {
        self.flags.extend(flags.iter().map(|flag| (*flag).to_owned()));
        self
    }

    /// With a variable of its environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// With a file system of its own, of this size, in place of its data folder: nobody else sees it there, and it is gone
    /// with the process. Only root may do that.
    #[must_use]
    pub fn tmpfs(mut self, size: &str) -> Self {
        self.tmpfs = Some(size.to_owned());
        self
    }

    /// Where its data is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Goes on in another folder.
    pub fn move_to(&mut self, folder: &Path) {
        self.folder = folder.to_owned();
    }

    /// Sets one of its variables otherwise.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.into()));
    }

    fn command(&self) -> Command {
        let binary = built("tttparty");
        let mut command = match &self.tmpfs {
            None => Command::new(binary),
            Some(size) => {
                let mut command = Command::new("unshare");
                // With exec the process is the one that was started, so that killing that is enough.
                let script = r#"mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@""#;
                command.args(["-m", "sh", "-c", script, "sh", size]).arg(&self.folder).arg(binary);
                command
            }
        };
        // What is set on this machine must not matter.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TTTPARTY_")) {
            command.env_remove(name);
        }
        command.args(["--port", if self.main { "0" } else { "off" }, "--tttp2-port", "0"]);
        command.args(["--classic-port", "off", "--classic-party-port", "off", "--data-dir"]).arg(&self.folder);
        command.args(&self.flags).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Where it listens.
#[derive(Clone, Copy, Debug)]
struct Ports {
    main: Option<SocketAddr>,
    tttp2: SocketAddr,
}

/// A server that runs as a process, or has run. Dropping it kills it.
pub struct ServerProcess {
    plan: Plan,
    ports: Ports,
    child: Child,
    log: Log,
    _turn: Turn,
}

/// What it has said on standard error.
type Log = Arc<Mutex<Vec<String>>>;

impl ServerProcess {
    /// Starts one, and waits until it listens.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(plan: Plan) -> Self {
        say_failures_at_once();
        let turn = Turn::shared();
        let (child, ports, log) = run(&plan);
        Self { plan, ports, child, log, _turn: turn }
    }

    /// The door of TTTP/2 over TCP.
    pub fn tttp2(&self) -> SocketAddr {
        self.ports.tttp2
    }

    /// The main port.
    ///
    /// # Panics
    /// When it is off.
    pub fn main(&self) -> SocketAddr {
        self.ports.main.expect("the main port is on")
    }

    /// How it was started, and will be again.
    pub fn plan(&mut self) -> &mut Plan {
        &mut self.plan
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All lines of its log since it was started.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Kills it, so that it can't do anything any more; does not wait for that.
    ///
    /// # Panics
    /// When it has ended by itself.
    pub fn kill(&mut self) {
        let ended = self.child.try_wait().expect("a process of this one's own");
        assert!(ended.is_none(), "the server had ended before it was killed, {ended:?}: {self}");
        self.child.kill().expect("it runs");
    }

    /// Waits until it is gone, after it was killed.
    ///
    /// # Panics
    /// When that fails.
    pub fn bury(&mut self) {
        self.child.wait().expect("a process of this one's own");
    }

    /// Stops it in good order, and waits for that.
    ///
    /// # Panics
    /// When it does not end well.
    pub fn stop(&mut self) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-s", "TERM", &id]).status().expect("there is a kill");
        assert!(told.success(), "the server had ended before it was stopped: {self}");
        let status = self.child.wait().expect("a process of this one's own");
        assert!(status.success(), "the server ends with {status}: {self}");
    }

    /// Starts it again, once it is gone. It has other ports then: tests beside this one may have been given the old ones
    /// meanwhile.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        (self.child, self.ports, self.log) = run(&self.plan);
    }
}

impl fmt::Display for ServerProcess {
    /// The last lines of its log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log = self.log();
        log[log.len().saturating_sub(LAST)..].iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("the server's log:{self}");
        }
        // One that has ended already can't be killed, which is fine.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn run(plan: &Plan) -> (Child, Ports, Log) {
    fs::create_dir_all(&plan.folder).expect("a folder for its data");
    let mut child = plan.command().spawn().expect("the server can be run");
    let log = Log::default();
    let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let lines = Arc::clone(&log);
    thread::spawn(move || {
        for line in BufReader::new(err).lines().map_while(Result::ok) {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
    let (told, tells) = mpsc::channel();
    thread::spawn(move || {
        let mut out = BufReader::new(out);
        let lines = out.by_ref().lines().map_while(Result::ok);
        let announced: Vec<_> = lines.take_while(|line| line != READY).collect();
        told.send(announced).ok();
        // It must not be stopped by a pipe that nobody reads.
        std::io::copy(&mut out, &mut std::io::sink()).ok();
    });
    let announced = tells.recv_timeout(PATIENCE).expect("the server starts, or ends");
    let tttp2 = announced.iter().find_map(|line| {
        let (address, port) = line.split_once(" nc ").filter(|(what, _)| what.contains("TTTP/2"))?.1.split_once(' ')?;
        Some(SocketAddr::new(address.parse().ok()?, port.parse().ok()?))
    });
    let main = announced.iter().find_map(|line| {
        let (what, address) = line.split_once("://")?;
        address.strip_suffix('/')?.parse().ok().filter(|_| what.contains("play"))
    });
    let Some(tttp2) = tttp2 else {
        child.kill().ok();
        let status = child.wait();
        panic!("the server does not start, {status:?}: {:#?}", log.lock());
    };
    (child, Ports { main, tttp2 }, log)
}

/// Something that cargo builds beside the tests, by its file's name.
///
/// # Panics
/// When it was not built.
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    let folder = test.parent().and_then(Path::parent).expect("it is in target/debug/deps");
    let path = folder.join(name);
    assert!(path.is_file(), "{} is missing: run `cargo build --workspace`", path.display());
    path
}
