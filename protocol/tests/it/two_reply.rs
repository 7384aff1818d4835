//! How clients read the lines of a server that may know more than they do.

use tttp::Error;
use tttp::two::{Command, Reply};

#[test]
fn every_word_is_read() {
    for word in Command::WORDS {
        assert_ne!(word.parse::<Command>(), Err(Error::NoSuchCommand), "{word}");
    }
    for word in Reply::WORDS {
        assert_ne!(word.parse::<Reply>(), Err(Error::NoSuchCommand), "{word}");
    }
}

/// Lines of clients that know less than the server: what they need is there, and what is new comes after it.
#[test]
fn replies_of_a_later_version_are_read() {
    for (line, known) in [
        ("QUEUED 3 7", "QUEUED"),
        ("PERSON Ada gone away", "PERSON Ada gone"),
        ("PERSON Ada person idle 1500", "PERSON Ada person idle"),
        ("STATE 7KX2M9AB 0 ......... X - - 12", "STATE 7KX2M9AB 0 ......... X - -"),
        ("#1 OK 5", "#1 OK"),
        (
            "HELLO TTTP/2 chat=off mood=fine caps= kind=bot name=Ada server=S/1",
            "HELLO TTTP/2 server=S/1 name=Ada kind=bot caps= chat=off",
        ),
        ("ERROR 101 NOT_YOUR_TURN Bo is to move", "ERROR 101 NOT_YOUR_TURN Not your turn"),
    ] {
        assert_eq!(line.parse::<Reply>().map(|reply| reply.to_string()), Ok(known.to_owned()), "{line}");
    }
    for (line, error) in [
        ("", Error::NoSuchCommand),
        ("queued", Error::NoSuchCommand),
        ("OK", Error::BadTag),
        ("#1 QUEUED", Error::NoSuchCommand),
        ("ERROR 999 NEW Something new", Error::BadArgument),
        ("HELLO TTTP/3 server=S", Error::UnknownVersion),
        ("HELLO TTTP/2 server=S", Error::BadArgument),
        ("STATE 7KX2M9AB 0 ........ X - -", Error::BadArgument),
        ("STATE 7KX2M9AB 0 ......... X 1 -", Error::BadArgument),
        ("MOVED 7KX2M9AB 1 X 9 - -", Error::NoSuchCell),
        ("MESSAGE", Error::BadArgument),
    ] {
        assert_eq!(line.parse::<Reply>(), Err(error), "{line}");
    }
}
