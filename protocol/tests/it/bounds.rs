//! Games with clocks, connections that come and go, and all else that TTTP/2 bounds them by.

use std::time::Duration;

use tttp::two::GameId;
use tttp::{Act, Cell, Ending, Error, Event, Game, Mark, Rules};

const NO_LAG: Duration = Duration::ZERO;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn mark_cell(number: u8) -> Act {
    Act::Move(Cell::try_from(number).expect("0 to 8"))
}

/// As a server has them.
fn rules() -> Rules {
    Rules {
        classic: false,
        clock: Some("60+2".parse().expect("a clock")),
        first_move: Some(ms(30_000)),
        illegal: Some(3),
        lag_credit: ms(300),
        swap: true,
        ..Rules::default()
    }
}

/// A game that began at 0, with a move each second.
fn play(rules: Rules, moves: &[u8]) -> Game {
    let mut game = Game::with(rules, ms(0));
    for (number, now) in moves.iter().zip((1_000..).step_by(1_000)) {
        let turn = game.turn();
        game.apply(turn, mark_cell(*number), ms(now), NO_LAG).expect("a right move");
    }
    game
}

fn apply(game: &mut Game, seat: Mark, act: Act, now: u64) -> Result<Event, Error> {
    game.apply(seat, act, ms(now), NO_LAG)
}

fn id() -> GameId {
    "7KX2M9AB".parse().expect("a game")
}

fn lines(event: Event, game: &Game, now: u64) -> Vec<String> {
    event.lines(id(), game, ms(now)).map(|line| line.to_string()).collect()
}

fn state(game: &Game, now: u64) -> Vec<String> {
    game.state(id(), ms(now)).into_iter().flatten().map(|line| line.to_string()).collect()
}

/// What X and O are told who speak TTTP/1.
fn told(event: Event) -> [Vec<String>; 2] {
    [Mark::X, Mark::O].map(|seat| event.replies(seat).map(|reply| reply.to_string()).collect())
}

#[test]
fn clocks_start_when_both_have_moved() {
    let mut game = play(rules(), &[4]);
    assert_eq!(game.clocks(ms(20_000)), Some([ms(60_000); 2]));
    let event = apply(&mut game, Mark::O, mark_cell(0), 21_000).unwrap();
    assert_eq!(lines(event, &game, 21_000), ["MOVED 7KX2M9AB 2 O 0 60000 60000"]);
    assert_eq!(game.clocks(ms(26_000)), Some([ms(55_000), ms(60_000)]));
    assert_eq!(game.deadline(), Some(ms(81_000)));
    let event = game.apply(Mark::X, mark_cell(8), ms(26_000), ms(1_000)).unwrap();
    assert_eq!(lines(event, &game, 26_000), ["MOVED 7KX2M9AB 3 X 8 57300 60000"]);
}

#[test]
fn each_first_move_has_its_time() {
    let mut game = Game::with(rules(), ms(5_000));
    assert_eq!(game.deadline(), Some(ms(35_000)));
    assert_eq!(game.tick(ms(34_999)), None);
    apply(&mut game, Mark::X, mark_cell(4), 34_999).unwrap();
    assert_eq!(game.deadline(), Some(ms(64_999)));
    let event = game.tick(ms(64_999)).expect("it is time");
    assert_eq!(event, Event::Ended(Ending::Void));
    assert_eq!(lines(event, &game, 65_000), ["END 7KX2M9AB 2 - void"]);
    assert_eq!(told(event), [["OTHER_PLAYER_LEFT"], ["OTHER_PLAYER_LEFT"]]);
    assert_eq!((game.tick(ms(99_000)), game.deadline()), (None, None));
}

