//! A client of TTTP/2. Each line that it is told must be one that the codec reads, and would write just so.

use tttp::{Error, two::Reply};

use crate::{
    carried::{Carried, Carry, Home, Kind},
    client::{Client, End, Way, open_ws},
    expect,
    server::TestServer,
};

/// What the server says first at its doors of TTTP/2.
pub const GREETING: &str = "MESSAGE Say HELLO TTTP/2 name=YourName to begin, or HELP";

/// How lines come and go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Door {
    /// Text messages on the main port.
    Ws,
    /// Lines over TCP.
    Tcp,
    /// In a session that is carried.
    Carried(Carry),
}

/// Where a connection is a session.
pub const DOORS: [Door; 2] = [Door::Ws, Door::Tcp];

/// Those, each transport of carried sessions, and one that changes it again and again.
pub const ALL: [Door; 8] = [
    Door::Ws,
    Door::Tcp,
    Door::Carried(Carry::Always(Kind::Sse)),
    Door::Carried(Carry::Always(Kind::Long)),
    Door::Carried(Carry::Always(Kind::Short)),
    Door::Carried(Carry::Always(Kind::Ws)),
    Door::Carried(Carry::Always(Kind::Tcp)),
    Door::Carried(Carry::Moving(6)),
];

impl Door {
    /// Another one.
    pub fn other(self) -> Self {
        match self {
            Self::Ws => Self::Tcp,
            Self::Tcp | Self::Carried(_) => Self::Ws,
        }
    }

    /// How the end of a connection looks to a client, when the server has ended it with this code.
    pub fn end(self, code: u16) -> End {
        match self {
            Self::Ws | Self::Carried(_) => End::Closed(code),
            Self::Tcp => End::Cut,
        }
    }

    /// Where TTTP/1 is spoken.
    pub fn classic(self, server: &TestServer) -> Way {
        match self {
            Self::Ws | Self::Carried(_) => Way::Ws(server.url("/tttp")),
            Self::Tcp => Way::Tcp(server.classic()),
        }
    }

    /// A connection to where TTTP/2 is spoken, nothing said or heard yet.
    ///
    /// # Panics
    /// When the server does not let it in.
    pub async fn connect(self, server: &TestServer) -> Client {
        match self {
            Self::Ws => {
                let headers = [("sec-websocket-protocol", "tttp.2")];
                expect("connect", open_ws(&server.url("/tttp"), &headers)).await.expect("the server lets it in")
            }
            Self::Tcp => Client::connect(&Way::Tcp(server.tttp2())).await,
            Self::Carried(carry) => Carried::open(Home::tttp(server), carry, "").await.into(),
        }
    }
}

/// Whether a line is as expected: a word `*` stands for any word, and `...` at the end for anything. If so, what the
/// words `*` stand for.
pub fn captures<'a>(pattern: &str, line: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut words = line.split(' ');
    for expected in pattern.split(' ') {
        match (expected, words.next()) {
            ("...", _) => return Some(found),
            ("*", Some(word)) => found.push(word),
            (expected, Some(word)) if expected == word => {}
            _ => return None,
        }
    }
    words.next().is_none().then_some(found)
}

/// A connection that speaks TTTP/2. Dropping it is a connection that is lost.
///
/// What is expected is told by patterns, as in [`captures`].
pub struct Session {
    client: Client,
    name: String,
    deaf: Vec<&'static str>,
    tags: u32,
}

impl Session {
    /// Connects to a door of TTTP/2, and does not say `HELLO`.
    pub async fn knock(server: &TestServer, door: Door) -> Self {
        let mut this = Self::over(door.connect(server).await);
        this.hears(&[GREETING]).await;
        this
    }

    /// Opens a session by this name, with what may follow it in `HELLO`, as in `Ada bot caps=chat`.
    pub async fn open(server: &TestServer, door: Door, name: &str) -> Self {
        let mut this = Self::knock(server, door).await;
        this.hello(name).await;
        this
    }

    /// Opens a session without a name, which gets one.
    pub async fn open_nameless(server: &TestServer, door: Door) -> Self {
        let mut this = Self::knock(server, door).await;
        this.say("HELLO TTTP/2").await;
        this.is_welcomed().await;
        this
    }

    /// A connection that is going to speak TTTP/2.
    pub fn over(client: Client) -> Self {
        Self { client, name: String::new(), deaf: Vec::new(), tags: 0 }
    }

    /// Says `HELLO` with this name and what follows it, and hears that the session is open.
    pub async fn hello(&mut self, name: &str) {
        self.say(&format!("HELLO TTTP/2 name={name}")).await;
        self.is_welcomed().await;
        assert_eq!(name.split(' ').next(), Some(&*self.name));
    }

    /// Hears that the session is open.
    ///
    /// # Panics
    /// When it is not.
    pub async fn is_welcomed(&mut self) {
        let line = self.next().await.expect("open");
        match line.parse() {
            Ok(Reply::Hello { name, .. }) => self.name = name.to_string(),
            _ => panic!("{line}, not HELLO"),
        }
    }

