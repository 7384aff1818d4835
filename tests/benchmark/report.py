"""Writes the report: plain English and tables."""
from __future__ import annotations

from bounds import DELIVERY, MESSAGE, Verdict, growth_per_stalled
from cases import NO_JOURNAL, Case
from figures import Results
from servers import PEERS

FIELD = {"message": MESSAGE, "delivery": DELIVERY}
PLOT = "benchmarks.svg"

HEAD = """# Benchmarks

What a message costs this server, in CPU time, against the least that is possible and against what others would run.
This file is written by `tests/bench`; do not edit it.
"""

JOURNAL = """Everything that happens in a game is committed to the log on disk before anybody is told. `none` is without (`--ephemeral`,
as in all other cases, since the other servers keep nothing either), `normal` as shipped, `full` with `--sync full`, which
waits for the disk at each commit. The journal's threads share the core of the server, and their CPU time is counted.
"""

ABOUT = """## What is compared

CPU time of the server process, user and system, while it is loaded, divided by the messages it took in or by those that
its clients got. It is read from `/proc` at both ends of a window of {seconds:g} s after a warm-up; {rounds} a case and
server, in turns, so that what disturbs the machine disturbs all of them. Ratios are the least against the least, since a
disturbance only ever adds to the cost; the medians tell how steady it was. Each run has a fresh server on one core, with
one worker thread, and the load on another core, but where a title says otherwise.

{peers}

Read it with care. Machines are shared, this one may have been as well; both sides are on it, and the network is its
loopback: absolute times are not those of your machine, ratios come closer. Unless a case has a pace, as much is offered as
server and load can take, so its throughput is that of the pair; where the load is the one that is full, the server's CPU
per message still counts. Ours does what the floor and the Node servers leave out: it checks hosts and origins, takes
WebSocket and plain TCP clients in the same games, bounds each queue, pings everybody and cuts off who is silent, keeps a
log and a status, and drains when it is told to stop. The floor's party does not even have a world: it throws away what
people say, and sends everybody a ready-made frame. The Node servers log nothing, though those of tutorials do. Rates are
not limited here, or the load would be cut off."""


def report(record: dict, cases: list[Case], verdicts: list[Verdict]) -> str:
    """`record` is what the benchmark keeps: the machine, the settings and the runs."""
    results = Results(record["runs"])
    ran = [case for case in cases if case.name in results.cases()]
    single = [case for case in ran if case.group not in ("sweep", "workers-2", "journal")]
    journal = [case for case in ran if case.group == "journal"]
    workers = [case for case in ran if case.group == "workers-2"]
    sweep = [case for case in ran if case.group == "sweep"]
    parts = [
        HEAD,
        *(["This was a quick run: its figures are noise.\n"] if record["quick"] else []),
        "## What must hold\n", bounds_table(verdicts), *troubles(ran, results), "",
        "## Where and when\n", *(f"- {name}: {fact}" for name, fact in record["machine"].items()), "",
        "To repeat it: `tests/bench`, or `tests/bench --quick` for a look. It needs two cores that are otherwise idle.\n",
        about(record, ran),
    ]
    if sweep:
        picture = f"![Server CPU per delivery against the number of pairs and of clients]({PLOT})"
        parts += ["", "## Cost against size\n", f"{picture}\n", sweep_table(sweep, results)]
    if single:
        parts += ["", "## The cases\n", "Costs are the least and the median of all runs, the rest are medians."]
        for case in single:
            parts += ["", f"### `{case.name}`\n", f"{case.title}.\n", case_table(case, results)]
            if case.name == "party-stalled":
                parts += ["", *stalled_lines(case, results)]
    if journal:
        parts += ["", "## What the journal costs\n", JOURNAL, journal_table(journal, results)]
    if workers:
        parts += ["", "## One worker thread and two\n", "Server and load share all cores, and are not pinned.\n"]
        parts += [workers_table(workers, results)]
    return "\n".join(parts).rstrip() + "\n"


def about(record: dict, cases: list[Case]) -> str:
    present = {entry.server.peer for case in cases for entry in case.entries} | ({"before"} if record["before"] else set())
    peers = "\n".join(f"- **{peer}**: {what}." for peer, what in PEERS.items() if peer in present)
    rounds = "1 run" if record["rounds"] == 1 else f"{record['rounds']} runs"
    return ABOUT.format(seconds=record["seconds"], rounds=rounds, peers=peers)


