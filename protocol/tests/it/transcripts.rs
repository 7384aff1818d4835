//! The transcripts of `TTTP.md`, replayed: what is published is what happens.
//!
//! A line is `who C: what the client says` or `who S: what it is told`. In brackets is what happens to the connection
//! itself.

use std::collections::BTreeMap;
use std::time::Duration;

use tttp::{Act, Command, Error, Event, Game, Lines, Mark, Queue, Reply, Text};

/// TTTP/1 knows no time.
const NOW: Duration = Duration::ZERO;

const SPEC: &str = include_str!("../../TTTP.md");

/// A server of one table, as small as can be.
#[derive(Default)]
struct Server {
    queue: Queue<String>,
    game: Option<Game>,
    seats: BTreeMap<String, Mark>,
    /// What has been said to whom, and was not yet found in the transcript.
    told: BTreeMap<String, Vec<String>>,
}

impl Server {
    fn tell(&mut self, who: &str, replies: impl IntoIterator<Item = Reply>) {
        let told = self.told.entry(who.to_owned()).or_default();
        told.extend(replies.into_iter().map(|reply| reply.to_string()));
    }

    fn hear(&mut self, who: &str, said: &str) {
        match said {
            "(connects)" => self.connect(who),
            "(closes)" => self.leave(who),
            line => {
                let mut heard = Vec::new();
                let mut lines = Lines::default();
                lines.feed(line.as_bytes(), &mut |line| heard.push(line.and_then(str::parse)));
                lines.finish(&mut |line| heard.push(line.and_then(str::parse)));
                heard.into_iter().for_each(|command| self.obey(who, command));
            }
        }
    }

    fn connect(&mut self, who: &str) {
        // The name serves as the id: its first byte tells those of a transcript apart.
        match self.queue.join(who.as_bytes()[0].into(), who.to_owned(), None, NOW) {
            None => self.tell(who, [Reply::Welcome(Mark::X), Reply::Message(Text::WAITING)]),
            Some((x, o)) => {
                self.tell(&o, [Reply::Welcome(Mark::O), Reply::Message(Text::OPPONENT_FIRST)]);
                self.tell(&x, [Reply::Message(Text::YOUR_MOVE)]);
                self.seats.extend([(x, Mark::X), (o, Mark::O)]);
                self.game = Some(Game::new());
            }
        }
    }

    fn obey(&mut self, who: &str, command: Result<Command, Error>) {
        let seat = self.seats.get(who).copied();
        let event = match (command, seat, &mut self.game) {
            (Ok(Command::Quit), ..) => {
                self.leave(who);
                self.told.entry(who.to_owned()).or_default().push("(closes)".to_owned());
                return;
            }
            (Ok(command), Some(seat), Some(game)) => game.apply(seat, command.into(), NOW, NOW),
            (Ok(_), ..) => Err(Error::NoOpponent),
            (Err(error), ..) => Err(error),
        };
        match event {
            Ok(event) => self.announce(event),
            Err(error) => self.tell(who, [Reply::Message(error.into())]),
        }
    }

    fn leave(&mut self, who: &str) {
        self.queue.leave(who.as_bytes()[0].into());
        if let (Some(seat), Some(game)) = (self.seats.get(who), &mut self.game) {
            let event = game.apply(*seat, Act::Leave, NOW, NOW).expect("leaving never fails");
            self.announce(event);
        }
    }

    fn announce(&mut self, event: Event) {
        for (who, seat) in self.seats.clone() {
            self.tell(&who, event.replies(seat));
        }
    }

    fn expect(&mut self, who: &str, line: &str) {
        let told = self.told.entry(who.to_owned()).or_default();
        assert!(!told.is_empty(), "{who} is told nothing, not {line:?}");
        assert_eq!(told.remove(0), line, "to {who}");
    }

    fn expect_no_more(&self) {
        for (who, told) in &self.told {
            assert!(told.is_empty(), "{who} is told {told:?} as well");
        }
    }
}

/// The blocks between ```` ```tttp ```` and ```` ``` ````.
fn transcripts() -> Vec<&'static str> {
    let blocks = SPEC.split("```tttp\n").skip(1);
    blocks.map(|block| block.split("```").next().expect("split gives one")).collect()
}

#[test]
fn what_is_published_is_what_happens() {
    let transcripts = transcripts();
    assert!(transcripts.len() >= 4, "found {}", transcripts.len());
    for transcript in transcripts {
        let mut server = Server::default();
        for line in transcript.lines() {
            if let Some((who, said)) = line.split_once(" C: ") {
                server.expect_no_more();
                server.hear(who, said);
            } else if let Some((who, told)) = line.split_once(" S: ") {
                server.expect(who, told);
            } else {
                panic!("neither C: nor S: in {line:?}");
            }
        }
        server.expect_no_more();
    }
}
