//! Tic-tac-toe with every answer ready-made ("TTTP.md").

use crate::{
    hub::{Hub, Service},
    wire,
};

/// What a table's number is when there is none.
const NOWHERE: usize = usize::MAX;
/// All nine cells.
const FULL: u16 = 0o777;
/// Rows, columns and diagonals; bit n is cell n.
const LINES: [u16; 8] = [0o007, 0o070, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124];

/// What is said, as it goes over the wire.
struct Said {
    welcome_x: Vec<u8>,
    welcome_o: Vec<u8>,
    waiting: Vec<u8>,
    second: Vec<u8>,
    your_move: Vec<u8>,
    left: Vec<u8>,
    not_your_turn: Vec<u8>,
    no_opponent: Vec<u8>,
    occupied: Vec<u8>,
    no_such_cell: Vec<u8>,
    unknown: Vec<u8>,
    game_over: Vec<u8>,
    /// By cell: to who moved; alone, with a victory, with a tie.
    valid: [[Vec<u8>; 9]; 3],
    /// By cell: to the other; alone, with a defeat, with a tie.
    moved: [[Vec<u8>; 9]; 3],
}

#[derive(Clone, Copy)]
struct Table {
    /// Who plays X and O: places of connections.
    players: [usize; 2],
    /// Cells of X and O.
    cells: [u16; 2],
    /// 0 when X is to move, 1 when O is.
    turn: usize,
    over: bool,
    /// Who has asked for another game.
    again: [bool; 2],
}

/// All games.
pub struct Tables {
    said: Said,
    /// By connection: its table, and 0 for X or 1 for O.
    seats: Vec<(usize, usize)>,
    tables: Vec<Table>,
    free: Vec<usize>,
    /// The table of who waits.
    waiting: Option<usize>,
}

impl Tables {
    /// No games yet, over WebSocket or as lines.
    pub fn new(websocket: bool) -> Self {
        let said = Said::new(websocket);
        Self { said, seats: Vec::new(), tables: Vec::new(), free: Vec::new(), waiting: None }
    }

    fn play(&mut self, hub: &mut Hub, id: usize, cell: usize) {
        let (number, seat) = self.seats[id];
        let said = &self.said;
        let table = &mut self.tables[number];
        let refusal = if table.over {
            &said.game_over
        } else if table.players[1] == NOWHERE {
            &said.no_opponent
        } else if table.turn != seat {
            &said.not_your_turn
        } else if (table.cells[0] | table.cells[1]) >> cell & 1 != 0 {
            &said.occupied
        } else {
            table.cells[seat] |= 1 << cell;
            table.turn = 1 - seat;
            let won = LINES.iter().any(|line| table.cells[seat] & line == *line);
            let full = table.cells[0] | table.cells[1] == FULL;
            let ending = if won { 1 } else { usize::from(full) * 2 };
            table.over = ending != 0;
            hub.send(id, &said.valid[ending][cell]);
            return hub.send(table.players[1 - seat], &said.moved[ending][cell]);
        };
        hub.send(id, refusal);
    }

    fn again(&mut self, hub: &mut Hub, id: usize) {
        let (number, seat) = self.seats[id];
        let table = &mut self.tables[number];
        if !table.over || table.players[1 - seat] == NOWHERE {
            return hub.send(id, &self.said.unknown);
        }
        table.again[seat] = true;
        if table.again == [true, true] {
            *table = Table { players: table.players, ..Table::EMPTY };
            hub.send(table.players[0], &self.said.your_move);
        }
    }
}

impl Table {
    const EMPTY: Self = Self { players: [NOWHERE; 2], cells: [0; 2], turn: 0, over: false, again: [false; 2] };
}

impl Service for Tables {
    fn opened(&mut self, hub: &mut Hub, id: usize, _party2: bool) {
        if self.seats.len() <= id {
            self.seats.resize(id + 1, (NOWHERE, 0));
        }
        if let Some(number) = self.waiting.take() {
            self.seats[id] = (number, 1);
            self.tables[number].players[1] = id;
            hub.send(id, &self.said.welcome_o);
            hub.send(id, &self.said.second);
            hub.send(self.tables[number].players[0], &self.said.your_move);
        } else {
            let number = self.free.pop().unwrap_or_else(|| {
                self.tables.push(Table::EMPTY);
                self.tables.len() - 1
            });
            self.tables[number] = Table { players: [id, NOWHERE], ..Table::EMPTY };
            self.seats[id] = (number, 0);
            self.waiting = Some(number);
            hub.send(id, &self.said.welcome_x);
            hub.send(id, &self.said.waiting);
        }
    }

    fn said(&mut self, hub: &mut Hub, id: usize, what: &[u8]) {
        match what {
            [b'M', b'O', b'V', b'E', b' ', digit @ b'0'..=b'8'] => self.play(hub, id, usize::from(digit - b'0')),
            [b'M', b'O', b'V', b'E', b' ', b'9'] => hub.send(id, &self.said.no_such_cell),
            b"REMATCH" => self.again(hub, id),
            b"QUIT" => hub.close(id, self),
            _ => hub.send(id, &self.said.unknown),
        }
    }

    fn gone(&mut self, hub: &mut Hub, id: usize) {
        let (number, seat) = std::mem::replace(&mut self.seats[id], (NOWHERE, 0));
        let Some(table) = self.tables.get_mut(number) else { return };
        table.players[seat] = NOWHERE;
        if self.waiting == Some(number) {
            self.waiting = None;
        }
        let other = table.players[1 - seat];
        if other == NOWHERE {
            self.free.push(number);
        } else if !table.over {
            table.over = true;
            hub.send(other, &self.said.left);
        }
    }

    fn tick(&mut self, _hub: &mut Hub) {}
}

impl Said {
    fn new(websocket: bool) -> Self {
        let line = |text: &str| match websocket {
            true => wire::frame(wire::TEXT, text.as_bytes()),
            false => format!("{text}\n").into_bytes(),
        };
        let message = |text: &str| line(&format!("MESSAGE {text}"));
        let cells = |word: &str, result: &str| {
            std::array::from_fn(|cell| {
                let mut said = line(&format!("{word} {cell}"));
                if !result.is_empty() {
                    said.extend(line(result));
                }
                said
            })
        };
        Self {
            welcome_x: line("WELCOME X"),
            welcome_o: line("WELCOME O"),
            waiting: message("Waiting for opponent to connect"),
            second: message("Your opponent will move first"),
            your_move: message("Your move"),
            left: line("OTHER_PLAYER_LEFT"),
            not_your_turn: message("Not your turn"),
            no_opponent: message("You don’t have an opponent yet"),
            occupied: message("Cell already occupied"),
            no_such_cell: message("No such cell: they are 0 to 8, row by row from the top left"),
            unknown: message("Unknown command: say MOVE 0 to MOVE 8, or QUIT, in capitals"),
            game_over: message("The game is over: connect again for another"),
            valid: ["", "VICTORY", "TIE"].map(|result| cells("VALID_MOVE", result)),
            moved: ["", "DEFEAT", "TIE"].map(|result| cells("OPPONENT_MOVED", result)),
        }
    }
}
