//! What is a command of TTTP/2, and what is wrong about lines that are none.

use tttp::two::{Command, Key, List, Place, Refusal, Request};
use tttp::{Error, Text};

/// A line that is read as what another one, its plainest form, says.
#[test]
fn one_command_has_many_forms() {
    for (line, plain) in [
        ("HELLO TTTP/2", "HELLO TTTP/2"),
        ("HELLO TTTP/3 TTTP/2", "HELLO TTTP/2"),
        ("HELLO TTTP/2 TTTP/1 caps=chat,fly,ping, name=Ada bot color=red", "HELLO TTTP/2 name=Ada bot caps=ping,chat"),
        ("HELLO name=Ada bot TTTP/2", "HELLO TTTP/2 name=Ada bot"),
        ("HELLO TTTP/2 caps=", "HELLO TTTP/2"),
        ("HELLO TTTP/2 name=", "HELLO TTTP/2 name="),
        ("HELLO TTTP/2 name=_ bot", "HELLO TTTP/2 name= bot"),
        ("HELLO TTTP/3", "HELLO"),
        ("HELLO", "HELLO"),
        ("\u{feff} PLAY \t", "PLAY"),
        ("PLAY mood=good", "PLAY"),
        ("PLAY clock=180+2   bot=3", "PLAY bot=3 clock=180+2"),
        ("PLAY bot=1 clock=none", "PLAY bot=1"),
        ("HOST locked clock=5+0", "HOST clock=5+0 locked"),
        ("HOST clock=none", "HOST"),
        ("JOIN 2k3mz", "JOIN 2K3MZ"),
        ("CHALLENGE clock=3600+60 Bo", "CHALLENGE Bo clock=3600+60"),
        ("DECLINE Bo", "DECLINE Bo later"),
        ("MOVE 4", "MOVE 4"),
        ("MOVE  7kx2m9ab   0004 x=", "MOVE 7KX2M9AB 4"),
        ("LEAVE", "LEAVE"),
        ("LEAVE lobby", "LEAVE lobby"),
        ("WATCH 7kx2m9ab", "WATCH 7KX2M9AB"),
        ("LIST", "LIST"),
        ("LIST games page=2", "LIST games"),
        ("SAY  lobby   a  b=c  #d ", "SAY lobby a  b=c  #d"),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF", "RESUME 7KX2M9AB 00112233445566778899aabbccddeeff"),
        (
            "RESUME seq=007 7kx2m9ab 00112233445566778899aabbccddeeff",
            "RESUME 7KX2M9AB 00112233445566778899aabbccddeeff seq=7",
        ),
        (
            "RESUME 7KX2M9AB 00112233445566778899aabbccddeeff seq=4294967295 since=3",
            "RESUME 7KX2M9AB 00112233445566778899aabbccddeeff seq=4294967295",
        ),
        ("PONG 007", "PONG 7"),
        ("PONG 18446744073709551615", "PONG 18446744073709551615"),
    ] {
        let command: Command = line.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(command.to_string(), plain, "{line}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    for (line, error) in [
        ("", Error::NoSuchCommand),
        ("play", Error::NoSuchCommand),
        ("PLAYS", Error::NoSuchCommand),
        ("MOVE\t4", Error::NoSuchCommand),
        ("HELLO TTTP/2 Ada", Error::BadArgument),
        ("HELLO TTTP/2 name=Ada name=Bo", Error::BadArgument),
        ("PROPOSE 3", Error::BadArgument),
        ("NAME", Error::BadArgument),
        ("NAME Ada Lovelace", Error::BadArgument),
        ("NAME Ada!", Error::NameShape),
        ("PLAY now", Error::BadArgument),
        ("PLAY clock=180+2", Error::BadArgument),
        ("PLAY bot=5", Error::BadLevel),
        ("PLAY bot=", Error::BadLevel),
        ("PLAY bot=01", Error::BadLevel),
        ("PLAY bot=1 clock=4+0", Error::BadClock),
        ("HOST open", Error::BadArgument),
        ("HOST locked locked", Error::BadArgument),
        ("HOST clock=180", Error::BadClock),
        ("HOST clock=180+2 clock=none", Error::BadArgument),
        ("JOIN", Error::BadArgument),
        ("JOIN 2K3M0", Error::BadCode),
        ("JOIN 2K3MZZ", Error::BadCode),
        ("CHALLENGE clock=180+2", Error::BadArgument),
        ("CHALLENGE a/b", Error::NameShape),
        ("DECLINE Bo gone", Error::BadArgument),
        ("DECLINE Bo because", Error::BadArgument),
        ("DECLINE Bo no no", Error::BadArgument),
        ("MOVE", Error::BadArgument),
        ("MOVE 9", Error::NoSuchCell),
        ("MOVE x", Error::NoSuchCell),
        ("MOVE 7KX2M9AB", Error::NoSuchCell),
        ("MOVE 4 7KX2M9AB", Error::WhichGame),
        ("HELLO TTTP/2 name=Jean Paul", Error::NameShape),
        ("MOVE 7KX2M9AB 4 5", Error::BadArgument),
        ("RESIGN 7KX2M9A", Error::NoSuchGame),
        ("RESIGN lobby", Error::NoSuchGame),
        ("LEAVE Lobby", Error::NoSuchGame),
        ("WATCH", Error::BadArgument),
        ("LIST lobby", Error::BadArgument),
        ("LIST people rooms", Error::BadArgument),
        ("SAY", Error::BadArgument),
        ("SAY lobby", Error::BadText),
        ("SAY here hello", Error::NoSuchGame),
        ("SAY lobby a\tb", Error::BadText),
        ("RESUME 7KX2M9AB", Error::BadArgument),
        ("RESUME 7KX2M9AB 123", Error::BadTicket),
        ("RESUME 7KX2M9AB +0112233445566778899AABBCCDDEEFF", Error::BadTicket),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF 4", Error::BadArgument),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF seq=", Error::BadArgument),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF seq=-1", Error::BadArgument),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF seq=4294967296", Error::BadArgument),
        ("RESUME 7KX2M9AB 00112233445566778899AABBCCDDEEFF seq=1 seq=1", Error::BadArgument),
        ("PONG", Error::BadArgument),
        ("PONG -1", Error::BadArgument),
        ("PONG +1", Error::BadArgument),
        ("PONG 18446744073709551616", Error::BadArgument),
        ("QUIT now", Error::BadArgument),
        ("QUIT =now", Error::BadArgument),
    ] {
        assert_eq!(line.parse::<Command>(), Err(error), "{line:?}");
    }
}