    /// Passes over all lines that begin with one of these words from now on.
    #[must_use]
    pub fn deaf_to(mut self, words: &[&'static str]) -> Self {
        self.deaf = words.to_vec();
        self
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says a line.
    pub async fn say(&mut self, line: &str) {
        self.client.say(line).await;
    }

    /// Says a line, if the connection still takes it.
    pub async fn try_say(&mut self, line: &str) -> bool {
        self.client.try_say(line).await
    }

    /// Sends bytes as they are.
    pub async fn send(&mut self, bytes: &[u8]) {
        self.client.send(bytes).await;
    }

    /// The next line that it is not deaf to.
    ///
    /// # Errors
    /// How the connection ended.
    ///
    /// # Panics
    /// When it is no line of TTTP/2.
    pub async fn next(&mut self) -> Result<String, End> {
        loop {
            let line = self.client.next().await?;
            match line.parse::<Reply>() {
                Ok(reply) => assert_eq!(reply.to_string(), line, "the codec would write it otherwise"),
                Err(error) => panic!("the codec does not read it, {error:?}: {line}"),
            }
            if let Ok(Reply::Name(name)) = line.parse() {
                self.name = name.to_string();
            }
            if !self.deaf.contains(&line.split(' ').next().unwrap_or_default()) {
                return Ok(line);
            }
        }
    }

    /// Hears these lines and no others, in this order.
    ///
    /// # Panics
    /// At the first that differs.
    pub async fn hears(&mut self, lines: &[&str]) {
        for expected in lines {
            match self.next().await {
                Ok(line) if captures(expected, &line).is_some() => {}
                heard => panic!("{} hears {heard:?}, not {expected}; of {lines:?}", self.name),
            }
        }
    }

    /// Hears this line next; what its `*` stand for comes back.
    ///
    /// # Panics
    /// When it is another, or has not so many `*`.
    pub async fn hear<const N: usize>(&mut self, pattern: &str) -> [String; N] {
        let heard = self.next().await;
        match heard.as_ref().ok().and_then(|line| captures(pattern, line)) {
            Some(found) => owned(&found),
            None => panic!("{} hears {heard:?}, not {pattern}", self.name),
        }
    }

    /// Hears this line, after any others; what its `*` stand for comes back.
    ///
    /// # Panics
    /// When the connection ends before.
    pub async fn until<const N: usize>(&mut self, pattern: &str) -> [String; N] {
        loop {
            match self.next().await {
                Ok(line) => {
                    if let Some(found) = captures(pattern, &line) {
                        return owned(&found);
                    }
                }
                Err(end) => panic!("{} waits for {pattern}: {end:?}", self.name),
            }
        }
    }

    /// Says a command with a tag: what was heard up to its answer, and the answer without the tag.
    ///
    /// # Panics
    /// When the connection ends before.
    pub async fn ask(&mut self, command: &str) -> (Vec<String>, String) {
        self.tags += 1;
        let tag = format!("#{} ", self.tags);
        self.say(&format!("{tag}{command}")).await;
        let mut lines = Vec::new();
        loop {
            match self.next().await {
                Ok(line) => match line.strip_prefix(&tag) {
                    Some(answer) => return (lines, answer.to_owned()),
                    None => lines.push(line),
                },
                Err(end) => panic!("{} waits for the answer to {command}: {end:?} after {lines:?}", self.name),
            }
        }
    }

    /// Says a command, and hears that it is done after exactly these lines.
    ///
    /// # Panics
    /// When it is otherwise.
    pub async fn does(&mut self, command: &str, lines: &[&str]) {
        let (heard, answer) = self.ask(command).await;
        assert_eq!(answer, "OK", "{}: {command}", self.name);
        let fits = heard.len() == lines.len()
            && heard.iter().zip(lines).all(|(line, expected)| captures(expected, line).is_some());
        assert!(fits, "{}: {command}: {heard:?}, not {lines:?}", self.name);
    }

    /// Says a command, and hears that it is done: all lines before that.
    ///
    /// # Panics
    /// When it is not done.
    pub async fn done(&mut self, command: &str) -> Vec<String> {
        let (lines, answer) = self.ask(command).await;
        assert_eq!(answer, "OK", "{}: {command}, after {lines:?}", self.name);
        lines
    }

    /// Says a command, and hears that it is refused for this and nothing else.
    ///
    /// # Panics
    /// When it is otherwise.
    pub async fn is_refused(&mut self, command: &str, error: Error) {
        let (lines, answer) = self.ask(command).await;
        let expected = Reply::Error(None, error).to_string();
        assert_eq!((lines, answer), (Vec::new(), expected), "{}: {command}", self.name);
    }

    /// Hears of its seat in a game, an empty board: the game and the ticket. As in `X Ada person Bo person none public`.
    pub async fn sits_down(&mut self, seat: &str) -> [String; 2] {
        let [game, ticket] = self.hear(&format!("JOINED * {seat} *")).await;
        self.hears(&[&format!("STATE {game} 0 ......... X * *")]).await;
        [game, ticket]
    }

    /// Nothing was told that it has not heard, as far as the server has come by itself.
    ///
    /// # Panics
    /// When there was.
    pub async fn has_heard_all(&mut self) {
        self.does("PONG 0", &[]).await;
    }

    /// Expects the connection to end, with nothing said before.
    ///
    /// # Panics
    /// When something is said.
    pub async fn ends(&mut self) -> End {
        match self.next().await {
            Ok(line) => panic!("{} hears before the end: {line}", self.name),
            Err(end) => end,
        }
    }

    /// Passes over all lines up to the end: the last of them, and how it ended.
    pub async fn last_words(&mut self) -> (String, End) {
        let mut last = String::new();
        loop {
            match self.next().await {
                Ok(line) => last = line,
                Err(end) => return (last, end),
            }
        }
    }

    /// Says `QUIT`, and waits for the server to close.
    ///
    /// # Panics
    /// When it closes in any other way.
    pub async fn quits(mut self, door: Door) {
        self.say("QUIT").await;
        assert_eq!(self.last_words().await.1, door.end(1000));
    }

    /// Ends the connection as abruptly as can be.
    pub fn reset(self) {
        self.client.reset();
    }

    /// Closes in order, without `QUIT`, and waits until the server has.
    pub async fn close(self) {
        self.client.close().await;
    }
}

fn owned<const N: usize>(words: &[&str]) -> [String; N] {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    words.try_into().unwrap_or_else(|words| panic!("{words:?} are not {N}"))
}
