"""The benchmark, from the command line to the exit code. tests/bench starts it."""
from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Callable

import machine
import preparing
from bounds import judge
from cases import Case, all_cases, with_before
from figures import Results
from progress import Progress
from report import FIELD, PLOT, bounds_table, number, report
from running import Trouble, allow_many_files, measure
from servers import TESTS, Builds

EXIT_CODES = """\
Exit codes: 0 all that must hold does, 1 something does not or a run has failed, 2 it could not start, 130 Ctrl-C."""
QUICK_SECONDS = 2.0
#: All that the report is made of.
RECORD = preparing.SCRATCH / "record.json"


def arguments(cases: list[Case]) -> argparse.Namespace:
    groups = sorted({case.group for case in cases if case.group})
    single = [case.name for case in cases if not case.group]
    parser = argparse.ArgumentParser(
        prog="tests/bench", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Measures what a message costs the server, and writes BENCHMARKS.md and benchmarks.svg.",
        epilog=f"Cases: {', '.join(single)}.\nGroups of cases: {', '.join(groups)}.\n\n{EXIT_CODES}")
    parser.add_argument("--rounds", type=above_0(int), metavar="N", help="runs of each case and server (default: 3, quick: 1)")
    parser.add_argument("--seconds", type=above_0(float), metavar="S", help="measured window of a run (default: 5, quick: 2)")
    parser.add_argument("--cases", metavar="A,B", help="only these cases or groups (default: all; quick: all but the sweep)")
    parser.add_argument("--quick", action="store_true", help="a look that takes a few minutes; its figures are noise")
    parser.add_argument("--output", type=place, metavar="FOLDER",
                        help="where the report goes (default: tests/ if all cases run in full, else target/bench/)")
    parser.add_argument("--before", type=place, metavar="BINARY", help="compare with another build of the server as well")
    parser.add_argument("--binaries", type=place, metavar="FOLDER", help="build nothing: take tttparty, floor and load from here")
    parser.add_argument("--again", action="store_true", help="measure nothing: write the report of the last runs once more")
    chosen = parser.parse_args()
    for word in (chosen.cases or "").split(","):
        if word and not any(case.is_meant_by(word) for case in cases):
            parser.error(f"there is no case {word}: see --help")
    return chosen


def above_0(kind: type) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = kind(text)
        if value <= 0:
            raise argparse.ArgumentTypeError("it is above 0")
        return value

    return read


def place(text: str) -> Path:
    return Path(text).resolve()


def chosen_cases(chosen: argparse.Namespace, cases: list[Case]) -> list[Case]:
    if chosen.cases:
        words = [word for word in chosen.cases.split(",") if word]
        return [case for case in cases if any(case.is_meant_by(word) for word in words)]
    return [case for case in cases if not (chosen.quick and case.group == "sweep")]


def short(trouble: str) -> str:
    """What went wrong, and the first that was said of it."""
    return " ".join(line.strip() for line in trouble.splitlines()[:2])


def run_all(cases: list[Case], builds: Builds, rounds: int, seconds: float, save: Callable[[list[dict]], None]) -> None:
    """All servers of a case take turns, round after round. One that is in trouble is not run again in that case."""
    runs: list[dict] = []
    progress = Progress(rounds * sum(len(case.entries) for case in cases))
    for case in cases:
        window = case.window(seconds)
        failed = set()
        for turn in range(1, rounds + 1):
            for entry in (entry for entry in case.entries if entry.label not in failed):
                what = f"{case.name}  {entry.label}"
                progress.begins(f"{what}, round {turn}")
                run = {"case": case.name, "label": entry.label, "round": turn}
                try:
                    # The same seed for all in a round.
                    run["result"] = measure(entry, builds, window, turn, preparing.SCRATCH / file_name(run))
                    progress.ends(f"{what}  {headline(case, run['result'])}")
                except Trouble as trouble:
                    run["trouble"] = short(str(trouble))
                    failed.add(entry.label)
                    progress.ends(f"{what}  FAILED: {trouble}")
                    progress.skips(rounds - turn)
                runs.append(run)
                save(runs)


def file_name(run: dict) -> str:
    label = "".join(letter if letter.isalnum() else "-" for letter in run["label"])
    return f"{run['case']}.{label}.{run['round']}"


def headline(case: Case, result: dict) -> str:
    cost = result.get(FIELD[case.unit]) if case.unit else None
    memory, share = result.get("rss_per_connection_kib"), result.get("server_cpu_share")
    figures = [] if cost is None else [f"{number(cost)} µs/{case.unit}"]
    figures += [] if cost is not None or memory is None else [f"{number(memory)} KiB a connection"]
    figures += [] if share is None else [f"server at {number(share * 100)} %"]
    return ", ".join(figures)


def write_report(record: dict, cases: list[Case], output: Path) -> int:
    """Gives the exit code."""
    output.mkdir(parents=True, exist_ok=True)
    verdicts = judge(Results(record["runs"]))
    (output / "BENCHMARKS.md").write_text(report(record, cases, verdicts), encoding="utf-8")
    if any(run["case"].startswith("sweep-") for run in record["runs"]):
        script = Path(__file__).with_name("plot.py")
        if subprocess.run([preparing.plotter(), "-B", script, RECORD, output / PLOT]).returncode:
            raise preparing.Missing("the plot failed: see above")
    print(bounds_table(verdicts))
    print(f"\n{sum(verdict.kept for verdict in verdicts)} of {len(verdicts)} kept. The report: {output / 'BENCHMARKS.md'}")
    failed = any("trouble" in run for run in record["runs"])
    return 1 if failed or not all(verdict.kept for verdict in verdicts) else 0


def main() -> int:
    cases = all_cases()
    chosen = arguments(cases)
    whole = not chosen.cases and not chosen.quick
    if chosen.again:
        if not RECORD.is_file():
            raise preparing.Missing("there are no last runs: run it without --again first")
        return write_report(json.loads(RECORD.read_text()), cases, chosen.output or preparing.SCRATCH)

    preparing.check_tools(needs_cargo=chosen.binaries is None)
    builds = preparing.build(chosen.binaries, chosen.before)
    preparing.fetch_packages()
    preparing.plotter()
    preparing.SCRATCH.mkdir(parents=True, exist_ok=True)
    allow_many_files()
    wanted = chosen_cases(chosen, cases)
    record = {
        "machine": machine.describe(), "quick": chosen.quick, "before": chosen.before is not None,
        "rounds": chosen.rounds or (1 if chosen.quick else 3),
        "seconds": chosen.seconds or (QUICK_SECONDS if chosen.quick else 5.0),
    }

    def save(runs: list[dict]) -> None:
        # After each run, so that what was measured is not lost.
        record["runs"] = runs
        RECORD.write_text(json.dumps(record, indent=1))

    measured = [with_before(case) for case in wanted] if chosen.before else wanted
    run_all(measured, builds, record["rounds"], record["seconds"], save)
    return write_report(record, cases, chosen.output or (TESTS if whole else preparing.SCRATCH))


def stop(signum: int, frame: object) -> None:
    """As Ctrl-C does, so that no child is left."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ntests/bench: stopped; what was measured so far is in target/bench/", file=sys.stderr)
        sys.exit(130)
    except preparing.Missing as missing:
        print(f"tests/bench: {missing}", file=sys.stderr)
        sys.exit(2)
