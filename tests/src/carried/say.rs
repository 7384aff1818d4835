//! What the client says, until it is heard.

use std::{io, time::Duration};

use rand::RngExt;

use super::{Carried, Carry, Kind};
use crate::{
    client::Said,
    wire::{self, Answer, Wire},
};

/// How much is posted at once: messages, and bytes.
const BATCH: (usize, usize) = (40, 8 * 1024);

impl Carried {
    /// Says something: whether the session may have heard it.
    pub async fn say(&mut self, said: Said) -> bool {
        match said {
            // A message a line: blank ones count nowhere.
            Said::Text(text) => {
                let lines = text.split('\n').filter(|line| !line.trim().is_empty());
                self.said.extend(lines.map(|line| Said::Text(line.to_owned())));
            }
            bytes => self.said.push(bytes),
        }
        if self.moves_now(0.2) {
            self.stammer().await;
            self.change().await;
        }
        self.deliver().await
    }

    /// Has all heard that was said.
    pub(super) async fn deliver(&mut self) -> bool {
        while self.over.is_none() {
            let speaks = match (&self.link, self.carry) {
                (Some((_, link)), _) => link.speaks(),
                (None, Carry::Always(kind)) => matches!(kind, Kind::Ws | Kind::Tcp),
                (None, Carry::Moving(_) | Carry::Haunted(_)) => false,
            };
            if !speaks {
                return self.post().await;
            }
            let Some((_, link)) = &mut self.link else {
                self.attach(None).await;
                continue;
            };
            let mut lost = false;
            while let Some(next) = self.said.get(self.sent as usize) {
                if link.say(next).await.is_err() {
                    lost = true;
                    break;
                }
                self.sent += 1;
            }
            if !lost {
                return true;
            }
            self.lost();
        }
        false
    }

    /// The same by POST.
    async fn post(&mut self) -> bool {
        while (self.heard as usize) < self.said.len() {
            let rest = &self.said[self.heard as usize..];
            let mut body = Vec::new();
            let mut headers = vec!["Connection: close"];
            if let Said::Binary(bytes) = &rest[0] {
                body.clone_from(bytes);
                headers.push("Content-Type: application/octet-stream");
            }
            for said in rest.iter().take(BATCH.0) {
                match said {
                    Said::Text(text) if headers.len() == 1 && body.len() + text.len() < BATCH.1 => {
                        body.extend_from_slice(text.as_bytes());
                        body.push(b'\n');
                    }
                    _ => break,
                }
            }
            let what = format!("POST {}?first={}", self.home.path(&self.token), self.heard + 1);
            if self.moves_now(0.1) {
                self.give_up(&what, &headers, &body).await;
            }
            match wire::once(self.home.main, &what, &headers, &body).await {
                Ok(Answer { head, body }) => match head.status {
                    204 => self.heard = head.number("tttparty-heard").expect("how much was heard"),
                    429 => tokio::time::sleep(Duration::from_secs(head.number("retry-after").expect("seconds"))).await,
                    404 => return false,
                    status => panic!("{status} to {what}: {body}"),
                },
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return false,
                // Heard or not: it says it again.
                Err(_) => {}
            }
        }
        true
    }

    /// Asks, in full or in part, and is gone before there is an answer.
    async fn give_up(&mut self, what: &str, headers: &[&str], body: &[u8]) {
        let bytes = wire::request(what, headers, body);
        let length = if self.rng.random_bool(0.5) { bytes.len() } else { self.rng.random_range(0..bytes.len()) };
        let Ok(mut wire) = Wire::connect(self.home.main).await else { return };
        wire.write(&bytes[..length]).await.ok();
        if self.rng.random_bool(0.5) {
            wire.reset();
        }
    }

    /// Says something only in part, where it is said by the link, and drops that: whatever came after would be taken for the rest.
    async fn stammer(&mut self) {
        let length = self.rng.random_range(1..30);
        if let (Some((_, link)), Some(Said::Text(text))) = (&mut self.link, self.said.last())
            && link.speaks()
        {
            link.stammer(text, length).await;
            self.link = None;
        }
    }
}