#[test]
fn a_flag_falls_at_the_deadline_or_with_the_next_word() {
    let on = play(rules(), &[4, 0]);
    assert_eq!(on.deadline(), Some(ms(62_000)));
    let flag = Event::Ended(Ending::Timeout(Mark::X));
    let over = Ok(flag);
    for (seat, act) in [
        (Mark::X, mark_cell(1)),
        (Mark::O, mark_cell(1)),
        (Mark::X, Act::Resign),
        (Mark::O, Act::Claim),
        (Mark::O, Act::Rematch),
    ] {
        assert_ne!(on.decide(seat, act, ms(61_999), NO_LAG), over);
        let mut game = on.clone();
        assert_eq!(apply(&mut game, seat, act, 62_000), over);
        assert_eq!(game.clocks(ms(99_000)), Some([ms(0), ms(60_000)]));
        assert_eq!(state(&game, 99_000), ["STATE 7KX2M9AB 3 O...X.... - 0 60000", "END 7KX2M9AB 3 O timeout",]);
    }
    assert_eq!(told(flag), [["DEFEAT"], ["VICTORY"]]);
    let mut game = on.clone();
    let left = apply(&mut game, Mark::O, Act::Leave, 62_000).unwrap();
    assert_eq!(left, Event::Left { by: Mark::O, ending: Some(Ending::Timeout(Mark::X)), awaited: false });
}

#[test]
fn a_move_that_was_on_its_way_still_counts() {
    let on = play(rules(), &[4, 0]);
    let late = |now, lag| on.decide(Mark::X, mark_cell(1), ms(now), ms(lag));
    let over = Ok(Event::Ended(Ending::Timeout(Mark::X)));
    assert_ne!(late(62_099, 100), over);
    assert_eq!(late(62_100, 100), over);
    // However long the way is, it counts for no more than the rules allow.
    assert_ne!(late(62_299, 9_000), over);
    assert_eq!(late(62_300, 9_000), over);
    // Only the lag of who is to move is of matter.
    assert_eq!(on.decide(Mark::O, mark_cell(1), ms(62_000), ms(100)), over);

    // The deadline waits for as long as the last move was on its way.
    let mut game = Game::with(rules(), ms(0));
    game.apply(Mark::X, mark_cell(4), ms(0), ms(120)).unwrap();
    game.apply(Mark::O, mark_cell(0), ms(0), ms(9_000)).unwrap();
    assert_eq!(game.deadline(), Some(ms(60_120)));
    assert_eq!(game.clocks(ms(60_100)), Some([ms(0), ms(60_000)]));
    game.apply(Mark::X, mark_cell(1), ms(60_110), ms(120)).unwrap();
    assert_eq!(game.clocks(ms(60_110)), Some([ms(2_010), ms(60_000)]));
    assert_eq!(game.deadline(), Some(ms(120_410)));
}

#[test]
fn who_is_gone_may_come_back_until_the_other_claims() {
    let mut game = play(Rules { clock: None, ..rules() }, &[4, 0]);
    assert_eq!(game.deadline(), None);
    assert_eq!(apply(&mut game, Mark::O, Act::Claim, 5_000), Err(Error::NotClaimable));
    let lost = apply(&mut game, Mark::X, Act::Lose, 5_000).unwrap();
    assert_eq!(lines(lost, &game, 5_000), ["GONE 7KX2M9AB X 20000"]);
    assert_eq!(told(lost), [[""; 0]; 2]);
    assert!(game.is_gone(Mark::X) && !game.is_gone(Mark::O));
    // Once more tells the same: the time runs from the first loss.
    let again = apply(&mut game, Mark::X, Act::Lose, 11_000).unwrap();
    assert_eq!(again, Event::Lost { by: Mark::X, claim_in: ms(14_000) });
    assert_eq!(game.deadline(), Some(ms(305_000)));
    assert_eq!(apply(&mut game, Mark::O, Act::Claim, 24_999), Err(Error::NotClaimable));
    let mut back = game.clone();
    for _ in 0..2 {
        let event = apply(&mut back, Mark::X, Act::Return, 25_000).unwrap();
        assert_eq!(lines(event, &back, 25_000), ["BACK 7KX2M9AB X"]);
        assert_eq!((back.is_gone(Mark::X), back.deadline()), (false, None));
        assert_eq!(apply(&mut back, Mark::O, Act::Claim, 90_000), Err(Error::NotClaimable));
    }
    let claimed = apply(&mut game, Mark::O, Act::Claim, 25_000).unwrap();
    assert_eq!(lines(claimed, &game, 25_000), ["END 7KX2M9AB 5 O abandoned"]);
    assert_eq!(apply(&mut game, Mark::O, Act::Claim, 25_000), Err(Error::GameOver));
    // They see how it ended; until then the other one can't ask them for another.
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch, 26_000), Err(Error::OpponentGone));
    assert_eq!(apply(&mut game, Mark::X, Act::Return, 27_000), Ok(Event::Returned { by: Mark::X }));
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch, 28_000), Ok(Event::Rematch { by: Mark::O, both: false }));
}

