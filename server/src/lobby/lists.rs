//! The lists of the lobby: what is there now, and how it differs from what was told.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use tttp::two::{Card, Code, Control, GameId, Kind, List, Name, Reply, Status};

use crate::{people::Who, shared::Shared};

/// How many of each are listed.
const PEOPLE: usize = 200;
const ROOMS: usize = 100;
const GAMES: usize = 60;

/// A listed game in which nothing has happened for so long may give its place to another.
const LIVELY: Duration = Duration::from_secs(30);

/// What is listed.
#[derive(Debug, Default)]
pub(super) struct Lists {
    counts: Counts,
    people: BTreeMap<Name, (Kind, Status)>,
    rooms: BTreeMap<Name, (Option<Code>, Option<Control>)>,
    games: BTreeMap<GameId, Row>,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Counts {
    people: u32,
    games: u32,
    rooms: u32,
    waiting: u32,
}

/// A game that is listed.
#[derive(Clone, Debug)]
struct Row {
    card: Card,
    seq: u32,
    /// When something last happened in it, as far as it was looked at.
    at: Duration,
}

impl Lists {
    /// Takes in how things are now; what is different comes back, as lines.
    pub(super) fn refresh(&mut self, shared: &Shared) -> Vec<Reply> {
        let mut changes = Vec::new();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let rooms = shared.hosted.all();
        let counts = shared.stats.counts();
        let counts = Counts {
            people: count(shared.people.len()),
            games: count(counts.live),
            rooms: count(rooms.len()),
            waiting: count(counts.waiting),
        };
        if counts != self.counts {
            self.counts = counts;
            changes.push(self.counts());
        }

        let people = shared.people.first(PEOPLE).into_iter();
        let people = people.map(|person| (person.name.clone(), (person.kind, person.status()))).collect();
        differences(&mut self.people, people, |name, presence| changes.push(Reply::Person { name, presence }));

        let rooms = rooms.into_iter().take(ROOMS);
        let rooms = rooms.map(|(code, room)| (room.host.name.clone(), ((!room.locked).then_some(code), room.clock)));
        differences(&mut self.rooms, rooms.collect(), |host, open| changes.push(Reply::Room { host, open }));

        let games = self.lively(shared);
        let rows = games.iter().map(|(id, row)| (*id, row.card.clone())).collect();
        let mut told = std::mem::replace(&mut self.games, games).into_iter().map(|(id, row)| (id, row.card)).collect();
        differences(&mut told, rows, |game, card| changes.push(Reply::Game { game, card }));
        changes
    }

    /// All that is listed, as lines.
    pub(super) fn snapshot(&self, list: List) -> Vec<Reply> {
        let mut lines = vec![self.counts()];
        if matches!(list, List::People | List::All) {
            let people = self.people.iter();
            lines.extend(people.map(|(name, row)| Reply::Person { name: name.clone(), presence: Some(*row) }));
        }
        if matches!(list, List::Rooms | List::All) {
            lines.extend(self.rooms.iter().map(|(host, row)| Reply::Room { host: host.clone(), open: Some(*row) }));
        }
        if matches!(list, List::Games | List::All) {
            let games = self.games.iter();
            lines.extend(games.map(|(game, row)| Reply::Game { game: *game, card: Some(row.card.clone()) }));
        }
        lines.push(Reply::Listed(list));
        lines
    }

    fn counts(&self) -> Reply {
        let Counts { people, games, rooms, waiting } = self.counts;
        Reply::Lobby { people, games, rooms, waiting }
    }

    /// The games to list: those that are, while they are lively, and then the liveliest of the others. One that has ended is
    /// listed once more, so that its end is seen.
    fn lively(&self, shared: &Shared) -> BTreeMap<GameId, Row> {
        let now = shared.now();
        let mut games = Vec::new();
        for (id, card) in shared.games.all().into_iter().filter(|(_, card)| !card.private) {
            let standing = card.standing();
            let told = self.games.get(&id);
            if standing.turn.is_none() && told.is_none_or(|row| row.card.turn.is_none()) {
                continue;
            }
            let at = told.filter(|row| row.seq == standing.seq).map_or(now, |row| row.at);
            let stays = told.is_some() && (now.saturating_sub(at) < LIVELY || standing.turn.is_none());
            // Games with bots of the house are for one.
            let is_between_two = !card.sides.iter().any(|side| matches!(side, Who::House(_)));
            let rank = (stays, is_between_two, card.watchers(), standing.seq, id);
            games.push((rank, card, standing.seq, at));
        }
        games.sort_by_key(|(rank, ..)| Reverse(*rank));
        let listed = games.into_iter().take(GAMES);
        listed.map(|(rank, card, seq, at)| (rank.4, Row { card: card.row(), seq, at })).collect()
    }
}

/// Has `told` be `now`, and calls `change` with each key that differs, and its value unless that is gone.
fn differences<K: Ord + Clone, V: PartialEq + Clone>(
    told: &mut BTreeMap<K, V>,
    now: BTreeMap<K, V>,
    mut change: impl FnMut(K, Option<V>),
) {
    for key in told.keys().filter(|key| !now.contains_key(key)) {
        change(key.clone(), None);
    }
    for (key, value) in now.iter().filter(|(key, value)| told.get(key) != Some(value)) {
        change(key.clone(), Some(value.clone()));
    }
    *told = now;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let mut told = BTreeMap::from([("a", 1), ("b", 2), ("c", 3)]);
        let mut changes = Vec::new();
        let now = BTreeMap::from([("a", 1), ("b", 5), ("d", 4)]);
        differences(&mut told, now.clone(), |key, value| changes.push((key, value)));
        assert_eq!(changes, [("c", None), ("b", Some(5)), ("d", Some(4))]);
        assert_eq!(told, now);
    }
}
