//! Reads the config, builds the app, and runs it until it is told to stop.

use std::{
    io::{self, IsTerminal, Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use actix_web::rt::System;
use clap::{CommandFactory, Parser, error::ErrorKind};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};
use tracing::{error, info, warn};
use tracing_subscriber::EnvFilter;
use tttparty::{
    app::App,
    commands,
    config::{Cli, Command, Config, Door, LogFormat, Port},
    lan,
    shared::Addresses,
    tutorials::Tutorial,
};

/// A message is some small allocations, and each is several times cheaper than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a server needs open besides its connections.
const SPARE_DESCRIPTORS: u64 = 64;

/// How long a health check waits for each step.
const HEALTHCHECK: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let Cli { command, config } = Cli::parse();
    if let Some(command) = command {
        return match run(command) {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => {
                eprintln!("tttparty: {reason}");
                ExitCode::FAILURE
            }
        };
    }
    if let Err(reason) = config.check() {
        Cli::command().error(ErrorKind::ValueValidation, reason).exit();
    }
    let filter = match EnvFilter::try_new(&config.log) {
        Ok(filter) => filter,
        Err(reason) => {
            eprintln!("tttparty: --log {}: {reason}", config.log);
            return ExitCode::from(2);
        }
    };
    let logs =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(io::stderr().is_terminal()).with_writer(io::stderr);
    match config.log_format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
    let log_format = config.log_format;
    match System::new().block_on(serve(config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            match log_format {
                LogFormat::Text => reason.to_string().lines().for_each(|line| eprintln!("tttparty: {line}")),
                LogFormat::Json => error!("{reason}"),
            }
            ExitCode::FAILURE
        }
    }
}

/// Does something else than serving.
fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Healthcheck { host, port } => {
            healthcheck(host, port).map_err(|reason| format!("not well: {reason}"))?;
            println!("well");
            Ok(())
        }
        Command::Export { folder, since } => commands::export(&folder, since),
        Command::Import { file, folder } => commands::import(&folder, &file),
        Command::Rate { folder } => commands::rate(&folder),
        Command::Forget { name, folder } => commands::forget(&folder, &name),
    }
}

async fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    raise_descriptor_limit(config.max_connections);
    let app = App::build(config.clone())?;
    announce(&config, app.addresses(), app.fingerprint())?;
    let (stop, stopped) = oneshot::channel();
    let running = app.run_until(async {
        // The sender lives until this function ends.
        stopped.await.ok();
    });
    let told_twice = async {
        tokio::select! {
            _ = terminate.recv() => info!("SIGTERM"),
            _ = interrupt.recv() => info!("SIGINT"),
        }
        stop.send(()).ok();
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    tokio::select! {
        ended = running => Ok(ended?),
        () = told_twice => Err("told to stop a second time: connections were cut off".into()),
    }
}

/// Each connection takes a descriptor, and the usual limit is low.
fn raise_descriptor_limit(connections: usize) {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) if limit < (connections as u64).saturating_add(SPARE_DESCRIPTORS) => {
            warn!(limit, connections, "the system allows fewer open files (ulimit -n) than --max-connections needs");
        }
        Ok(_) => {}
        Err(reason) => warn!(%reason, "can't raise the limit of open files"),
    }
}

/// Says on standard output what is served where.
fn announce(config: &Config, addresses: Addresses, fingerprint: Option<&str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "TTTParty {}", env!("CARGO_PKG_VERSION"))?;
    let reachable = lan::addresses(config.address()).first().copied().unwrap_or(Ipv4Addr::LOCALHOST.into());
    let shown = |address: SocketAddr| match address.ip() {
        ip if ip.is_unspecified() => SocketAddr::new(reachable, address.port()),
        _ => address,
    };
    let (http, ws) = if fingerprint.is_some() { ("https", "wss") } else { ("http", "ws") };
    if let Some(main) = addresses.main.map(shown) {
        writeln!(out, "  play           {http}://{main}/")?;
        if config.has(Door::Party) {
            writeln!(out, "  party          {http}://{main}/party")?;
        }
        if config.has(Door::Tttp) {
            writeln!(out, "  bots           {ws}://{main}/tttp")?;
        }
    }
    if let Some(classic) = addresses.classic.map(shown) {
        writeln!(out, "  classic        ws://{classic}/    nc {} {}", classic.ip(), classic.port())?;
    }
    if let Some(tttp2) = addresses.tttp2.map(shown) {
        writeln!(out, "  bots, TTTP/2   nc {} {}", tttp2.ip(), tttp2.port())?;
    }
    if let Some(party) = addresses.classic_party.map(shown) {
        writeln!(out, "  classic party  ws://{party}/")?;
    }
    for (name, url) in tutorials(config, addresses.main.map(shown), |system| addresses.tutorials.of(system).map(shown))
    {
        writeln!(out, "  {name:<14} {url}")?;
    }
    match config.storage.folder.path() {
        Ok(folder) if !config.storage.ephemeral => writeln!(out, "  kept in        {}", folder.display())?,
        _ => writeln!(out, "  kept in        memory")?,
    }
    if let Some(fingerprint) = fingerprint {
        writeln!(out, "  TLS            at every port; all but the main one take clients without it as well")?;
        writeln!(out, "  certificate    SHA-256 {fingerprint}")?;
    }
    let urls = lan::urls(addresses.main, fingerprint.is_some());
    for url in &urls {
        writeln!(out, "  others open    {url}")?;
    }
    if let Some(code) = urls.first().and_then(|url| lan::qr(url)) {
        writeln!(out)?;
        // White on black, whatever the colours of the terminal: scanners want the right one to be light.
        let (on, off) = if out.is_terminal() { ("\x1b[97;40m", "\x1b[0m") } else { ("", "") };
        for line in code.lines() {
            writeln!(out, "{on}{line}{off}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "Ctrl-C stops it.")?;
    out.flush()
}

/// Where the tutorials' systems are, by name.
fn tutorials(
    config: &Config,
    main: Option<SocketAddr>,
    at: impl Fn(Tutorial) -> Option<SocketAddr>,
) -> Vec<(&'static str, String)> {
    let scheme = if config.secrecy.is_on() { "https" } else { "http" };
    let pages = main.filter(|_| config.tutorials.on).map(|main| ("tutorials", format!("{scheme}://{main}/tutorials/")));
    let systems = [
        ("capitalizer", "ws", Tutorial::Capitalizer),
        ("party page", "http", Tutorial::PartyPage),
        ("chat page", "http", Tutorial::ChatPage),
        ("chat", "ws", Tutorial::Chat),
        ("echo", "ws", Tutorial::Echo),
    ];
    let open =
        systems.into_iter().filter_map(|(name, scheme, system)| Some((name, format!("{scheme}://{}/", at(system)?))));
    pages.into_iter().chain(open).collect()
}

fn healthcheck(host: IpAddr, port: Port) -> Result<(), String> {
    let Port::At(port) = port else { return Err("there is no main port to ask".into()) };
    let host = if host.is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { host };
    let address = SocketAddr::new(host, port);
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, HEALTHCHECK)?;
        stream.set_read_timeout(Some(HEALTHCHECK))?;
        stream.set_write_timeout(Some(HEALTHCHECK))?;
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.take(4096).read_to_string(&mut answer)?;
        Ok(answer)
    };
    match ask() {
        Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => Ok(()),
        Ok(answer) => Err(format!("{address} answers {}", answer.lines().next().unwrap_or("nothing"))),
        Err(reason) => Err(format!("{address}: {reason}")),
    }
}
