//! The transcripts of TTTP/2 in `TTTP.md`: how they are written. Shared by the tests of the codec and of the server.

/// A transcript.
pub struct Script {
    /// The line of the page that it begins at.
    pub line: usize,
    /// What stands after the language, as `key=value`; an underscore stands for a space.
    pub settings: Vec<(String, String)>,
    /// What is said, in order.
    pub steps: Vec<Step>,
}

/// A line of a transcript.
pub struct Step {
    /// Its number in the page.
    pub line: usize,
    /// Whose connection.
    pub who: String,
    /// Whether the client says it, or the server.
    pub client: bool,
    /// What is said, or in brackets what happens.
    pub said: String,
}

/// A piece of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Piece<'a> {
    /// As it is.
    Text(&'a str),
    /// `<kind:label>` or `<kind>`: something that chance decides.
    Hole(&'a str, &'a str),
}

impl Piece<'_> {
    /// Whether it stands for the same wherever it stands. Numbers and texts do so if they have a label.
    pub fn binds(self) -> bool {
        match self {
            Piece::Text(_) => false,
            Piece::Hole(kind, label) => !label.is_empty() || !matches!(kind, "ms" | "n" | "text"),
        }
    }
}

/// The transcripts of a page.
pub fn scripts(page: &str) -> Vec<Script> {
    let mut found: Vec<Script> = Vec::new();
    let mut inside = false;
    for (line, text) in (1..).zip(page.lines()) {
        if let Some(info) = text.strip_prefix("```tttp2") {
            let setting = |word: &str| {
                let (key, value) = word.split_once('=').expect("key=value");
                (key.to_owned(), value.replace('_', " "))
            };
            inside = true;
            found.push(Script { line, settings: info.split_whitespace().map(setting).collect(), steps: Vec::new() });
        } else if text == "```" {
            inside = false;
        } else if inside {
            let (who, rest) = text.split_once(' ').expect("who C: what, or who S: what");
            let (speaker, said) = rest.split_once(": ").expect("C: or S:");
            assert!(matches!(speaker, "C" | "S"), "{text}");
            let (who, said) = (who.to_owned(), said.to_owned());
            found.last_mut().expect("inside of one").steps.push(Step { line, who, client: speaker == "C", said });
        }
    }
    found
}

/// A line in pieces.
pub fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some((before, (hole, after))) = rest.split_once('<').and_then(|(a, b)| Some((a, b.split_once('>')?))) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let (kind, label) = hole.split_once(':').unwrap_or((hole, ""));
        pieces.push(Piece::Hole(kind, label));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// What follows `name=` in the `HELLO` of `(connects as …)`.
pub fn greeting(said: &str) -> Option<&str> {
    said.strip_prefix("(connects as ")?.strip_suffix(')')
}