#[test]
fn a_tag_is_kept_whatever_the_command() {
    let read = |line| {
        let Request { tag, command } = Request::parse(line);
        (tag.map(|tag| tag.to_string()), command)
    };
    let tagged = |tag: &str, command| (Some(tag.to_owned()), command);
    assert_eq!(read(" #a.B_9-  PLAY "), tagged("a.B_9-", Ok(Command::Play)));
    assert_eq!(read("#sixteen-letters_ PLAY"), tagged("sixteen-letters_", Ok(Command::Play)));
    assert_eq!(read("#1 DANCE"), tagged("1", Err(Error::NoSuchCommand)));
    assert_eq!(read("#1"), tagged("1", Err(Error::NoSuchCommand)));
    assert_eq!(read("#1 #2 PLAY"), tagged("1", Err(Error::NoSuchCommand)));
    for line in ["#", "# PLAY", "#seventeen-letters PLAY", "#é PLAY", "#1, PLAY"] {
        assert_eq!(read(line), (None, Err(Error::BadTag)), "{line}");
    }
}

#[test]
fn commands_count_against_their_bounds() {
    for (line, key) in [
        ("HELLO TTTP/2", Key::Hello),
        ("PROPOSE", Key::Name),
        ("PLAY bot=1", Key::Play),
        ("CHALLENGE Bo", Key::Play),
        ("JOIN 2K3MZ", Key::Join),
        ("RESUME 7KX2M9AB 00112233445566778899aabbccddeeff", Key::Join),
        ("WATCH 7KX2M9AB", Key::List),
        ("WATCH lobby", Key::List),
        ("LIST rooms", Key::List),
        ("MOVE 4", Key::Move),
        ("SAY lobby hi", Key::Say),
        ("STATE", Key::Move),
        ("REMATCH", Key::Play),
        ("HELP", Key::List),
        ("QUIT", Key::Line),
    ] {
        assert_eq!(line.parse().map(|command: Command| command.key()), Ok(key), "{line}");
    }
    for (index, key) in Key::ALL.iter().enumerate() {
        assert_eq!(*key as usize, index);
    }
}

#[test]
fn a_ticket_is_in_no_log() {
    let command: Command = "RESUME 7KX2M9AB 00112233445566778899aabbccddeeff".parse().unwrap();
    assert!(!format!("{command:?}").contains("1122"));
}

#[test]
fn lists_and_refusals_have_defaults() {
    assert_eq!("LIST".parse(), Ok(Command::List(List::All)));
    assert!(matches!("DECLINE Bo".parse(), Ok(Command::Decline { reason: Refusal::Later, .. })));
    assert_eq!("LEAVE lobby".parse(), Ok(Command::Leave(Some(Place::Lobby))));
}

#[test]
fn help_tells_of_every_command() {
    let mut words: Vec<&str> = Command::HELP.iter().filter_map(|(form, _)| form.split(' ').next()).collect();
    words.dedup();
    assert_eq!(words, Command::WORDS);
    for (form, sentence) in Command::HELP {
        assert!(Text::new(format!("{form}: {sentence}")).is_ok());
    }
}