#[test]
fn a_game_that_is_given_up_is_abandoned_or_void() {
    let on = play(Rules { clock: None, ..rules() }, &[4, 0]);
    let mut game = on.clone();
    apply(&mut game, Mark::O, Act::Lose, 10_000).unwrap();
    assert_eq!(game.tick(ms(309_999)), None);
    assert_eq!(game.tick(ms(310_000)), Some(Event::Ended(Ending::Abandoned(Mark::O))));

    // When both are gone, each of them for as long as a claim takes.
    let mut game = on.clone();
    apply(&mut game, Mark::O, Act::Lose, 10_000).unwrap();
    apply(&mut game, Mark::X, Act::Lose, 40_000).unwrap();
    assert_eq!(game.deadline(), Some(ms(60_000)));
    assert_eq!(game.tick(ms(60_000)), Some(Event::Ended(Ending::Void)));

    // The first of them for no longer than alone.
    let mut game = on.clone();
    apply(&mut game, Mark::O, Act::Lose, 10_000).unwrap();
    apply(&mut game, Mark::X, Act::Lose, 300_000).unwrap();
    assert_eq!(game.tick(ms(310_000)), Some(Event::Ended(Ending::Void)));

    // The clock of who is gone runs on.
    let mut game = play(rules(), &[4, 0]);
    apply(&mut game, Mark::X, Act::Lose, 10_000).unwrap();
    assert_eq!(game.deadline(), Some(ms(62_000)));
    assert_eq!(game.tick(ms(400_000)), Some(Event::Ended(Ending::Timeout(Mark::X))));
}

#[test]
fn who_leaves_has_lost() {
    for (act, ending, reason) in
        [(Act::Leave, Ending::Resigned(Mark::X), "resign"), (Act::Abandon, Ending::Abandoned(Mark::X), "abandoned")]
    {
        let mut game = play(rules(), &[4, 0]);
        let left = apply(&mut game, Mark::X, act, 3_000).unwrap();
        assert_eq!(left, Event::Left { by: Mark::X, ending: Some(ending), awaited: false });
        let end = format!("END 7KX2M9AB 3 O {reason}");
        assert_eq!(lines(left, &game, 3_000), [end.as_str(), "LEFT 7KX2M9AB X"]);
        assert_eq!(told(left), [vec![], vec!["OTHER_PLAYER_LEFT".to_owned()]]);
        assert_eq!(game.seq(), 4);
        assert!(game.has_left(Mark::X) && !game.has_left(Mark::O));
        assert_eq!(apply(&mut game, Mark::X, Act::Return, 4_000), Err(Error::BadTicket));
    }
    // Who was gone first is so no more.
    let mut game = play(rules(), &[4, 0]);
    apply(&mut game, Mark::X, Act::Lose, 3_000).unwrap();
    apply(&mut game, Mark::X, Act::Leave, 4_000).unwrap();
    assert!(game.has_left(Mark::X) && !game.is_gone(Mark::X));

    let mut game = play(rules(), &[4, 0]);
    let resigned = apply(&mut game, Mark::O, Act::Resign, 3_000).unwrap();
    assert_eq!(lines(resigned, &game, 3_000), ["END 7KX2M9AB 3 X resign"]);
    assert_eq!(told(resigned), [["VICTORY"], ["DEFEAT"]]);
    assert_eq!(apply(&mut game, Mark::X, Act::Resign, 3_000), Err(Error::GameOver));
}

