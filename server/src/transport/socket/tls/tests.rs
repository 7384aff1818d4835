use std::{
    net::{Shutdown, TcpListener},
    thread::{JoinHandle, spawn},
};

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::ServerName};

use super::*;
use crate::player::outbox::Sink;

/// A client of rustls, which blocks.
type Peer = StreamOwned<ClientConnection, std::net::TcpStream>;

/// How both sides speak TLS, the client trusting the server's certificate.
fn configs() -> (Arc<ServerConfig>, Arc<ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let server = server.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    (Arc::new(server), Arc::new(client.with_root_certificates(roots).with_no_client_auth()))
}

fn client(config: Arc<ClientConfig>) -> ClientConnection {
    ClientConnection::new(config, ServerName::try_from("localhost").unwrap()).unwrap()
}

/// The two ends of a connection without TLS.
async fn ends() -> (Socket, std::net::TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let peer = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    peer.set_nodelay(true).unwrap();
    let (stream, _) = listener.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    // Small, so that a peer that does not read is felt soon.
    socket2::SockRef::from(&stream).set_send_buffer_size(64 * 1024).unwrap();
    (Socket::new(TcpStream::from_std(stream).unwrap()), peer)
}

/// A socket with TLS, and what `act` gives for the other side once it is over; that side runs on a thread of its own.
async fn with_peer<T: Send + 'static>(act: impl FnOnce(Peer) -> T + Send + 'static) -> (Socket, JoinHandle<T>) {
    let (server, config) = configs();
    let (socket, stream) = ends().await;
    let acting = spawn(move || act(StreamOwned::new(client(config), stream)));
    (socket.secure(server).await.unwrap(), acting)
}

/// The next piece of what the peer says.
async fn next(socket: &Socket) -> io::Result<Vec<u8>> {
    let (mut armed, mut all) = (false, Vec::new());
    poll_fn(|cx| socket.poll_fresh(cx, &mut armed, |bytes| all.extend_from_slice(bytes))).await.map(|_| all)
}

/// What nobody would send by mistake.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place % 251) as u8).collect()
}

