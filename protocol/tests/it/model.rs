//! The rules once more, in the most obvious way and with nothing from the crate: an array of characters, and lines as
//! text.

/// A game, both seats taken.
#[derive(Clone)]
pub struct Model {
    pub cells: [Option<char>; 9],
    pub turn: char,
    pub over: bool,
    /// Who has asked for another game since the end.
    pub asked: Vec<char>,
    pub somebody_left: bool,
}

/// What a command leads to: lines for who said it, and lines for the other.
pub type Said = (Vec<String>, Vec<String>);

impl Model {
    pub fn new() -> Model {
        Model { cells: [None; 9], turn: 'X', over: false, asked: vec![], somebody_left: false }
    }

    pub fn winner(&self) -> Option<char> {
        let rows = [(0, 1, 2), (3, 4, 5), (6, 7, 8)];
        let columns = [(0, 3, 6), (1, 4, 7), (2, 5, 8)];
        let diagonals = [(0, 4, 8), (2, 4, 6)];
        let all = rows.iter().chain(&columns).chain(&diagonals);
        all.filter(|(a, b, c)| self.cells[*a] == self.cells[*b] && self.cells[*b] == self.cells[*c])
            .find_map(|(a, _, _)| self.cells[*a])
    }

    pub fn is_full(&self) -> bool {
        self.cells.iter().all(Option::is_some)
    }

    /// A move, or the text why not.
    pub fn play(&mut self, who: char, cell: usize) -> Result<Said, &'static str> {
        if self.over {
            return Err("The game is over: connect again for another");
        }
        if who != self.turn {
            return Err("Not your turn");
        }
        if self.cells[cell].is_some() {
            return Err("Cell already occupied");
        }
        self.cells[cell] = Some(who);
        self.turn = if who == 'X' { 'O' } else { 'X' };
        let mut mine = vec![format!("VALID_MOVE {cell}")];
        let mut theirs = vec![format!("OPPONENT_MOVED {cell}")];
        if self.winner().is_some() {
            self.over = true;
            mine.push("VICTORY".to_owned());
            theirs.push("DEFEAT".to_owned());
        } else if self.is_full() {
            self.over = true;
            mine.push("TIE".to_owned());
            theirs.push("TIE".to_owned());
        }
        Ok((mine, theirs))
    }

    /// Somebody asks for another game, or is told why not.
    pub fn ask(&mut self, who: char) -> Result<Said, &'static str> {
        if !self.over {
            return Err("The game is still on: finish it first");
        }
        if self.somebody_left {
            return Err("Your opponent has left: connect again for another game");
        }
        if !self.asked.contains(&who) {
            self.asked.push(who);
        }
        if self.asked.len() < 2 {
            return Ok((vec![], vec![]));
        }
        *self = Model::new();
        let your_move = vec!["MESSAGE Your move".to_owned()];
        Ok(if who == 'X' { (your_move, vec![]) } else { (vec![], your_move) })
    }

    pub fn leave(&mut self, who: char) -> Said {
        let first = !self.somebody_left;
        let other_waits = self.asked.iter().any(|asked| *asked != who);
        let on = !self.over;
        self.over = true;
        self.somebody_left = true;
        if on || (first && other_waits) {
            return (vec![], vec!["OTHER_PLAYER_LEFT".to_owned()]);
        }
        (vec![], vec![])
    }
}
