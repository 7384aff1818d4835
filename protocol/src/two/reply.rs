//! What the server says.

mod read;
mod write;

use std::borrow::Cow;
use std::time::Duration;

use super::{
    Caps, Channel, ChatMode, ChatText, Code, Control, GameId, Key, Kind, Level, List, Name, Place, Reason, Refusal,
    Role, Status, Tag, Ticket,
};
use crate::{Board, Cell, Error, Mark, Text};

/// A line from the server ("TTTP.md", TTTP/2).
///
/// `Display` writes it without its ending; `FromStr` reads it, as a client would. Durations are whole milliseconds on
/// the wire: those that somebody waits for are rounded up, others down. `seq` counts what happened in a game.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// `HELLO TTTP/2 server=… name=N kind=K caps=c,… chat=…`: the session is open.
    Hello {
        /// The program and its version, one word of at most 64 bytes.
        server: Cow<'static, str>,
        /// Your name.
        name: Name,
        /// What you are to others.
        kind: Kind,
        /// Those of your caps that the server has.
        caps: Caps,
        /// What there is of chat.
        chat: ChatMode,
    },
    /// `PROPOSED N N N`: names that are free.
    Proposed([Name; 3]),
    /// `NAME N`: your name from now on.
    Name(Name),
    /// `#tag OK`: done.
    Ok(Tag),
    /// `ERROR number NAME text`: not done.
    Error(Option<Tag>, Error),
    /// `LIMIT key ms`: not done, since you said too many of this kind.
    Limit {
        /// Of the command.
        tag: Option<Tag>,
        /// The bound that it is above.
        key: Key,
        /// After how long it would be fine.
        retry: Duration,
    },
    /// `QUEUED`: you wait for an opponent.
    Queued,
    /// `UNQUEUED`: no longer.
    Unqueued,
    /// `OFFER level…`: nobody is there, and house bots would play.
    Offer(Vec<Level>),
    /// `HOSTED code clock open|locked`: your room.
    Hosted {
        /// What others join it by.
        code: Code,
        /// Of the game.
        clock: Option<Control>,
        /// The code is in no list.
        locked: bool,
    },
    /// `UNHOSTED code`: your room is closed without a game.
    Unhosted(Code),
    /// `CHALLENGING N clock`: your challenge is out.
    Challenging {
        /// Whom you asked.
        name: Name,
        /// Of the game.
        clock: Option<Control>,
    },
    /// `CHALLENGE N kind clock`: somebody asks you.
    Challenge {
        /// Who.
        name: Name,
        /// What they are.
        kind: Kind,
        /// Of the game.
        clock: Option<Control>,
    },
    /// `DECLINED N reason`: your challenge isn't taken up.
    Declined {
        /// By whom.
        name: Name,
        /// Why.
        reason: Refusal,
    },
    /// `WITHDRAWN N`: that challenge to you is off.
    Withdrawn(Name),
    /// `JOINED game seat xname xkind oname okind clock public|private ticket`: you play, or watch.
    Joined {
        /// Which game.
        game: GameId,
        /// What you are in it.
        role: Role,
        /// Who plays X.
        x: Sitter,
        /// Who plays O.
        o: Sitter,
        /// Of the game.
        clock: Option<Control>,
        /// It is in no list, and can't be watched.
        private: bool,
        /// The right to come back; watchers have none.
        ticket: Option<Ticket>,
    },
    /// `STATE game seq board turn xms oms`: how it stands.
    State {
        /// Which game.
        game: GameId,
        /// The newest.
        seq: u32,
        /// All nine cells.
        board: Board,
        /// Who is to move, unless it is over.
        turn: Option<Mark>,
        /// What X and O have left, with a clock.
        clocks: Option<[Duration; 2]>,
    },
    /// `MOVED game seq seat cell xms oms`: a cell is marked.
    Moved {
        /// Which game.
        game: GameId,
        /// Of the move.
        seq: u32,
        /// Who moved.
        seat: Mark,
        /// Where.
        cell: Cell,
        /// What X and O have left after it, with a clock.
        clocks: Option<[Duration; 2]>,
    },
    /// `END game seq winner reason`: the game is over.
    End {
        /// Which game.
        game: GameId,
        /// Of the end.
        seq: u32,
        /// Who has won, if anybody.
        winner: Option<Mark>,
        /// How.
        reason: Reason,
    },
    /// `GONE game seat ms`: that player's connection is lost.
    Gone {
        /// Which game.
        game: GameId,
        /// Whose.
        seat: Mark,
        /// After how long the win can be claimed; after the end, how long the seat is kept.
        claim_in: Duration,
    },
    /// `HELD game ms`: since the server was started again, its time stands still, until `STATE`.
    Held {
        /// Which game.
        game: GameId,
        /// After how long its time goes on, unless both are back before.
        time_left: Duration,
    },
    /// `BACK game seat`: that player is back.
    Back {
        /// Which game.
        game: GameId,
        /// Whose.
        seat: Mark,
    },
    /// `REMATCH game seat`: that player would play again.
    Rematch {
        /// Which game.
        game: GameId,
        /// Whose.
        seat: Mark,
    },
    /// `NEXT game newgame`: the rematch.
    Next {
        /// The game that is over.
        game: GameId,
        /// The one that goes on in its place.
        new: GameId,
    },
    /// `LEFT place seat`: that seat is empty for good, or you don't watch any more.
    Left {
        /// Which game, or the lobby.
        place: Place,
        /// Whose; the lobby has watchers only.
        role: Role,
    },
    /// `REPLACED game`: another connection has come back to your seat.
    Replaced(GameId),
    /// `WATCHERS game n`: so many look on.
    Watchers {
        /// Which game.
        game: GameId,
        /// How many.
        count: u32,
    },
    /// `LOBBY people games rooms waiting`: how many of each.
    Lobby {
        /// Sessions of TTTP/2.
        people: u32,
        /// Games, private ones too.
        games: u32,
        /// Rooms, locked ones too.
        rooms: u32,
        /// Who is in the queue.
        waiting: u32,
    },
    /// `PERSON N kind status`, or `PERSON N gone`.
    Person {
        /// Who.
        name: Name,
        /// What they are and do; `None` if gone.
        presence: Option<(Kind, Status)>,
    },
    /// `ROOM N code clock`, or `ROOM N gone`.
    Room {
        /// Who hosts.
        host: Name,
        /// The code, unless locked, and the clock; `None` if gone.
        open: Option<(Option<Code>, Option<Control>)>,
    },
    /// `GAME game xname xkind oname okind board turn watchers`, or `GAME game gone`.
    Game {
        /// Which.
        game: GameId,
        /// How it stands; `None` if gone.
        card: Option<Card>,
    },
    /// `LISTED what`: the list is complete.
    Listed(List),
    /// `HISTORY place n`: the next so many `SAID` lines are older ones.
    History {
        /// Where they were said.
        place: Place,
        /// How many.
        count: u32,
    },
    /// `SAID place channel N text`: chat.
    Said {
        /// Where.
        place: Place,
        /// To whom.
        channel: Channel,
        /// Who said it; `None`, `*` on the wire, is the server.
        name: Option<Name>,
        /// What.
        text: ChatText,
    },
    /// `PHRASE text`: one of the texts that may be said.
    Phrase(ChatText),
    /// `PING t ms`: answer `PONG t` at once.
    Ping {
        /// To be sent back.
        stamp: u64,
        /// As last measured.
        round_trip: Option<Duration>,
    },
    /// `MESSAGE text`: something for people to read.
    Message(Text),
}

