//! A server of a test's own.

use std::{
    net::SocketAddr,
    sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, mpsc},
    thread::JoinHandle,
};

use actix_web::rt::System;
use tokio::sync::oneshot;
use tttparty::{
    app::App,
    config::{Config, Port},
    shared::Addresses,
    tutorials::Tutorial,
};

/// Tests share the machine, but for those that measure what it must not disturb.
static MACHINE: RwLock<()> = RwLock::new(());

/// Kept by a server for as long as it runs.
#[expect(dead_code, reason = "kept for its drop")]
pub(crate) enum Turn {
    Shared(RwLockReadGuard<'static, ()>),
    Alone(RwLockWriteGuard<'static, ()>),
}

impl Turn {
    /// For a server that others may run beside.
    pub(crate) fn shared() -> Self {
        Self::Shared(MACHINE.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// The real server in this process, on free ports. Dropping it drains it.
pub struct TestServer {
    addresses: Addresses,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    ended: mpsc::Receiver<()>,
    _turn: Turn,
}

impl TestServer {
    /// A server as it comes, but for its ports.
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// A server with other settings.
    pub fn with(settings: impl FnOnce(&mut Config)) -> Self {
        Self::run(settings, Turn::shared())
    }

    /// A server that no other test's server runs beside.
    pub fn alone(settings: impl FnOnce(&mut Config)) -> Self {
        let turn = MACHINE.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        Self::run(settings, Turn::Alone(turn))
    }

    fn run(settings: impl FnOnce(&mut Config), turn: Turn) -> Self {
        crate::say_failures_at_once();
        let free = Port::At(0);
        let mut config =
            Config { port: free, classic_port: free, classic_party_port: free, tttp2_port: free, ..Config::default() };
        config.storage.ephemeral = true;
        let tutorials = &mut config.tutorials;
        (tutorials.capitalizer_port, tutorials.chat_port, tutorials.echo_port) = (free, free, free);
        (tutorials.party_page_port, tutorials.chat_page_port) = (free, free);
        settings(&mut config);
        config.check().expect("settings that go together");
        let (stop, stopped) = oneshot::channel();
        let (started, start) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            // Dropped at the end, whatever it is.
            let _end = end;
            System::new().block_on(async move {
                let app = App::build(config).expect("the server starts");
                started.send(app.addresses()).expect("the test waits");
                let stopped = async { stopped.await.expect("the test stops it") };
                app.run_until(stopped).await.expect("the server runs");
            });
        });
        let addresses = start.recv().expect("the server starts");
        Self { addresses, stop: Some(stop), thread: Some(thread), ended, _turn: turn }
    }

    /// The main port.
    ///
    /// # Panics
    /// When it is off, as with the others.
    pub fn main(&self) -> SocketAddr {
        self.addresses.main.expect("the main port is on")
    }

    /// The classic door of tic-tac-toe.
    ///
    /// # Panics
    /// When it is off.
    pub fn classic(&self) -> SocketAddr {
        self.addresses.classic.expect("the classic door is open")
    }

    /// The classic door of the party.
    ///
    /// # Panics
    /// When it is off.
    pub fn classic_party(&self) -> SocketAddr {
        self.addresses.classic_party.expect("the classic party door is open")
    }

    /// The door of TTTP/2 over TCP.
    ///
    /// # Panics
    /// When it is off.
    pub fn tttp2(&self) -> SocketAddr {
        self.addresses.tttp2.expect("the TTTP/2 door is open")
    }

    /// The port of one of the tutorials' systems.
    ///
    /// # Panics
    /// When it is off, as all are without `--tutorials`.
    pub fn tutorial(&self, system: Tutorial) -> SocketAddr {
        self.addresses.tutorials.of(system).expect("the system has its port")
    }

    /// A URL on the main port.
    pub fn url(&self, path: &str) -> String {
        format!("ws://{}{path}", self.main())
    }

    /// Asks it to stop, and does not wait.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A server that has failed has nobody to hear this; joining it tells.
            stop.send(()).ok();
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop();
        let still_runs = self.ended.recv_timeout(crate::PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout);
        assert!(!still_runs || std::thread::panicking(), "the server does not stop");
        let failed = self.thread.take().is_some_and(|thread| thread.join().is_err());
        assert!(!failed || std::thread::panicking(), "the server failed");
    }
}
