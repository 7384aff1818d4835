//! What is told to who comes later.

use tttp::two::{Channel, History, Name, Place, Said};

fn said(channel: Channel, name: Option<&str>, text: &str) -> Said {
    let name = name.map(|name| name.parse::<Name>().expect("a name"));
    Said { channel, name, text: text.parse().expect("a text") }
}

#[test]
fn the_last_fifty_are_kept() {
    let mut history = History::new(50);
    for number in 0..120 {
        history.push(said(Channel::All, Some("Ada"), &number.to_string()));
    }
    let kept: Vec<&str> = history.iter(&[Channel::All]).map(|said| said.text.as_str()).collect();
    let expected: Vec<String> = (70..120).map(|number| number.to_string()).collect();
    assert_eq!(kept, expected);
}

#[test]
fn each_channel_has_its_readers() {
    let mut history = History::new(50);
    history.push(said(Channel::Players, Some("Ada"), "Good luck"));
    history.push(said(Channel::Watchers, Some("Bo"), "Ada  wins"));
    history.push(said(Channel::Watchers, None, "Be kind"));
    let place: Place = "7KX2M9AB".parse().unwrap();
    let told = |channels: &[Channel]| -> Vec<String> {
        history.replies(place, channels).map(|reply| reply.to_string()).collect()
    };
    let (luck, wins) = ("SAID 7KX2M9AB players Ada Good luck", "SAID 7KX2M9AB watchers Bo Ada  wins");
    assert_eq!(told(&[Channel::Players]), ["HISTORY 7KX2M9AB 1", luck]);
    assert_eq!(told(&[Channel::Watchers]), ["HISTORY 7KX2M9AB 2", wins, "SAID 7KX2M9AB watchers * Be kind"]);
    assert_eq!(told(&[Channel::Players, Channel::Watchers]).len(), 4);
    assert_eq!(told(&[]), ["HISTORY 7KX2M9AB 0"]);
}
