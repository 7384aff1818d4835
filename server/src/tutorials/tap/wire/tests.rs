use actix_http::ws::{OpCode, Parser};
use bytes::BytesMut;
use proptest::prelude::*;

use super::*;

const REQUEST: &[u8] = b"GET /tutorials/echo?tap=0 HTTP/1.1\r\nHost: here\r\n\r\n";

/// What is seen of these bytes when they come in pieces of so many.
fn seen(bytes: &[u8], piece: usize) -> Vec<Seen> {
    let mut wire = Wire::default();
    let mut all = Vec::new();
    for part in bytes.chunks(piece) {
        wire.feed(part, &mut |seen| all.push(seen));
    }
    all
}

/// The frames that are seen after a head.
fn frames(bytes: &[u8]) -> Vec<Frame> {
    let all = seen(&[REQUEST, bytes].concat(), usize::MAX);
    let frames = all.into_iter().filter_map(|one| match one {
        Seen::Head(_) => None,
        Seen::Frame(frame) => Some(frame),
    });
    frames.collect()
}

#[test]
fn a_masked_hello_is_told_as_it_is() {
    // RFC 6455 section 5.7.
    let bytes = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
    let told = seen(&[REQUEST, &bytes].concat(), 3);
    let events: Vec<_> = told.iter().map(|one| one.event(12.5, Side::Client)).collect();
    assert_eq!(
        events,
        [
            json!({ "at": 12.5, "from": "client", "kind": "head", "text": String::from_utf8_lossy(REQUEST) }),
            json!({
                "at": 12.5, "from": "client", "kind": "frame", "fin": true, "opcode": 1, "masked": true,
                "mask": "37fa213d", "length": 5, "bytes": "818537fa213d7f9f4d5158", "size": 11, "text": "Hello",
            }),
        ]
    );
}

#[test]
fn fragments_are_text_if_their_message_is_and_pings_between_them_change_nothing() {
    let fragments = [0x01, 3, b'H', b'e', b'l', 0x89, 2, b'h', b'i', 0x80, 2, b'l', b'o'];
    let binary = [0x02, 1, b'x', 0x80, 1, b'y', 0x88, 5, 0x03, 0xe8, b'B', b'y', b'e', 0x88, 0];
    let all = frames(&[&fragments[..], &binary].concat());
    let told: Vec<_> = all.iter().map(|frame| (frame.opcode, frame.fin, frame.text.as_deref())).collect();
    assert_eq!(
        told,
        [
            (1, false, Some("Hel")),
            (9, true, None),
            (0, true, Some("lo")),
            (2, false, None),
            (0, true, None),
            (8, true, Some("1000 Bye")),
            (8, true, None),
        ]
    );
}

#[test]
fn of_a_long_frame_only_the_start_is_kept() {
    let mut bytes = BytesMut::new();
    let text = "😀".repeat(50_000);
    Parser::write_message(&mut bytes, text.as_bytes(), OpCode::Text, true, true);
    let size = bytes.len() as u64;
    let mut wire = Wire { frames: true, ..Wire::default() };
    let mut all = Vec::new();
    for part in bytes.chunks(1000) {
        wire.feed(part, &mut |seen| all.push(seen));
        assert!(wire.kept.len() <= KEPT, "{}", wire.kept.len());
    }
    let [Seen::Frame(frame)] = &all[..] else { panic!("{all:?}") };
    assert_eq!((frame.length, frame.size, frame.raw.len()), (text.len() as u64, size, RAW));
    assert_eq!(frame.text.as_deref(), Some(&*"😀".repeat(TEXT)));
}

#[test]
fn a_head_without_an_end_is_shown_as_far_as_it_is_kept() {
    let all = seen(&[b'x'; HEAD], 1000);
    assert_eq!(all, [Seen::Head("x".repeat(HEAD))]);
}

#[test]
fn the_longest_length_that_a_frame_can_declare_does_no_harm() {
    let all = frames(&[&[0x82, 0x7f][..], &[0xff; 8], &[0; 5000]].concat());
    assert_eq!(all, []);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_does_not_matter_how_the_bytes_are_cut(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        texts in prop::collection::vec("[a-z€😀]{0,100}", 0..5),
        piece in 1_usize..50,
    ) {
        let mut sent = BytesMut::from(REQUEST);
        for text in &texts {
            Parser::write_message(&mut sent, text.as_bytes(), OpCode::Text, true, true);
        }
        let read: Vec<_> = seen(&sent, piece).into_iter().skip(1).collect();
        prop_assert_eq!(read.len(), texts.len());
        for (seen, text) in read.iter().zip(&texts) {
            let Seen::Frame(frame) = seen else { panic!("{seen:?}") };
            prop_assert_eq!(frame.text.as_ref(), Some(text));
        }
        // And whatever comes, however it is cut.
        sent.extend_from_slice(&bytes);
        prop_assert_eq!(seen(&sent, piece), seen(&sent, usize::MAX));
    }
}
