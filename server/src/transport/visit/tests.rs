use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::*;

/// A visitor's stream, and the socket of its peer.
async fn pair() -> (VisitorStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    (VisitorStream(Visitor::new(Rc::new(Socket::new(stream)), None)), peer)
}

/// Reads as the dispatcher does: until it has to wait. Gives how much came.
fn read(stream: &mut VisitorStream, cx: &mut Context<'_>) -> usize {
    let mut memory = vec![0; 64 * 1024];
    let mut buffer = ReadBuf::new(&mut memory);
    while Pin::new(&mut *stream).poll_read(cx, &mut buffer).is_ready() {}
    buffer.filled().len()
}

/// Writes until the peer takes no more.
fn fill(stream: &mut VisitorStream, cx: &mut Context<'_>) -> Poll<()> {
    while Pin::new(&mut *stream).poll_write(cx, &[0; 64 * 1024]).is_ready() {}
    Poll::Ready(())
}

#[tokio::test]
async fn a_turn_is_over_after_so_much() {
    let (mut stream, mut peer) = pair().await;
    peer.write_all(&[b'x'; 3 * TURN]).await.unwrap();
    for _ in 0..3 {
        stream.0.0.turn.set(TURN);
        let mut whole = 0;
        // What was sent may come in pieces.
        poll_fn(|cx| {
            whole += read(&mut stream, cx);
            if whole == TURN { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

#[tokio::test]
async fn nothing_is_read_while_nothing_can_be_written() {
    let (mut stream, mut peer) = pair().await;
    poll_fn(|cx| fill(&mut stream, cx)).await;
    peer.write_all(b"more requests").await.unwrap();
    let came = poll_fn(|cx| Poll::Ready(read(&mut stream, cx))).await;
    assert_eq!(came, 0);

    // It goes on when the peer reads; the write wakes the reader.
    let drain = async {
        let mut taken = vec![0; 64 * 1024];
        while peer.read(&mut taken).await.unwrap() > 0 {}
    };
    let goes_on = poll_fn(|cx| {
        let written = Pin::new(&mut stream).poll_write(cx, b"an answer");
        if written.is_ready() && read(&mut stream, cx) > 0 { Poll::Ready(()) } else { Poll::Pending }
    });
    tokio::select! {
        () = drain => panic!("the stream is still there"),
        () = goes_on => {}
    }
}

/// What actix-http's service does for a handshake: reads the request, writes the answer, waits for more.
async fn handshake(mut stream: VisitorStream) -> Result<(), io::Error> {
    let mut request = [0; 7];
    stream.read_exact(&mut request).await?;
    let visitor = stream.0.clone();
    visitor.upgrade();
    visitor.head_is_ready();
    stream.write_all(b"welcome").await?;
    stream.read_exact(&mut request).await.map(drop)
}

#[tokio::test]
async fn the_socket_is_taken_over_once_the_answer_is_written_and_what_follows_is_left_for_the_heir() {
    let (stream, mut peer) = pair().await;
    let visitor = stream.0.clone();
    let visit = Visit {
        connection: Some(Box::pin(handshake(stream))),
        visitor: visitor.clone(),
        deadline: Box::pin(sleep(LONGEST)),
    };
    peer.write_all(b"request").await.unwrap();
    let (ended, socket) = tokio::join!(visit, poll_fn(|cx| visitor.poll_release(cx)));
    ended.unwrap();
    let socket = socket.expect("not lost");
    peer.write_all(b"frame").await.unwrap();
    let mut memory = [0; 9];
    let mut buffer = ReadBuf::new(&mut memory);
    poll_fn(|cx| socket.poll_read(cx, &mut buffer)).await.unwrap();
    assert_eq!(buffer.filled(), b"frame");
    let mut answer = [0; 7];
    peer.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"welcome");
}

#[tokio::test]
async fn the_heir_of_a_visit_that_ends_before_hears_of_it() {
    let (stream, peer) = pair().await;
    let visitor = stream.0.clone();
    drop(peer);
    let visit = Visit {
        connection: Some(Box::pin(handshake(stream))),
        visitor: visitor.clone(),
        deadline: Box::pin(sleep(LONGEST)),
    };
    let (ended, socket) = tokio::join!(visit, poll_fn(|cx| visitor.poll_release(cx)));
    assert!(ended.is_err() && socket.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_visit_is_over_after_its_time_unless_it_carries_a_session() {
    for (renewals, lasts) in [(0, LONGEST), (3, 3 * LONGEST / 2 + LONGEST)] {
        let (stream, _peer) = pair().await;
        let visitor = stream.0.clone();
        let carrying = visitor.clone();
        let connection = async move {
            for _ in 0..renewals {
                sleep(LONGEST / 2).await;
                carrying.renew();
            }
            std::future::pending::<Result<(), io::Error>>().await
        };
        let started = Instant::now();
        let visit = Visit { connection: Some(Box::pin(connection)), visitor, deadline: Box::pin(sleep(LONGEST)) };
        visit.await.unwrap();
        assert_eq!(started.elapsed().as_secs(), lasts.as_secs(), "{renewals} times");
    }
}

#[test]
fn the_answer_is_as_long_as_it_says() {
    let (_, body) = NO_ROOM.split_once("\r\n\r\n").unwrap();
    assert!(NO_ROOM.contains(&format!("Content-Length: {}\r\n", body.len())));
}

#[tokio::test]
async fn who_says_much_while_its_answer_takes_long_is_cut_off() {
    let (mut stream, mut peer) = pair().await;
    let visitor = stream.0.clone();
    visitor.wait();
    peer.write_all(&vec![b'x'; PATIENCE + 1]).await.unwrap();
    let mut memory = vec![0; 4 * PATIENCE];
    let mut buffer = ReadBuf::new(&mut memory);
    let broken = poll_fn(|cx| {
        loop {
            visitor.0.turn.set(TURN);
            if let Err(error) = ready!(Pin::new(&mut stream).poll_read(cx, &mut buffer)) {
                return Poll::Ready(error);
            }
        }
    });
    assert_eq!(broken.await.kind(), io::ErrorKind::ConnectionAborted);
    visitor.begin(true);
    peer.write_all(b"GET / HTTP/1.1").await.unwrap();
    poll_fn(|cx| Pin::new(&mut stream).poll_read(cx, &mut buffer)).await.unwrap();
}