#[test]
fn a_connection_lost_after_the_end_keeps_its_seat_for_a_while() {
    let mut game = play(rules(), &[0, 3, 1, 4, 2]);
    let asked = apply(&mut game, Mark::O, Act::Rematch, 6_000).unwrap();
    assert_eq!(lines(asked, &game, 6_000), ["REMATCH 7KX2M9AB O"]);
    let lost = apply(&mut game, Mark::X, Act::Lose, 7_000).unwrap();
    assert_eq!(lines(lost, &game, 7_000), ["GONE 7KX2M9AB X 20000"]);
    assert_eq!(told(lost), [[""; 0]; 2]);
    // The time runs from the first loss.
    let again = apply(&mut game, Mark::X, Act::Lose, 10_000);
    assert_eq!(again, Ok(Event::Lost { by: Mark::X, claim_in: ms(17_000) }));
    assert_eq!((game.deadline(), game.tick(ms(26_999))), (Some(ms(27_000)), None));
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch, 26_999), Err(Error::OpponentGone));
    // Who is back before the tick is back.
    let mut back = game.clone();
    let event = apply(&mut back, Mark::X, Act::Return, 27_000).unwrap();
    assert_eq!(lines(event, &back, 27_000), ["BACK 7KX2M9AB X"]);
    assert_eq!((back.deadline(), back.tick(ms(99_000))), (None, None));
    assert_eq!(apply(&mut back, Mark::X, Act::Rematch, 99_000), Ok(Event::Rematch { by: Mark::X, both: true }));

    let left = game.tick(ms(27_000)).expect("it is time");
    assert_eq!(left, Event::Left { by: Mark::X, ending: None, awaited: true });
    assert_eq!(lines(left, &game, 27_000), ["LEFT 7KX2M9AB X"]);
    assert_eq!(told(left), [vec![], vec!["OTHER_PLAYER_LEFT".to_owned()]]);
    assert_eq!((game.seq(), game.deadline(), game.tick(ms(99_000))), (10, None, None));
    assert_eq!(game.ending(), Some(Ending::Line(Mark::X)));
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch, 28_000), Err(Error::OpponentGone));
    assert_eq!(apply(&mut game, Mark::X, Act::Return, 28_000), Err(Error::BadTicket));
    // Nothing is left of it to lose.
    let lost = apply(&mut game, Mark::X, Act::Lose, 29_000);
    assert_eq!(lost, Ok(Event::Left { by: Mark::X, ending: None, awaited: false }));
}

#[test]
fn who_has_asked_for_another_game_and_is_lost_has_still_asked_when_back() {
    let mut game = play(rules(), &[0, 3, 1, 4, 2]);
    apply(&mut game, Mark::X, Act::Rematch, 6_000).unwrap();
    apply(&mut game, Mark::X, Act::Lose, 7_000).unwrap();
    assert_eq!(apply(&mut game, Mark::O, Act::Rematch, 8_000), Err(Error::OpponentGone));
    apply(&mut game, Mark::X, Act::Return, 9_000).unwrap();
    let both = apply(&mut game, Mark::O, Act::Rematch, 10_000).unwrap();
    assert_eq!(both, Event::Rematch { by: Mark::O, both: true });
    assert_eq!(game, Game::with(rules(), ms(10_000)));

    // Who asks, and leaves by being gone for long, keeps nobody waiting.
    let mut game = play(rules(), &[0, 3, 1, 4, 2]);
    apply(&mut game, Mark::X, Act::Rematch, 6_000).unwrap();
    apply(&mut game, Mark::X, Act::Lose, 7_000).unwrap();
    assert_eq!(game.tick(ms(27_000)), Some(Event::Left { by: Mark::X, ending: None, awaited: false }));
}

#[test]
fn both_may_be_lost_after_the_end_and_leave_one_by_one() {
    let mut game = play(rules(), &[0, 3, 1, 4, 2]);
    apply(&mut game, Mark::O, Act::Lose, 7_000).unwrap();
    apply(&mut game, Mark::X, Act::Lose, 8_000).unwrap();
    assert_eq!(game.deadline(), Some(ms(27_000)));
    assert_eq!(game.tick(ms(90_000)), Some(Event::Left { by: Mark::O, ending: None, awaited: false }));
    assert_eq!(game.deadline(), Some(ms(28_000)));
    assert_eq!(game.tick(ms(90_000)), Some(Event::Left { by: Mark::X, ending: None, awaited: false }));
    assert_eq!((game.deadline(), game.tick(ms(90_000))), (None, None));
}

