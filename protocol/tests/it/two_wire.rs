//! TTTP/2's commands and replies: every line round-trips, and no line is too much.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tttp::two::{
    Caps, Card, Channel, ChatMode, ChatText, Code, Command, Control, GameId, Hello, Key, Kind, Level, List, Name,
    Place, Reason, Refusal, Reply, Request, Role, Sitter, Status, Tag, Ticket,
};
use tttp::{Board, Cell, Error, Lines, MAX_LINE, Mark, Text};

use crate::cases;

fn names() -> impl Strategy<Value = Name> {
    let text = "[a-zA-Z0-9][a-zA-Z0-9_.'-]{0,23}|[а-яА-Я0-9]{1,24}|[\u{900}-\u{97f}]{1,24}|[𠜎𠜱𠝹𠱓]{1,24}";
    text.prop_filter_map("not a name", |text| text.parse().ok())
}

fn texts() -> impl Strategy<Value = ChatText> {
    "\\PC{1,200}|[a-z =#]{1,200}".prop_filter_map("not a text", |text| text.parse().ok())
}

fn tags() -> impl Strategy<Value = Tag> {
    "[A-Za-z0-9._-]{1,16}".prop_map(|text| text.parse().expect("a tag"))
}

fn games() -> impl Strategy<Value = GameId> {
    any::<u64>().prop_map(|seed| GameId::random(&mut StdRng::seed_from_u64(seed)))
}

fn codes() -> impl Strategy<Value = Code> {
    any::<u64>().prop_map(|seed| Code::random(&mut StdRng::seed_from_u64(seed)))
}

fn clocks() -> impl Strategy<Value = Option<Control>> {
    let seconds = Duration::from_secs;
    let control = (5u64..=3600, 0u64..=60)
        .prop_map(move |(start, increment)| Control { start: seconds(start), increment: seconds(increment) });
    proptest::option::of(control)
}

fn caps() -> impl Strategy<Value = Caps> {
    any::<[bool; 3]>().prop_map(|[ping, multi, chat]| Caps { ping, multi, chat })
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![Just(Place::Lobby), games().prop_map(Place::Game)]
}

fn cells() -> impl Strategy<Value = Cell> {
    (0u8..9).prop_map(|number| Cell::try_from(number).expect("0 to 8"))
}

fn marks() -> impl Strategy<Value = Mark> {
    select(&[Mark::X, Mark::O][..])
}

fn boards() -> impl Strategy<Value = Board> {
    proptest::collection::vec(proptest::option::of(marks()), 9).prop_map(|marks| {
        let mut board = Board::default();
        for (cell, mark) in Cell::all().zip(marks) {
            if let Some(mark) = mark {
                board.place(mark, cell).expect("empty");
            }
        }
        board
    })
}

fn millis() -> impl Strategy<Value = Duration> {
    any::<u64>().prop_map(Duration::from_millis)
}

fn both() -> impl Strategy<Value = Option<[Duration; 2]>> {
    proptest::option::of([millis(), millis()])
}

fn sitters() -> impl Strategy<Value = Sitter> {
    (names(), select(Kind::ALL)).prop_map(|(name, kind)| Sitter { name, kind })
}

fn hellos() -> impl Strategy<Value = Hello> {
    let name = prop_oneof![Just(None), Just(Some(Err(Error::NameShape))), names().prop_map(|name| Some(Ok(name))),];
    (any::<[bool; 2]>(), name, caps()).prop_map(|([known, bot], name, caps)| Hello { known, name, bot, caps })
}

fn commands() -> impl Strategy<Value = Command> {
    let game = || proptest::option::of(games());
    let reasons = select(&[Refusal::Later, Refusal::Busy, Refusal::Clock, Refusal::NoBots, Refusal::No][..]);
    prop_oneof![
        hellos().prop_map(Command::Hello),
        select(vec![Command::Propose, Command::Play, Command::Cancel, Command::Help, Command::Quit]),
        names().prop_map(Command::Name),
        (select(Level::ALL), clocks()).prop_map(|(level, clock)| Command::PlayHouse { level, clock }),
        (clocks(), any::<bool>()).prop_map(|(clock, locked)| Command::Host { clock, locked }),
        codes().prop_map(Command::Join),
        (names(), clocks()).prop_map(|(name, clock)| Command::Challenge { name, clock }),
        names().prop_map(Command::Accept),
        (names(), reasons).prop_map(|(name, reason)| Command::Decline { name, reason }),
        (game(), cells()).prop_map(|(game, cell)| Command::Move { game, cell }),
        game().prop_map(Command::Resign),
        game().prop_map(Command::Claim),
        game().prop_map(Command::Rematch),
        proptest::option::of(places()).prop_map(Command::Leave),
        game().prop_map(Command::State),
        places().prop_map(Command::Watch),
        select(List::ALL).prop_map(Command::List),
        (places(), texts()).prop_map(|(place, text)| Command::Say { place, text }),
        (games(), any::<u128>(), proptest::option::of(any::<u32>())).prop_map(|(game, secret, seq)| Command::Resume {
            game,
            ticket: Ticket::new(secret),
            seq
        }),
        any::<u64>().prop_map(Command::Pong),
    ]
}

