"""What must hold, what we aim at, and how each is read off the results."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from cases import NO_JOURNAL, ONE_ROOM, ROOMS, STALLED, WITHOUT_STALLED
from figures import Results, quotient

MESSAGE = "cpu_us_per_message"
DELIVERY = "cpu_us_per_delivery"

#: Ratios to the floor: the case, what its cost is counted by, what must hold, what we aim at.
RATIOS = (
    ("ttt-rematch-50", MESSAGE, 1.20, 1.10),
    ("ttt-reconnect-50", MESSAGE, 1.40, 1.25),
    ("ttt-rematch-1000", MESSAGE, 1.60, 1.25),
    ("party-200hz-100", DELIVERY, 1.10, 1.05),
    ("party-20hz-300", DELIVERY, 1.25, 1.10),
    ("party-20hz-1000", DELIVERY, 1.40, 1.15),
)

#: Throughputs that differ by less are not told apart: the best runs on a shared machine still do.
NOISE = 0.05


@dataclass(frozen=True)
class Bound:
    """`measure` gives nothing where the case has not run."""

    case: str
    what: str
    must: float
    aim: float | None
    unit: str
    measure: Callable[[Results], float | None]
    at_least: bool = False

    def is_kept(self, measured: float) -> bool:
        return self.reaches(self.must, measured)

    def reaches(self, limit: float, measured: float) -> bool:
        return measured >= limit if self.at_least else measured <= limit


@dataclass(frozen=True)
class Verdict:
    bound: Bound
    #: Nothing if the case was in trouble.
    measured: float | None

    @property
    def kept(self) -> bool:
        return self.measured is not None and self.bound.is_kept(self.measured)

    @property
    def word(self) -> str:
        if self.measured is None:
            return "broken: no figure"
        if not self.kept:
            return "broken"
        aimed = self.bound.aim is not None and self.bound.reaches(self.bound.aim, self.measured)
        return "kept, and the aim too" if aimed else "kept"


def against_floor(case: str, field: str, must: float, aim: float) -> Bound:
    per = "message" if field == MESSAGE else "delivery"
    return Bound(case, f"CPU per {per}, against the floor", must, aim, "×",
                 lambda results: results.ratio(case, "ours", field, "floor"))


def growth_per_stalled(results: Results, peer: str) -> float | None:
    """How much more memory the server takes for each client that never reads, in MiB, its connection included."""

    def growth(label: str) -> float | None:
        after, before = (results.median("party-stalled", label, f"rss_{when}_kib") for when in ("after", "before"))
        return None if after is None or before is None else after - before

    with_them, without = growth(peer), growth(WITHOUT_STALLED.format(peer))
    return None if with_them is None or without is None else (with_them - without) / STALLED / 1024


def percent(value: float | None) -> float | None:
    return None if value is None else value * 100


def kib(value: float | None) -> float | None:
    return None if value is None else value / 1024


def idle(label: str) -> list[Bound]:
    case = "idle-8000"
    return [
        Bound(case, f"memory a connection, {label}", 15, 7, "KiB",
              lambda results: results.median(case, label, "rss_per_connection_kib")),
        Bound(case, f"CPU, {label}", 2, None, "% of a core",
              lambda results: percent(results.least(case, label, "server_cpu_share"))),
    ]


def two_workers(case: str) -> list[Bound]:
    def throughput(results: Results) -> float | None:
        two, one = (results.most(case, label, "deliveries_per_second") for label in ("2 workers", "1 worker"))
        return quotient(two, one)

    return [
        Bound(case, "throughput of 2 workers against 1", 1 - NOISE, None, "×", throughput, at_least=True),
        Bound(case, "CPU per delivery of 2 workers against 1", 1.25, None, "×",
              lambda results: results.ratio(case, "2 workers", DELIVERY, "1 worker")),
    ]


def journal(case: str, must: float) -> Bound:
    return Bound(f"journal-{case}", "CPU per message with the journal, against none", must, None, "×",
                 lambda results: results.ratio(f"journal-{case}", "normal", MESSAGE, NO_JOURNAL))


def all_bounds() -> list[Bound]:
    stalled = "party-stalled"
    scaled = [f"workers-2-{case}" for case in ("ttt-rematch-50", "ttt-rematch-1000", "party-20hz-300")]
    return [
        *(against_floor(*row) for row in RATIOS),
        # Two frames less in a hundred may be the edges of the window.
        Bound(stalled, "frames a second of those who read, the least", 58.8, None, "Hz",
              lambda results: results.median(stalled, "ours", "frames_per_second.min"), at_least=True),
        Bound(stalled, "memory for each who never reads", 1, None, "MiB", lambda results: growth_per_stalled(results, "ours")),
        *idle("ours"),
        *idle("ours, /echo"),
        Bound("party2-3000", "what a client is sent, against its budget", 64, None, "KiB/s",
              lambda results: kib(results.median("party2-3000", "ours", "bytes_per_second_per_client"))),
        Bound("party2-3000", "frames a second, the least of any client", 19.6, None, "Hz",
              lambda results: results.median("party2-3000", "ours", "frames_per_second.min"), at_least=True),
        Bound("rooms", "CPU per delivery in 200 rooms, against one room of as many", 1.25, None, "×",
              lambda results: results.ratio("rooms", ROOMS, DELIVERY, ONE_ROOM)),
        journal("rematch-50", 2),
        journal("reconnect-50", 2),
        journal("rematch-1000", 2),
        *(bound for case in scaled for bound in two_workers(case)),
    ]


def judge(results: Results) -> list[Verdict]:
    """A verdict on each bound whose case has run."""
    ran = set(results.cases())
    return [Verdict(bound, bound.measure(results)) for bound in all_bounds() if bound.case in ran]