def table(head: list[str], rows: list[list[str]], words: int = 1) -> str:
    """Its first columns hold words, the others numbers, which stand to the right."""
    rule = ["---" if place < words else "---:" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def number(value: float | None, unit: str = "") -> str:
    """Three digits that tell something."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        text = f"{value:,.0f}"
    elif abs(value) >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    return text + unit


def bounds_table(verdicts: list[Verdict]) -> str:
    rows = []
    for verdict in verdicts:
        bound = verdict.bound
        sign = "≥" if bound.at_least else "≤"
        limit = lambda value: "–" if value is None else f"{sign} {value:g} {bound.unit}"
        measured = "–" if verdict.measured is None else f"{number(verdict.measured)} {bound.unit}"
        rows.append([f"`{bound.case}`", bound.what, limit(bound.must), limit(bound.aim), measured, verdict.word])
    return table(["case", "what", "must", "aim", "measured", "verdict"], rows, words=6)


def troubles(cases: list[Case], results: Results) -> list[str]:
    lines = []
    for case in cases:
        for label in results.labels(case.name):
            trouble = results.trouble(case.name, label)
            if trouble is not None:
                lines.append(f"- `{case.name}`, {label}: {' '.join(trouble.split())}")
    return ["\nThese failed, and have no figures:\n", *lines] if lines else []


def floor_for(label: str) -> str:
    """The floor under the same load: `ours, none stalled` is held against `floor, none stalled`."""
    _, comma, load = label.partition(",")
    return f"floor{comma}{load}"


#: Columns beside those of cost: their head, the figure, what it is multiplied by.
COLUMNS = (
    ("messages/s", "messages_per_second", 1),
    ("deliveries/s", "deliveries_per_second", 1),
    ("server CPU, %", "server_cpu_share", 100),
    ("load CPU, %", "client_cpu_share", 100),
    ("p50, µs", "latency_us.p50", 1),
    ("p99, µs", "latency_us.p99", 1),
    ("p999, µs", "latency_us.p999", 1),
    ("frames/s, least", "frames_per_second.min", 1),
    ("frames/s, median", "frames_per_second.median", 1),
    ("frame gap p50, ms", "frame_gap_us.p50", 0.001),
    ("frame gap p99, ms", "frame_gap_us.p99", 0.001),
    ("KiB/s a client", "bytes_per_second_per_client", 1 / 1024),
    ("KiB a connection", "rss_per_connection_kib", 1),
)


def case_table(case: Case, results: Results) -> str:
    """A row for each server. Columns that have nothing to tell in this case are left out."""
    labels = [label for label in results.labels(case.name) if results.trouble(case.name, label) is None]
    if not labels:
        return "It failed on each server, and has no figures."
    cells = {}
    for unit, field in FIELD.items() if case.unit else ():
        cells[f"µs/{unit}, least"] = [number(results.least(case.name, label, field)) for label in labels]
        cells[f"µs/{unit}, median"] = [number(results.median(case.name, label, field)) for label in labels]
        if unit == case.unit:
            cells["to the floor"] = [number(results.ratio(case.name, label, field, floor_for(label)), " ×") for label in labels]
    for title, field, factor in COLUMNS:
        cells[title] = [number(scaled(results.median(case.name, label, field), factor)) for label in labels]
    told = [title for title, column in cells.items() if any(cell != "–" for cell in column)]
    rows = [[label, *(cells[title][place] for title in told)] for place, label in enumerate(labels)]
    return table(["server", *told], rows)


def scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def stalled_lines(case: Case, results: Results) -> list[str]:
    peers = dict.fromkeys(entry.server.peer for entry in case.entries)
    growth = ((peer, growth_per_stalled(results, peer)) for peer in peers)
    return [f"- Memory for each who never reads, {peer}: {number(value)} MiB." for peer, value in growth if value is not None]


def sweep_table(cases: list[Case], results: Results) -> str:
    labels = list(dict.fromkeys(label for case in cases for label in results.labels(case.name)))
    rows = []
    for case in cases:
        costs = [number(results.least(case.name, label, DELIVERY)) for label in labels]
        rows.append([case.title, *costs, number(results.ratio(case.name, "ours", DELIVERY, "floor"), " ×")])
    return table(["µs/delivery, least", *labels, "ours to the floor"], rows)


def journal_table(cases: list[Case], results: Results) -> str:
    rows = []
    for case in cases:
        for label in results.labels(case.name):
            of = (case.name, label)
            rows.append([
                f"`{case.name}`", label, number(results.least(*of, MESSAGE)), number(results.ratio(*of, MESSAGE, NO_JOURNAL), " ×"),
                number(results.most(*of, "messages_per_second")), number(results.median(*of, "latency_us.p50")),
                number(results.median(*of, "latency_us.p99")), number(scaled(results.median(*of, "kept_kib"), 1 / 1024)),
            ])
    head = ["case", "journal", "µs/message, least", "to none", "messages/s, most", "p50, µs", "p99, µs", "left on disk, MiB"]
    return table(head, rows, words=2)


def workers_table(cases: list[Case], results: Results) -> str:
    rows = []
    for case in cases:
        for label in results.labels(case.name):
            of = (case.name, label)
            rows.append([
                f"`{case.name}`", label, number(results.least(*of, DELIVERY)), number(results.median(*of, DELIVERY)),
                number(results.ratio(*of, DELIVERY, "1 worker"), " ×"), number(results.most(*of, "deliveries_per_second")),
                number(results.median(*of, "latency_us.p99")),
            ])
    head = ["case", "server", "µs/delivery, least", "median", "to 1 worker", "deliveries/s, most", "p99, µs"]
    return table(head, rows, words=2)