/// However long that was: they shall be able to see how it ended.
#[test]
fn who_was_gone_at_the_end_has_its_time_from_the_end_on() {
    let mut game = play(Rules { clock: None, ..rules() }, &[4, 0]);
    apply(&mut game, Mark::O, Act::Lose, 10_000).unwrap();
    apply(&mut game, Mark::X, Act::Claim, 70_000).unwrap();
    assert_eq!((game.is_gone(Mark::O), game.deadline()), (true, Some(ms(90_000))));
    assert_eq!(game.tick(ms(90_000)), Some(Event::Left { by: Mark::O, ending: None, awaited: false }));

    let mut game = play(Rules { clock: None, ..rules() }, &[4, 0]);
    apply(&mut game, Mark::O, Act::Lose, 10_000).unwrap();
    apply(&mut game, Mark::X, Act::Leave, 15_000).unwrap();
    assert_eq!((game.is_gone(Mark::X), game.deadline()), (false, Some(ms(35_000))));
}

#[test]
fn a_classic_game_keeps_no_seat_after_the_end() {
    let mut game = play(Rules::default(), &[0, 3, 1, 4, 2]);
    let lost = apply(&mut game, Mark::X, Act::Lose, 7_000);
    assert_eq!(lost, Ok(Event::Left { by: Mark::X, ending: None, awaited: false }));
    assert_eq!((game.is_gone(Mark::X), game.deadline()), (false, None));
}

#[test]
fn a_move_that_ends_the_game_is_followed_by_its_end() {
    let mut game = play(rules(), &[0, 3, 1, 4]);
    let event = apply(&mut game, Mark::X, mark_cell(2), 5_000).unwrap();
    // X's first took no time of its clock, the second one second; then 2 s more each.
    assert_eq!(lines(event, &game, 5_000), ["MOVED 7KX2M9AB 5 X 2 62000 61000", "END 7KX2M9AB 6 X line"]);
    assert_eq!((game.seq(), game.deadline(), game.to_move()), (6, None, None));
    assert_eq!(game.clocks(ms(60_000)), game.clocks(ms(5_000)));
}

#[test]
fn a_rematch_begins_from_nothing() {
    let mut game = play(rules(), &[0, 3, 1, 4, 2]);
    game.refused(Mark::X, ms(5_000));
    apply(&mut game, Mark::O, Act::Rematch, 6_000).unwrap();
    let both = apply(&mut game, Mark::X, Act::Rematch, 7_000).unwrap();
    assert_eq!(lines(both, &game, 7_000), ["REMATCH 7KX2M9AB X"]);
    assert_eq!(game, Game::with(rules(), ms(7_000)));
    assert_eq!(state(&game, 9_000), ["STATE 7KX2M9AB 0 ......... X 60000 60000"]);
}

#[test]
fn too_many_refused_moves_lose() {
    let mut game = play(rules(), &[4]);
    for _ in 0..2 {
        assert_eq!(game.refused(Mark::X, ms(2_000)), None);
        assert_eq!(game.refused(Mark::O, ms(2_000)), None);
    }
    let event = game.refused(Mark::O, ms(2_000)).expect("too many");
    assert_eq!(event, Event::Ended(Ending::Illegal(Mark::O)));
    assert_eq!(lines(event, &game, 2_000), ["END 7KX2M9AB 2 X illegal"]);
    assert_eq!(game.refused(Mark::X, ms(2_000)), None);
    let mut classic = play(Rules::default(), &[4]);
    assert!((0..100).all(|_| classic.refused(Mark::O, ms(2_000)).is_none()));
}

#[test]
fn rules_may_change_while_it_is_on() {
    let mut game = play(Rules::default(), &[4, 0]);
    game.set_rules(rules(), ms(10_000));
    assert_eq!((game.clocks(ms(15_000)), game.deadline()), (Some([ms(55_000), ms(60_000)]), Some(ms(70_000))));
    // The same clock goes on.
    game.set_rules(Rules { swap: false, ..rules() }, ms(15_000));
    assert_eq!(game.deadline(), Some(ms(70_000)));
    let mut game = play(Rules::default(), &[4]);
    game.set_rules(rules(), ms(10_000));
    assert_eq!((game.clocks(ms(15_000)), game.deadline()), (Some([ms(60_000); 2]), Some(ms(40_000))));
    apply(&mut game, Mark::O, mark_cell(0), 16_000).unwrap();
    assert_eq!(game.deadline(), Some(ms(76_000)));
}

/// The games of TTTP/1 are many, and know nothing of all this.
#[test]
fn a_game_is_small() {
    assert!(size_of::<Game>() <= 32, "{} bytes", size_of::<Game>());
}