#[tokio::test]
async fn much_goes_both_ways_at_once_however_slowly_it_is_taken() {
    const MUCH: usize = 3 << 20;
    let (begin, begins) = std::sync::mpsc::channel::<()>();
    let (socket, acting) = with_peer(move |mut peer| {
        peer.write_all(&pattern(MUCH)).unwrap();
        // Nothing is taken before the server has felt it.
        begins.recv().unwrap();
        let mut heard = vec![0; MUCH];
        peer.read_exact(&mut heard).unwrap();
        peer.conn.send_close_notify();
        peer.flush().unwrap();
        heard
    })
    .await;
    let (said, mut sent, mut heard, mut armed) = (pattern(MUCH), 0, Vec::new(), false);
    let mut begin = Some(begin);
    poll_fn(|cx| {
        // As a link does: what waits is written, then it reads; nothing but the sockets wakes it.
        while sent < MUCH {
            match socket.write(&[IoSlice::new(&said[sent..])]) {
                Ok(count) => {
                    assert!(count <= AT_ONCE, "{count} at once");
                    sent += count;
                }
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
                    begin.take().into_iter().for_each(|begin| begin.send(()).unwrap());
                    if socket.poll_writable(cx).is_pending() {
                        break;
                    }
                }
            }
        }
        if let Poll::Ready(flushed) = socket.poll_flush(cx) {
            flushed.unwrap();
        }
        loop {
            match socket.poll_fresh(cx, &mut armed, |bytes| heard.extend_from_slice(bytes)) {
                Poll::Ready(count) if count.as_ref().unwrap() == &0 => return Poll::Ready(()),
                Poll::Ready(_) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await;
    assert_eq!(sent, MUCH);
    assert!(heard == said && acting.join().unwrap() == said);
    let (read, written) = socket.traffic();
    assert!(read > MUCH as u64 && written > MUCH as u64);
}

#[tokio::test]
async fn it_comes_out_whole_however_it_is_cut() {
    let (server, config) = configs();
    let (socket, stream) = ends().await;
    let acting = spawn(move || {
        let mut connection = client(config);
        let mut said = false;
        loop {
            let mut records = Vec::new();
            while connection.wants_write() {
                connection.write_tls(&mut records).unwrap();
            }
            for byte in records {
                (&stream).write_all(&[byte]).unwrap();
            }
            if said {
                // To close it with something unread would be a reset.
                return stream;
            }
            if connection.is_handshaking() {
                connection.read_tls(&mut &stream).unwrap();
                connection.process_new_packets().unwrap();
            } else {
                for piece in pattern(600).chunks(7) {
                    connection.writer().write_all(piece).unwrap();
                }
                connection.send_close_notify();
                said = true;
            }
        }
    });
    let socket = socket.secure(server).await.unwrap();
    let mut heard = Vec::new();
    loop {
        match next(&socket).await.unwrap() {
            piece if piece.is_empty() => break,
            piece => heard.extend(piece),
        }
    }
    assert_eq!(heard, pattern(600));
    acting.join().unwrap();
}

#[tokio::test]
async fn what_was_looked_at_is_still_there() {
    let (socket, acting) = with_peer(|mut peer| peer.write_all(b"GET / HTTP/1.1\r\n").unwrap()).await;
    let mut head = [0; 4];
    for _ in 0..2 {
        assert_eq!(socket.peek(&mut head).await.unwrap(), 4);
        assert_eq!(&head, b"GET ");
    }
    assert_eq!(next(&socket).await.unwrap(), b"GET / HTTP/1.1\r\n");
    acting.join().unwrap();
}

#[tokio::test]
async fn an_end_is_one_with_a_goodbye_or_without() {
    for polite in [true, false] {
        let (socket, acting) = with_peer(move |mut peer| {
            peer.write_all(b"last words").unwrap();
            if polite {
                peer.conn.send_close_notify();
                peer.flush().unwrap();
            }
            peer.sock.shutdown(Shutdown::Write).unwrap();
            // The server says its own: without it this is an error.
            let mut heard = Vec::new();
            peer.read_to_end(&mut heard).map(|_| heard)
        })
        .await;
        assert_eq!(next(&socket).await.unwrap(), b"last words");
        assert_eq!(next(&socket).await.unwrap(), b"");
        assert_eq!(socket.write(&[IoSlice::new(b"good"), IoSlice::new(b"bye")]).unwrap(), 7);
        if polite {
            socket.finish();
        } else {
            // However it ends.
            drop(socket);
        }
        assert_eq!(acting.join().unwrap().unwrap(), b"goodbye");
    }
}

#[tokio::test]
async fn what_is_no_tls_is_refused_with_an_alert() {
    let garbage =
        [b"GET / HTTP/1.1\r\n\r\n".to_vec(), vec![0x16; 100], [&[0x16, 3, 1, 0xff, 0xff][..], &[1; 70_000]].concat()];
    for said in garbage {
        let (server, _) = configs();
        let (socket, mut stream) = ends().await;
        let begins = said[0];
        let acting = spawn(move || {
            // Who is refused may find the door shut before all is said.
            stream.write_all(&said).ok();
            let mut answer = [0; 5];
            stream.read_exact(&mut answer).map(|()| answer)
        });
        assert_eq!(socket.secure(server).await.err().unwrap().kind(), io::ErrorKind::InvalidData);
        match acting.join().unwrap() {
            // A record of the type alert (RFC 8446 section 5.1), in the clear.
            Ok(answer) => assert_eq!((answer[0], answer[3], answer[4]), (0x15, 0, 2), "{begins}"),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{begins}"),
        }
    }
}

#[tokio::test]
async fn who_leaves_while_shaking_hands_is_gone() {
    let (server, config) = configs();
    let (socket, stream) = ends().await;
    client(config).write_tls(&mut &stream).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(socket.secure(server).await.err().unwrap().kind(), io::ErrorKind::UnexpectedEof);
}

#[tokio::test]
async fn after_the_hands_are_shaken_garbage_ends_the_connection() {
    let (socket, acting) = with_peer(|mut peer| {
        peer.write_all(b"x").unwrap();
        peer.read_exact(&mut [0]).unwrap();
        peer.sock.write_all(b"no record at all").unwrap();
        peer.read(&mut [0; 10])
    })
    .await;
    assert_eq!(next(&socket).await.unwrap(), b"x");
    assert_eq!(socket.write(&[IoSlice::new(b"y")]).unwrap(), 1);
    assert_eq!(next(&socket).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
    drop(socket);
    assert!(acting.join().unwrap().is_err());
}
