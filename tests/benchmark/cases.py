"""What is measured: each case is one load on several servers."""
from __future__ import annotations

from dataclasses import dataclass, replace

from servers import Server

#: Who plays tic-tac-toe, and who gives parties.
PLAYERS = ("ours", "floor", "node")
HOSTS = ("ours", "floor", "node", "socket.io")

WITHOUT_STALLED = "{}, none stalled"
STALLED = 20

ROOMS = "200 rooms of 20"
ONE_ROOM = "one room of 4,000"

SWEEP_PAIRS = (10, 30, 100, 300, 1000)
SWEEP_CLIENTS = (50, 100, 200, 500, 1000)
#: Ours pings everybody so often: who is idle costs that, and the window must have it.
PING_SECONDS = 5.0

#: How the games are journalled: not, as shipped, and so that they survive a power failure. `{folder}` is a new one for each run.
NO_JOURNAL = "none"
JOURNALS = {NO_JOURNAL: ("--ephemeral",), "normal": ("--data-dir", "{folder}"), "full": ("--data-dir", "{folder}", "--sync", "full")}

#: A sweep has many points, and each is only one of a line.
SWEEP_SECONDS = 3.0


@dataclass(frozen=True)
class Entry:
    """One server under the load of a case. `load` goes to the load generator."""

    label: str
    server: Server
    door: str
    load: tuple[str, ...]
    #: What is added to the address; a path in it stands for that of the door.
    path: str = ""
    #: Whether the server has one core and the load another; else both have all cores.
    pinned: bool = True


@dataclass(frozen=True)
class Case:
    """`unit` is what its cost is counted by: a message taken in, or a delivery; nothing where neither tells anything."""

    name: str
    title: str
    unit: str
    entries: tuple[Entry, ...]
    group: str = ""
    #: Bounds of its window, in s.
    at_least: float = 0.0
    at_most: float = 60.0

    def window(self, seconds: float) -> float:
        return min(max(seconds, self.at_least), self.at_most)

    def is_meant_by(self, word: str) -> bool:
        return word in (self.name, self.group)


def tttp(name: str, title: str, *load: str, door: str = "tttp", peers: tuple[str, ...] = PLAYERS, **more) -> Case:
    def server(peer: str) -> Server:
        # The floor has no port that takes both.
        return Server(peer, "tttp", flags=("--lines",) if door == "tcp" and peer == "floor" else ())

    entries = tuple(Entry(peer, server(peer), door, ("tttp", *load)) for peer in peers)
    return Case(name, title, "message", entries, **more)


def crowd(clients: int, inputs: int, hz: int, *more: str) -> tuple[str, ...]:
    return ("party", "--clients", str(clients), "--inputs", str(inputs), "--hz", str(hz), *more)


def party(name: str, title: str, clients: int, inputs: int, hz: int, peers: tuple[str, ...] = HOSTS, **more) -> Case:
    load = crowd(clients, inputs, hz)
    entries = tuple(Entry(peer, Server(peer, "party", hz), "party", load) for peer in peers)
    return Case(name, title, "delivery", entries, **more)


def stalled() -> Case:
    """Each peer twice: with readers that have stopped reading, and without them."""
    entries = []
    for peer in ("ours", "floor", "node"):
        server = Server(peer, "party", 60)
        entries.append(Entry(peer, server, "party", crowd(320, 20, 60, "--stalled", str(STALLED))))
        entries.append(Entry(WITHOUT_STALLED.format(peer), server, "party", crowd(320 - STALLED, 20, 60)))
    title = f"A party at 60 Hz of 320 clients, {STALLED} of whom never read, and of the other {320 - STALLED} alone"
    return Case("party-stalled", title, "delivery", tuple(entries))


def idle() -> Case:
    load = ("idle", "--connections", "8000")
    entries = [Entry(peer, Server(peer, "tttp"), "tttp", load) for peer in PLAYERS]
    entries.insert(1, Entry("ours, /echo", Server("ours", "tttp"), "echo", load))
    return Case("idle-8000", "8,000 connections that say nothing but pongs", "", tuple(entries), at_least=PING_SECONDS)


def storm() -> Case:
    load = ("storm", "--connections", "2000", "--concurrency", "64")
    entries = tuple(Entry(peer, Server(peer, "tttp"), "tttp", load) for peer in PLAYERS)
    title = "Connect, hear the first line, close: 2,000 times, 64 at a time. Each connection counts as a message"
    return Case("storm", title, "message", entries)


