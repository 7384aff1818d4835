//! The newest transport carries the session, and the one before is told.

use tttparty_tests::{
    carried::{Event, KINDS, Kind, Link},
    client::Said,
    expect,
};

use super::*;

/// A link that carries the session after message `seq` for sure; a poll may still be on its way.
async fn attached(bare: &Bare, kind: Kind, seq: u64) -> Link {
    let mut link = Link::attach(&bare.home, kind, &bare.token, seq).await.unwrap();
    if kind != Kind::Long && kind != Kind::Short {
        let seq_and_token = is_attached(&mut link).await;
        assert_eq!(seq_and_token, (bare.token.clone(), seq));
    }
    link
}

/// Has one take over from another. Which of two requests comes to the server first is chance: so both, until it is as it should.
async fn supersede(bare: &Bare, kinds: [Kind; 2], seq: u64) -> Link {
    loop {
        let mut old = attached(bare, kinds[0], seq).await;
        let mut new = attached(bare, kinds[1], seq).await;
        let event = expect("the old one is told", async {
            tokio::select! {
                biased;
                event = old.next() => Some(event),
                event = new.next(), if kinds[0] == Kind::Long && kinds[1] != Kind::Short => {
                    assert_eq!(event, Event::Moved, "there is nothing else to tell");
                    None
                }
            }
        });
        match event.await {
            None => {}
            Some(Event::Moved) => {
                // Of a WebSocket it was the close frame, of a poll the whole answer.
                if matches!(kinds[0], Kind::Sse | Kind::Tcp) {
                    assert_eq!(expect("the old one ends", old.next()).await, Event::Cut);
                }
                return new;
            }
            // A poll that does not wait may take over and be gone before the one that does comes: then that waits on.
            Some(other) => panic!("{other:?}, but another has taken over"),
        }
    }
}

#[tokio::test]
async fn the_old_one_is_told_and_the_new_one_goes_on_without_loss() {
    let server = TestServer::with(|config| config.no_limits = true);
    for old in [Kind::Sse, Kind::Long, Kind::Ws, Kind::Tcp] {
        for new in KINDS {
            if (old, new) == (Kind::Long, Kind::Short) {
                // Which of these comes first can't be seen.
                continue;
            }
            println!("from {old:?} to {new:?}");
            let ann = Bare::hello(&server, "Ann").await;
            let mut link = supersede(&ann, [old, new], 2).await;
            assert_eq!(ann.heard("first=2", "#a PONG 0\n#b PONG 0").await, (204, Some(3)));
            let (mut seq, mut lines) = (2, Vec::new());
            while lines.len() < 2 {
                match expect("a message", link.next()).await {
                    Event::Said(number, Said::Text(line)) => {
                        seq += 1;
                        assert!(number.is_none_or(|number| number == seq), "{number:?} is not {seq}");
                        lines.push(line);
                    }
                    Event::Polled(..) => link = attached(&ann, new, seq).await,
                    Event::Heard(_) => {}
                    other => panic!("{other:?} while it carries"),
                }
            }
            assert_eq!(lines, ["#a OK", "#b OK"]);
            assert_eq!(ann.hang_up().await, 204);
            // Its name is free when it is over.
            while ann.get("").await.json()["end"].is_null() {}
        }
    }
}
