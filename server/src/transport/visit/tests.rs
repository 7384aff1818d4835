use std::future::poll_fn;

use tokio::net::TcpListener;

use super::*;

/// A visitor's stream, and the socket of its peer.
async fn pair() -> (VisitorStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    let inner = Inner {
        handle: Handle::of(&stream),
        admission: Cell::new(None),
        upgraded: Cell::new(false),
        turn: Cell::new(TURN),
        blocked: Cell::new(false),
    };
    (VisitorStream { stream: stream.take(TURN), visitor: Visitor(Rc::new(inner)) }, peer)
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
    peer.write_all(&[b'x'; 3 * TURN as usize]).await.unwrap();
    for _ in 0..3 {
        stream.visitor.0.turn.set(TURN);
        let mut whole = 0;
        // What was sent may come in pieces.
        poll_fn(|cx| {
            whole += read(&mut stream, cx);
            if whole == TURN as usize { Poll::Ready(()) } else { Poll::Pending }
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

#[tokio::test]
async fn a_websocket_is_read_even_then() {
    let (mut stream, mut peer) = pair().await;
    poll_fn(|cx| fill(&mut stream, cx)).await;
    stream.visitor.upgrade();
    peer.write_all(b"a pong").await.unwrap();
    poll_fn(|cx| if read(&mut stream, cx) > 0 { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[test]
fn the_answer_is_as_long_as_it_says() {
    let (_, body) = NO_ROOM.split_once("\r\n\r\n").unwrap();
    assert!(NO_ROOM.contains(&format!("Content-Length: {}\r\n", body.len())));
}
