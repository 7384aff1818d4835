//! A certificate for a test, and clients that trust it and no other.

use std::{fs, net::SocketAddr, sync::Arc};

use futures_util::StreamExt;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{ClientRequestBuilder, Message},
};
use tttparty::config::Config;

use crate::expect;

/// A certificate for `localhost`, in files.
pub struct Issued {
    folder: tempfile::TempDir,
    connector: TlsConnector,
}

/// A connection with TLS.
pub type Stream = TlsStream<TcpStream>;

impl Default for Issued {
    fn default() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("cert.pem"), made.cert.pem()).expect("a file");
        fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).expect("a file");
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { folder, connector: Arc::new(config).into() }
    }
}

impl Issued {
    /// Has a server use it.
    pub fn set(&self, config: &mut Config) {
        config.secrecy.tls_cert = Some(self.folder.path().join("cert.pem"));
        config.secrecy.tls_key = Some(self.folder.path().join("key.pem"));
    }

    /// Connects, and shakes hands.
    ///
    /// # Panics
    /// When the server does not, or shows another certificate.
    pub async fn connect(&self, address: SocketAddr) -> Stream {
        let stream = expect("connect", TcpStream::connect(address)).await.expect("the server listens");
        let name = ServerName::try_from("localhost").expect("a name");
        expect("a handshake", self.connector.connect(name, stream)).await.expect("the server speaks TLS")
    }

    /// Connects for lines.
    ///
    /// # Panics
    /// As [`Issued::connect`].
    pub async fn lines(&self, address: SocketAddr) -> Lines {
        Lines(BufReader::new(self.connect(address).await))
    }

    /// Opens a WebSocket.
    ///
    /// # Panics
    /// As [`Issued::connect`], and when the server does not let it in.
    pub async fn ws(&self, address: SocketAddr, path: &str) -> WebSocketStream<Stream> {
        let stream = self.connect(address).await;
        let request = ClientRequestBuilder::new(format!("wss://{address}{path}").parse().expect("a URL"));
        expect("a handshake", client_async(request, stream)).await.expect("the server lets it in").0
    }
}

/// A client of lines with TLS.
pub struct Lines(pub BufReader<Stream>);

impl Lines {
    /// Says a line.
    ///
    /// # Panics
    /// When the connection has ended.
    pub async fn say(&mut self, line: &str) {
        let stream = self.0.get_mut();
        stream.write_all(format!("{line}\n").as_bytes()).await.expect("open");
        stream.flush().await.expect("open");
    }

    /// The next line, or nothing at an end in good order.
    ///
    /// # Panics
    /// When the connection is cut off: without a goodbye of TLS that is an error.
    pub async fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = expect("a line", self.0.read_line(&mut line)).await.expect("no end without a goodbye");
        (length > 0).then(|| line.trim_end_matches('\n').to_owned())
    }

    /// Passes over all lines up to this one.
    ///
    /// # Panics
    /// When the connection ends before.
    pub async fn finds(&mut self, line: &str) {
        while self.next().await.unwrap_or_else(|| panic!("the end, where {line:?} is expected")) != line {}
    }
}

/// The next text of a WebSocket.
///
/// # Panics
/// When there is none.
pub async fn text(socket: &mut WebSocketStream<Stream>) -> String {
    loop {
        match expect("a message", socket.next()).await.expect("open").expect("open") {
            Message::Text(text) => return text.to_string(),
            Message::Ping(_) => {}
            other => panic!("{other:?}, where text is expected"),
        }
    }
}