def budgeted() -> Case:
    load = crowd(3000, 5, 20, "--form", "party2", "--spread")
    entry = Entry("ours", Server("ours", "party"), "party", load)
    return Case("party2-3000", "A party of 3,000 in the party.2 form, 5 inputs a second each", "delivery", (entry,))


def rooms() -> Case:
    """The load generator fills in `{room}`, and is told by `--rooms` how many there are."""
    load = crowd(4000, 5, 20, "--form", "party2", "--spread")
    small = Entry(ROOMS, Server("ours", "party"), "party", (*load, "--rooms", "200"), path="/party?room={room}")
    large = Entry(ONE_ROOM, Server("ours", "party"), "party", load)
    return Case("rooms", "4,000 guests in 200 rooms, and in one, in the party.2 form", "delivery", (small, large))


def workers(of: Case) -> Case:
    """Ours with one worker thread and with two; server and load share all cores in both."""
    ours = next(entry for entry in of.entries if entry.label == "ours")
    entries = tuple(
        replace(ours, label=label, server=replace(ours.server, workers=count), pinned=False)
        for label, count in (("1 worker", 1), ("2 workers", 2))
    )
    return replace(of, name=f"workers-2-{of.name}", title=f"{of.title}; not pinned", entries=entries, group="workers-2")


def journal(of: Case) -> Case:
    """Ours with each kind of journal; its thread shares the core of the server."""
    ours = next(entry for entry in of.entries if entry.label == "ours")
    entries = tuple(replace(ours, label=label, server=replace(ours.server, flags=flags)) for label, flags in JOURNALS.items())
    return replace(of, name=of.name.replace("ttt", "journal"), entries=entries, group="journal")


def sweep() -> list[Case]:
    lines = []
    for pairs in SWEEP_PAIRS:
        lines.append(tttp(f"sweep-ttt-{pairs}", f"{pairs:,} pairs, game after game", "--pairs", str(pairs), "--mode", "rematch",
                          group="sweep", at_most=SWEEP_SECONDS))
    for clients in SWEEP_CLIENTS:
        lines.append(party(f"sweep-party-{clients}", f"a party of {clients:,} at 20 Hz", clients, 5, 20, PLAYERS,
                           group="sweep", at_most=SWEEP_SECONDS))
    return lines


def all_cases() -> list[Case]:
    rematch_50 = tttp("ttt-rematch-50", "50 pairs, game after game by REMATCH", "--pairs", "50", "--mode", "rematch")
    rematch_1000 = tttp("ttt-rematch-1000", "1,000 pairs, game after game by REMATCH", "--pairs", "1000", "--mode", "rematch")
    reconnect_50 = tttp("ttt-reconnect-50", "50 pairs who connect anew for each game", "--pairs", "50", "--mode", "reconnect")
    think_1000 = tttp("ttt-think-1000", "1,000 pairs who think for a second before each move", "--pairs", "1000", "--mode", "think",
                      "--think-ms", "1000")
    party_300 = party("party-20hz-300", "A party of 300 at 20 Hz, 20 inputs a second each", 300, 20, 20)
    return [
        rematch_50,
        reconnect_50,
        rematch_1000,
        tttp("ttt-rejected-50", "50 pairs of whom each move is refused", "--pairs", "50", "--mode", "rejected"),
        think_1000,
        tttp("ttt-tcp-rematch-50", "50 pairs on plain TCP", "--pairs", "50", "--mode", "rematch", door="tcp",
             peers=("ours", "floor")),
        party("party-200hz-100", "A party of 100 at 200 Hz, 20 inputs a second each", 100, 20, 200, (*HOSTS, "tutorial")),
        party_300,
        party("party-20hz-1000", "A party of 1,000 at 20 Hz, 5 inputs a second each", 1000, 5, 20, PLAYERS),
        stalled(),
        idle(),
        storm(),
        budgeted(),
        rooms(),
        *(journal(of) for of in (rematch_50, reconnect_50, rematch_1000, think_1000)),
        *(workers(of) for of in (rematch_50, rematch_1000, party_300)),
        *sweep(),
    ]


def with_before(case: Case) -> Case:
    """The case with another build of ours beside ours, wherever ours is compared with others."""
    entries = []
    for entry in case.entries:
        entries.append(entry)
        if entry.label == "ours":
            entries.append(replace(entry, label="before", server=replace(entry.server, peer="before")))
    return replace(case, entries=tuple(entries))