fn replies() -> impl Strategy<Value = Reply> {
    prop_oneof![session_replies(), lobby_replies(), game_replies(), list_replies()]
}

fn session_replies() -> impl Strategy<Value = Reply> {
    let tag = || proptest::option::of(tags());
    let round_trip = proptest::option::of(millis());
    prop_oneof![
        ("[A-Za-z0-9/.=-]{1,64}", names(), select(Kind::ALL), caps(), select(ChatMode::ALL)).prop_map(
            |(server, name, kind, caps, chat)| Reply::Hello { server: server.into(), name, kind, caps, chat }
        ),
        [names(), names(), names()].prop_map(Reply::Proposed),
        names().prop_map(Reply::Name),
        tags().prop_map(Reply::Ok),
        (tag(), select(Error::ALL)).prop_map(|(tag, error)| Reply::Error(tag, error)),
        (tag(), select(Key::ALL), millis()).prop_map(|(tag, key, retry)| Reply::Limit { tag, key, retry }),
        (any::<u64>(), round_trip).prop_map(|(stamp, round_trip)| Reply::Ping { stamp, round_trip }),
        texts().prop_map(Reply::Phrase),
        "[^\\p{Cc}]{1,100}".prop_filter_map("not a text", |text| Text::new(text).ok()).prop_map(Reply::Message),
    ]
}

fn lobby_replies() -> impl Strategy<Value = Reply> {
    prop_oneof![
        select(vec![Reply::Queued, Reply::Unqueued]),
        proptest::sample::subsequence(Level::ALL, 0..=4).prop_map(Reply::Offer),
        (codes(), clocks(), any::<bool>()).prop_map(|(code, clock, locked)| Reply::Hosted { code, clock, locked }),
        codes().prop_map(Reply::Unhosted),
        (names(), clocks()).prop_map(|(name, clock)| Reply::Challenging { name, clock }),
        (names(), select(Kind::ALL), clocks()).prop_map(|(name, kind, clock)| Reply::Challenge { name, kind, clock }),
        (names(), select(Refusal::ALL)).prop_map(|(name, reason)| Reply::Declined { name, reason }),
        names().prop_map(Reply::Withdrawn),
    ]
}

fn game_replies() -> impl Strategy<Value = Reply> {
    let roles = || prop_oneof![Just(Role::Watcher), marks().prop_map(Role::Seat)];
    let mark = || proptest::option::of(marks());
    let secret = proptest::option::of(any::<u128>());
    prop_oneof![
        (games(), roles(), sitters(), sitters(), clocks(), any::<bool>(), secret).prop_map(
            |(game, role, x, o, clock, private, secret)| {
                let ticket = secret.map(Ticket::new);
                Reply::Joined { game, role, x, o, clock, private, ticket }
            }
        ),
        (games(), any::<u32>(), boards(), mark(), both()).prop_map(|(game, seq, board, turn, clocks)| Reply::State {
            game,
            seq,
            board,
            turn,
            clocks
        }),
        (games(), any::<u32>(), marks(), cells(), both()).prop_map(|(game, seq, seat, cell, clocks)| Reply::Moved {
            game,
            seq,
            seat,
            cell,
            clocks
        }),
        (games(), any::<u32>(), mark(), select(Reason::ALL)).prop_map(|(game, seq, winner, reason)| Reply::End {
            game,
            seq,
            winner,
            reason
        }),
        (games(), marks(), millis()).prop_map(|(game, seat, claim_in)| Reply::Gone { game, seat, claim_in }),
        (games(), millis()).prop_map(|(game, time_left)| Reply::Held { game, time_left }),
        (games(), marks()).prop_map(|(game, seat)| Reply::Back { game, seat }),
        (games(), marks()).prop_map(|(game, seat)| Reply::Rematch { game, seat }),
        (games(), games()).prop_map(|(game, new)| Reply::Next { game, new }),
        (places(), roles()).prop_map(|(place, role)| Reply::Left { place, role }),
        games().prop_map(Reply::Replaced),
        (games(), any::<u32>()).prop_map(|(game, count)| Reply::Watchers { game, count }),
    ]
}

fn list_replies() -> impl Strategy<Value = Reply> {
    let card = (sitters(), sitters(), boards(), proptest::option::of(marks()), any::<u32>())
        .prop_map(|(x, o, board, turn, watchers)| Card { x, o, board, turn, watchers });
    let presence = proptest::option::of((select(Kind::ALL), select(Status::ALL)));
    let open = proptest::option::of((proptest::option::of(codes()), clocks()));
    prop_oneof![
        any::<[u32; 4]>().prop_map(|[people, games, rooms, waiting]| Reply::Lobby { people, games, rooms, waiting }),
        (names(), presence).prop_map(|(name, presence)| Reply::Person { name, presence }),
        (names(), open).prop_map(|(host, open)| Reply::Room { host, open }),
        (games(), proptest::option::of(card)).prop_map(|(game, card)| Reply::Game { game, card }),
        select(List::ALL).prop_map(Reply::Listed),
        (places(), any::<u32>()).prop_map(|(place, count)| Reply::History { place, count }),
        (places(), select(Channel::ALL), proptest::option::of(names()), texts())
            .prop_map(|(place, channel, name, text)| Reply::Said { place, channel, name, text }),
    ]
}

