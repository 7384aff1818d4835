//! The commands, for people who read them off a terminal.

use super::Command;

impl Command {
    /// What `HELP` tells: the form of each command, and what it does, in the order of the specification.
    pub const HELP: &[(&str, &str)] = &[
        ("HELLO TTTP/2 [name=N] [bot] [caps=ping,multi,chat]", "begin; without a name you are given one"),
        ("PROPOSE", "hear three names that are free"),
        ("NAME N", "take another name"),
        ("PLAY", "wait for the next opponent"),
        ("PLAY bot=L [clock=S+I]", "play with a house bot, from level 1 (random) to 4 (perfect)"),
        ("HOST [clock=S+I] [locked]", "open a room, and get the code that another player joins it by"),
        ("JOIN code", "play with whoever hosts the room of that code"),
        ("CHALLENGE N [clock=S+I]", "ask somebody for a game; 180+2 is three minutes, and two seconds a move"),
        ("ACCEPT N", "take up the challenge of that player"),
        ("DECLINE N [later|busy|clock|nobots|no]", "say no to it"),
        ("CANCEL", "stop waiting, close your room and withdraw your challenges"),
        ("MOVE [game] cell", "mark a cell: they are 0 to 8, row by row from the top left"),
        ("RESIGN [game]", "give up"),
        ("CLAIM [game]", "win against an opponent who has been gone for too long"),
        ("REMATCH [game]", "ask for another game with the same opponent"),
        ("LEAVE [game|lobby]", "leave your seat, which loses an ongoing game, or stop watching"),
        ("STATE [game]", "hear how it stands"),
        ("WATCH game", "look on at a game"),
        ("WATCH lobby", "hear who is there, and what changes"),
        ("LIST [people|rooms|games]", "hear once who is there, and what"),
        ("SAY game text", "say something to the others there; SAY lobby text, to everybody in the lobby"),
        ("RESUME game ticket [seq=N]", "come back to your seat after a lost connection, and hear what came after N"),
        ("PONG t", "answer PING t: programs do so"),
        ("HELP", "hear all this"),
        ("QUIT", "leave everything, and close the connection"),
    ];
}
