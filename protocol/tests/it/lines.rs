//! Bytes to lines, however they are split.

use proptest::prelude::*;
use tttp::{Command, Error, Lines, MAX_LINE, Reply};

use crate::cases;

type Said = Vec<Result<String, Error>>;

/// The lines of a whole stream, by splitting all of it at once.
fn by_hand(stream: &[u8]) -> Said {
    let mut said = Vec::new();
    for line in stream.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = String::from_utf8(line.to_vec());
        if line.len() > 512 {
            said.push(Err(Error::LineTooLong));
        } else if let Ok(text) = text {
            let text = text.trim_end_matches('\r').to_owned();
            if text.replace('\t', " ").contains(char::is_control) {
                said.push(Err(Error::ControlCharacter));
            } else if !text.replace('\u{feff}', " ").trim().is_empty() {
                said.push(Ok(text));
            }
        } else {
            said.push(Err(Error::NotUtf8));
        }
    }
    said
}

fn in_chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Said {
    let (mut lines, mut said) = (Lines::default(), Vec::new());
    let mut each = |line: Result<&str, Error>| said.push(line.map(str::to_owned));
    for chunk in chunks {
        lines.feed(chunk, &mut each);
    }
    lines.finish(&mut each);
    said
}

fn one(stream: &[u8]) -> Said {
    in_chunks([stream])
}

/// A stream made of all that matters, lines of about the longest length among it.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b"\n".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        2 => Just(b"MOVE 4".to_vec()),
        1 => Just(b"QUIT".to_vec()),
        1 => Just(b" \t".to_vec()),
        1 => Just("é\u{feff}✓".as_bytes().to_vec()),
        1 => Just(vec![0x07]),
        1 => Just("\u{85}".as_bytes().to_vec()),
        1 => Just(vec![0xff]),
        3 => (505..520usize).prop_map(|length| vec![b'a'; length]),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn the_lines_are_the_same_however_they_are_split(
        stream in stream(),
        sizes in prop::collection::vec(prop_oneof![1usize..8, 1usize..700], 1..40),
    ) {
        let expected = by_hand(&stream);
        prop_assert_eq!(&one(&stream), &expected);
        prop_assert_eq!(&in_chunks(stream.chunks(1)), &expected);
        let mut rest = &stream[..];
        let chunks = sizes.iter().cycle().map_while(|size| {
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            rest = after;
            (!chunk.is_empty()).then_some(chunk)
        });
        prop_assert_eq!(in_chunks(chunks), expected);
    }

    #[test]
    fn no_bytes_are_too_much(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..10)) {
        let said = in_chunks(chunks.iter().map(Vec::as_slice));
        for line in said.into_iter().flatten() {
            prop_assert!(line.len() <= MAX_LINE && !line.contains(['\n', '\r']));
            let _ = (line.parse::<Command>(), line.parse::<Reply>());
        }
    }

    #[test]
    fn after_its_end_a_frame_leaves_nothing_behind(frame in stream(), next in stream()) {
        let (mut lines, mut said) = (Lines::default(), Vec::new());
        let mut each = |line: Result<&str, Error>| said.push(line.map(str::to_owned));
        for frame in [&frame, &next] {
            lines.feed(frame, &mut each);
            lines.finish(&mut each);
        }
        prop_assert_eq!(said, [by_hand(&frame), by_hand(&next)].concat());
    }
}

#[test]
fn endings_are_stripped_and_blank_lines_passed_over() {
    let said = one(b"\nMOVE 1\r\n\r\n  \nMOVE 2\n\t\r\nMOVE 3\r\r\nMOVE 4");
    assert_eq!(said, ["MOVE 1", "MOVE 2", "MOVE 3", "MOVE 4"].map(|line| Ok(line.to_owned())));
}

#[test]
fn white_space_is_left_to_who_reads_the_line() {
    assert_eq!(one(b" MOVE 1\t \r\n"), [Ok(" MOVE 1\t ".to_owned())]);
}

#[test]
fn a_line_of_512_bytes_is_fine_and_one_more_is_not() {
    for ending in ["", "\n", "\r", "\r\n"] {
        for length in [MAX_LINE, MAX_LINE + 1] {
            let line = "a".repeat(length);
            let expected = if length == 512 { Ok(line.clone()) } else { Err(Error::LineTooLong) };
            assert_eq!(one((line + ending).as_bytes()), [expected], "{length} and {ending:?}");
        }
    }
}

#[test]
fn a_line_too_long_is_told_at_once_and_once() {
    let (mut lines, mut said) = (Lines::default(), Vec::new());
    let mut feed = |chunk: &[u8]| {
        let mut each = |line: Result<&str, Error>| said.push(line.map(str::to_owned));
        lines.feed(chunk, &mut each);
        std::mem::take(&mut said)
    };
    assert_eq!(feed(&[b'a'; 512]), []);
    assert_eq!(feed(b"a"), [Err(Error::LineTooLong)]);
    for _ in 0..5 {
        assert_eq!(feed(&[b'a'; 600]), []);
    }
    assert_eq!(feed(b"a\nMOVE 4\n"), [Ok("MOVE 4".to_owned())]);
}

#[test]
fn what_a_line_may_not_hold() {
    for (bytes, error) in [
        (&b"MOVE \xff4"[..], Error::NotUtf8),
        (b"\xe2\x82", Error::NotUtf8),
        (b"MOVE\0 4", Error::ControlCharacter),
        (b"MOVE 4\x1b[2J", Error::ControlCharacter),
        (b"MOVE 4\rMOVE 5", Error::ControlCharacter),
        (b"\x7f", Error::ControlCharacter),
        (b"MOVE 4\x0b", Error::ControlCharacter),
        (b"\xc2\x85", Error::ControlCharacter),
    ] {
        let stream = [bytes, b"\nQUIT\n"].concat();
        assert_eq!(one(&stream), [Err(error), Ok("QUIT".to_owned())], "{bytes:?}");
    }
}

#[test]
fn a_line_that_lies_whole_in_a_chunk_is_not_copied() {
    let chunk = b"MOVE 1\r\nMOVE 2\n".as_slice();
    let (mut lines, mut offsets) = (Lines::default(), Vec::new());
    lines.feed(chunk, &mut |line| {
        offsets.push(line.unwrap().as_ptr() as usize - chunk.as_ptr() as usize);
    });
    assert_eq!(offsets, [0, 8]);
}
