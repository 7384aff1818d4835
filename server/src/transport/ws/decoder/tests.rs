use proptest::prelude::*;

use bytes::BytesMut;

use super::*;

const MAX: usize = 300;

/// What a peer may send: a message in fragments, each with pings before it, or a control frame.
#[derive(Clone, Debug)]
enum Sent {
    Message { text: bool, payload: Vec<u8>, cuts: Vec<usize>, pings: bool },
    Ping(Vec<u8>),
    Pong,
}

fn sent() -> impl Strategy<Value = Sent> {
    let text = "[a-z€😀]{0,60}".prop_map(String::into_bytes);
    let binary = prop::collection::vec(any::<u8>(), 0..MAX);
    let payload = prop_oneof![text.prop_map(|text| (true, text)), binary.prop_map(|bytes| (false, bytes))];
    let cuts = prop::collection::vec(0..MAX, 0..4);
    prop_oneof![
        (payload, cuts, any::<bool>()).prop_map(|((text, payload), cuts, pings)| Sent::Message {
            text,
            payload,
            cuts,
            pings
        }),
        prop::collection::vec(any::<u8>(), 0..126).prop_map(Sent::Ping),
        Just(Sent::Pong),
    ]
}

fn write(out: &mut BytesMut, opcode: OpCode, payload: &[u8], fin: bool) {
    Parser::write_message(out, payload, opcode, fin, true);
}

impl Sent {
    /// As it goes over the wire, and what must come out.
    fn encode(&self, out: &mut BytesMut, expected: &mut Vec<Frame>) {
        match self {
            Self::Ping(payload) => {
                write(out, OpCode::Ping, payload, true);
                expected.push(Frame::Ping(payload.clone().into()));
            }
            Self::Pong => {
                write(out, OpCode::Pong, b"", true);
                expected.push(Frame::Pong);
            }
            Self::Message { text, payload, cuts, pings } => {
                let mut cuts: Vec<_> = cuts.iter().map(|cut| cut % (payload.len() + 1)).collect();
                cuts.extend([0, payload.len()]);
                cuts.sort_unstable();
                let last = cuts.len() - 2;
                for (number, span) in cuts.windows(2).enumerate() {
                    let opcode = match (number, text) {
                        (0, true) => OpCode::Text,
                        (0, false) => OpCode::Binary,
                        _ => OpCode::Continue,
                    };
                    if *pings && number > 0 {
                        write(out, OpCode::Ping, b"still there", true);
                        expected.push(Frame::Ping(Bytes::from_static(b"still there")));
                    }
                    write(out, opcode, &payload[span[0]..span[1]], number == last);
                }
                let payload = payload.clone().into();
                expected.push(if *text { Frame::Text(payload) } else { Frame::Binary(payload) });
            }
        }
    }
}

/// Feeds the bytes in pieces of these lengths, over and over, and collects what comes out.
fn decode(bytes: &[u8], pieces: &[usize]) -> (Vec<Frame>, Option<Farewell>) {
    let mut decoder = Decoder::new(MAX);
    let mut frames = Vec::new();
    let mut rest = bytes;
    for piece in pieces.iter().cycle() {
        let (now, later) = rest.split_at((*piece).min(rest.len()));
        decoder.feed(now);
        loop {
            match decoder.next_frame() {
                Ok(Some(Frame::Fragment)) => {}
                Ok(Some(frame)) => frames.push(frame),
                Ok(None) => break,
                Err(farewell) => return (frames, Some(farewell)),
            }
        }
        if later.is_empty() {
            return (frames, None);
        }
        rest = later;
    }
    unreachable!("there is a piece")
}

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..40_usize, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_sent_comes_out_however_it_is_cut(sent in prop::collection::vec(sent(), 0..8), pieces in pieces()) {
        let (mut bytes, mut expected) = (BytesMut::new(), Vec::new());
        sent.iter().for_each(|sent| sent.encode(&mut bytes, &mut expected));
        prop_assert_eq!(decode(&bytes, &pieces), (expected, None));
    }

    #[test]
    fn no_bytes_make_it_panic_and_cuts_do_not_matter(bytes in prop::collection::vec(any::<u8>(), 0..400), pieces in pieces()) {
        let (frames, end) = decode(&bytes, &pieces);
        let (whole_frames, whole_end) = decode(&bytes, &[bytes.len().max(1)]);
        prop_assert_eq!(frames, whole_frames);
        // Only bad text is found sooner when it comes in pieces: the rest of its frame may be missing.
        prop_assert!(end == whole_end || end == Some(Farewell::NotUtf8));
    }

    #[test]
    fn bad_text_is_refused_at_the_first_bad_byte(good in "[a-z€]{0,40}", bad in 0x80..=0xff_u8) {
        prop_assume!(std::str::from_utf8(&[bad, b'!']).is_err());
        let mut payload = good.into_bytes();
        payload.extend([bad, b'!']);
        payload.extend([b'x'; 100]);
        let mut bytes = BytesMut::new();
        write(&mut bytes, OpCode::Text, &payload, true);
        // All but the tail of the frame: the header is 6 or 8 bytes.
        let head = &bytes[..bytes.len() - 100];
        prop_assert_eq!(decode(head, &[head.len()]), (vec![], Some(Farewell::NotUtf8)));
    }
}

#[test]
fn what_comes_before_an_error_is_handed_out_first() {
    let mut bytes = BytesMut::new();
    write(&mut bytes, OpCode::Text, b"MOVE 4", true);
    write(&mut bytes, OpCode::Continue, b"of nothing", true);
    let move_4 = Frame::Text(Bytes::from_static(b"MOVE 4"));
    assert_eq!(decode(&bytes, &[bytes.len()]), (vec![move_4], Some(Farewell::Protocol)));
}

#[test]
fn a_length_is_refused_by_its_header_alone() {
    for (header, end) in [
        (vec![0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4], Some(Farewell::TooBig)),
        (vec![0x81, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4], Some(Farewell::TooBig)),
        (vec![0x82, 0xfe, 1, 45, 1, 2, 3, 4], Some(Farewell::TooBig)),
        (vec![0x82, 0xfe, 1, 44, 1, 2, 3, 4], None),
        (vec![0x89, 0xfe, 0, 126, 1, 2, 3, 4], Some(Farewell::Protocol)),
    ] {
        assert_eq!(decode(&header, &[header.len()]), (vec![], end), "{header:?}");
    }
}

#[test]
fn an_idle_decoder_holds_little_memory() {
    let mut decoder = Decoder::new(MAX);
    let mut bytes = BytesMut::new();
    write(&mut bytes, OpCode::Text, b"MOVE 4", true);
    decoder.feed(&bytes);
    assert!(matches!(decoder.next_frame(), Ok(Some(Frame::Text(_)))));
    assert!(decoder.buffer.capacity() <= KEPT);
    decoder.feed(&[0x82, 0xfe, 1, 0, 1, 2, 3, 4]);
    decoder.feed(&[0; 256]);
    assert!(matches!(decoder.next_frame(), Ok(Some(Frame::Binary(_)))));
    assert_eq!(decoder.buffer.capacity(), 0);
}
