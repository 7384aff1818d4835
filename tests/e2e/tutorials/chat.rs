//! The chat: who hears what, in which order, and what it costs.

use futures_util::future::join_all;
use tokio::net::TcpSocket;
use tttparty::{config::table::Chat, tutorials::Tutorial};
use tttparty_tests::{
    client::{Client, End},
    raw::{Raw, ask_on, frame},
};

use super::{join, start, under};

const TEXT: u8 = 0x81;
const WELCOME: &str = "Welcome: what you write here, everybody in this chat reads, you too";

/// Passes over the welcome.
async fn welcomed(mut client: Client) -> Client {
    client.hears(&[WELCOME]).await;
    client
}

#[tokio::test]
async fn all_hear_what_one_says_the_sender_included() {
    let server = start(|config| config.workers = Some(3));
    let mut ann = welcomed(join(&server, Tutorial::Chat).await).await;
    let mut bob = welcomed(join(&server, Tutorial::Chat).await).await;
    let mut cy = welcomed(under(&server, "chat").await).await;
    for line in ["hello", "", "  as typed\n<b>\"&amp;\t€😀  "] {
        ann.say(line).await;
        for client in [&mut ann, &mut bob, &mut cy] {
            client.hears(&[line]).await;
        }
    }
    bob.send("from an old client: é".as_bytes()).await;
    for client in [&mut ann, &mut bob, &mut cy] {
        client.hears(&["from an old client: é"]).await;
    }
    bob.close().await;
    cy.say("you shit, hello").await;
    let starred = ann.next().await.unwrap();
    assert!(starred.starts_with("you s") && starred.ends_with(", hello") && !starred.contains("shit"), "{starred}");
    cy.hears(&[&starred]).await;
}

#[tokio::test]
async fn the_order_is_the_same_for_all() {
    const EACH: usize = 15;
    let server = start(|config| config.workers = Some(4));
    let mut clients = join_all((0..8).map(|_| async { welcomed(join(&server, Tutorial::Chat).await).await })).await;
    let lines = join_all(clients.iter_mut().enumerate().map(|(number, client)| async move {
        for line in 0..EACH {
            client.say(&format!("{number} says {line}")).await;
        }
        let mut heard = Vec::new();
        for _ in 0..8 * EACH {
            heard.push(client.next().await.unwrap());
        }
        heard
    }))
    .await;
    assert!(lines.iter().all(|heard| *heard == lines[0]), "{lines:#?}");
    for number in 0..8 {
        let of_one: Vec<_> = lines[0].iter().filter(|line| line.starts_with(&number.to_string())).collect();
        let said: Vec<_> = (0..EACH).map(|line| format!("{number} says {line}")).collect();
        assert_eq!(of_one, said.iter().collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn who_does_not_read_is_cut_off_and_the_others_miss_nothing() {
    let server = start(|config| (config.workers, config.no_limits) = (Some(2), true));
    let socket = TcpSocket::new_v4().unwrap();
    // So that what waits does so at the server.
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(server.tutorial(Tutorial::Chat)).await.unwrap();
    let mut stalled = Raw::answered(ask_on(stream, "/", None, &[]).await).await;
    assert_eq!(stalled.next().await.unwrap(), (TEXT, WELCOME.as_bytes().to_vec()));

    let mut ann = welcomed(join(&server, Tutorial::Chat).await).await;
    let mut bob = welcomed(join(&server, Tutorial::Chat).await).await;
    // More than the system and the server keep for one connection.
    for number in 0..150 {
        let line = format!("{number} {}", "-".repeat(4000));
        ann.say(&line).await;
        ann.hears(&[&line]).await;
        bob.hears(&[&line]).await;
    }
    let mut read = 0;
    while stalled.next().await.is_some() {
        read += 1;
    }
    assert!(read < 150, "it was sent all of it");
}

#[tokio::test]
async fn who_writes_too_fast_is_told_so_and_closed_if_it_goes_on() {
    let server = start(|_| {});
    let mut ann = welcomed(join(&server, Tutorial::Chat).await).await;
    let mut raw = Raw::open(server.tutorial(Tutorial::Chat), "/", None).await;
    assert_eq!(raw.next().await.unwrap().0, TEXT);
    raw.bytes(&frame(TEXT, b"flood").repeat(1000)).await;
    let (mut passed, mut told) = (0, 0);
    loop {
        match raw.next().await.unwrap() {
            (TEXT, line) if line == b"flood" => passed += 1,
            (TEXT, line) if line.starts_with(b"Not passed on: you write too fast") => told += 1,
            (TEXT, line) => panic!("{}", String::from_utf8_lossy(&line)),
            (0x88, payload) => {
                assert_eq!(payload[..2], 1008_u16.to_be_bytes());
                break;
            }
            _ => {}
        }
    }
    assert!(passed >= 20 && told >= 1, "{passed} were passed on, {told} times it was told");
    // The others hear what was passed on, and nothing of the rest.
    for _ in 0..passed {
        ann.hears(&["flood"]).await;
    }
    ann.say("quiet again").await;
    ann.hears(&["quiet again"]).await;
}

#[tokio::test]
async fn long_messages_and_bytes_that_are_no_text_end_the_connection() {
    let server = start(|_| {});
    let mut client = welcomed(join(&server, Tutorial::Chat).await).await;
    let longest = "-".repeat(4096);
    client.say(&longest).await;
    client.hears(&[&longest]).await;
    client.say(&format!("{longest}x")).await;
    assert_eq!(client.ends().await, End::Closed(1009));
    let mut client = welcomed(under(&server, "chat").await).await;
    client.send(&[0xff]).await;
    assert_eq!(client.ends().await, End::Closed(1007));
}

#[tokio::test]
async fn what_the_server_does_not_allow_is_not_passed_on() {
    let server = start(|config| config.tables.chat = Chat::Off);
    let mut client = welcomed(join(&server, Tutorial::Chat).await).await;
    client.say("hello").await;
    client.hears(&["Not passed on: chat is turned off on this server"]).await;

    let server = start(|config| {
        config.tables.chat = Chat::Phrases;
        config.tables.phrase = vec!["Good game".into(), "Thanks".into()];
    });
    let mut client = welcomed(join(&server, Tutorial::Chat).await).await;
    client.say("hello").await;
    client.hears(&["Not passed on: on this server people can say only Good game, Thanks"]).await;
    client.say("Good game").await;
    client.hears(&["Good game"]).await;
}