/// Who plays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sitter {
    /// The name.
    pub name: Name,
    /// What they are.
    pub kind: Kind,
}

/// A game as the lobby shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// Who plays X.
    pub x: Sitter,
    /// Who plays O.
    pub o: Sitter,
    /// All nine cells.
    pub board: Board,
    /// Who is to move, unless it is over.
    pub turn: Option<Mark>,
    /// How many look on.
    pub watchers: u32,
}

impl Reply {
    /// The first words of all replies, after the tag that `OK`, `ERROR` and `LIMIT` may have, in the order of the
    /// specification.
    pub const WORDS: &[&str] = &[
        "HELLO",
        "PROPOSED",
        "NAME",
        "OK",
        "ERROR",
        "LIMIT",
        "QUEUED",
        "UNQUEUED",
        "OFFER",
        "HOSTED",
        "UNHOSTED",
        "CHALLENGING",
        "CHALLENGE",
        "DECLINED",
        "WITHDRAWN",
        "JOINED",
        "STATE",
        "MOVED",
        "END",
        "GONE",
        "HELD",
        "BACK",
        "REMATCH",
        "NEXT",
        "LEFT",
        "REPLACED",
        "WATCHERS",
        "LOBBY",
        "PERSON",
        "ROOM",
        "GAME",
        "LISTED",
        "HISTORY",
        "SAID",
        "PHRASE",
        "PING",
        "MESSAGE",
    ];
}