/// A right line with something else in one place, or with nothing wrong.
fn nearly(right: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let other = prop_oneof![Just(String::new()), "[0-9]{1,30}", ".{1,3}", "[ =#-]{1,2}", Just("x=1".to_owned())];
    (right, any::<usize>(), 0..3usize, other).prop_map(|(right, at, gone, other)| {
        let right: Vec<char> = right.chars().collect();
        let at = at % (right.len() + 1);
        let rest = &right[(at + gone).min(right.len())..];
        right[..at].iter().copied().chain(other.chars()).chain(rest.iter().copied()).collect()
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn commands_round_trip(command in commands(), tag in proptest::option::of(tags())) {
        let bare = command.to_string();
        prop_assert_eq!(bare.parse(), Ok(command.clone()));
        let line = tag.map_or(bare.clone(), |tag| format!("#{tag} {bare}"));
        prop_assert!(line.len() <= MAX_LINE && !line.contains(char::is_control), "{}", line);
        prop_assert!(Command::WORDS.contains(&bare.split(' ').next().unwrap_or_default()));
        prop_assert_eq!(Request::parse(&line), Request { tag, command: Ok(command) });
    }

    #[test]
    fn replies_round_trip(reply in replies()) {
        let line = reply.to_string();
        prop_assert!(line.len() <= 1024 && !line.contains(char::is_control), "{}", line);
        let word = line.split(' ').find(|word| !word.starts_with('#'));
        prop_assert!(Reply::WORDS.contains(&word.unwrap_or_default()));
        prop_assert_eq!(line.parse(), Ok(reply));
    }

    /// Whatever is taken for a command is one that can be written, and read again.
    #[test]
    fn what_is_nearly_a_command_is_an_error_or_a_command(line in nearly(commands().prop_map(|one| one.to_string()))) {
        if let Ok(command) = line.parse::<Command>() {
            prop_assert_eq!(command.to_string().parse(), Ok(command));
        }
    }

    #[test]
    fn what_is_nearly_a_reply_is_an_error_or_a_reply(line in nearly(replies().prop_map(|one| one.to_string()))) {
        if let Ok(reply) = line.parse::<Reply>() {
            prop_assert_eq!(reply.to_string().parse(), Ok(reply));
        }
    }

    #[test]
    fn no_bytes_are_too_much(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut lines = Lines::default();
        let mut read = |line: Result<&str, Error>| {
            if let Ok(line) = line {
                let _ = Request::parse(line);
                let _ = line.parse::<Reply>();
            }
        };
        lines.feed(&bytes, &mut read);
        lines.finish(&mut read);
        read(Ok(&String::from_utf8_lossy(&bytes)));
    }
}

/// The longest that a name and a text can be, in bytes.
#[test]
fn the_longest_lines_fit() {
    let name: Name = "𠜎".repeat(24).parse().unwrap();
    let text: ChatText = "𠀀".repeat(120).parse().unwrap();
    assert_eq!((name.as_str().len(), text.as_str().len()), (96, 480));
    let place: Place = "ZZZZZZZZ".parse().unwrap();
    let say = format!("#{} {}", "t".repeat(16), Command::Say { place, text: text.clone() });
    assert!(say.len() <= MAX_LINE);
    let said = Reply::Said { place, channel: Channel::Watchers, name: Some(name), text };
    assert!(said.to_string().len() <= 1024);
}

/// Who waits for as long as it was told has waited for long enough; a clock never shows more than there is.
#[test]
fn waits_are_rounded_up_and_clocks_down() {
    let bit = Duration::from_micros(1_001);
    let game: GameId = "7KX2M9AB".parse().unwrap();
    for (reply, line) in [
        (Reply::Limit { tag: None, key: Key::Say, retry: bit }, "LIMIT say 2"),
        (Reply::Gone { game, seat: Mark::O, claim_in: bit }, "GONE 7KX2M9AB O 2"),
        (Reply::Held { game, time_left: bit }, "HELD 7KX2M9AB 2"),
        (Reply::Ping { stamp: 5, round_trip: Some(bit) }, "PING 5 1"),
        (
            Reply::Moved { game, seq: 1, seat: Mark::X, cell: Cell::try_from(4).unwrap(), clocks: Some([bit; 2]) },
            "MOVED 7KX2M9AB 1 X 4 1 1",
        ),
    ] {
        assert_eq!(reply.to_string(), line);
    }
    let longest = Reply::Limit { tag: None, key: Key::Say, retry: Duration::MAX };
    assert_eq!(longest.to_string(), format!("LIMIT say {}", u64::MAX));
}
