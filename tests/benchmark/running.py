"""Runs one server and one load against it, and leaves no process behind."""
from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit

from cases import Entry
from servers import TESTS, Builds

#: How long a server may take to announce itself, in s.
PATIENCE = 20.0
#: How long a load may take to connect and to part, besides warm-up and window, in s.
SLACK = 60.0
WARMUP = 1.0

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


class Trouble(Exception):
    """Why a run gave no figures."""


def cores() -> tuple[set[int], set[int]]:
    """The core of the server and that of the load; the same if there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, {mine[1 % len(mine)]}


def allow_many_files() -> None:
    """Thousands of connections want as many open files as may be had; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def setup(on: set[int]):
    """What a child does before it becomes its program. It ends with us, however we end."""

    def prepare() -> None:
        os.sched_setaffinity(0, on)
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare


@contextlib.contextmanager
def child(command: list[str], on: set[int], log: Path) -> Iterator[subprocess.Popen]:
    """A process in a session of its own, so that Ctrl-C comes to us alone. It is gone when the block is."""
    # What is set on this machine must not matter.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TTTPARTY_")}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=clean,
                                   start_new_session=True, preexec_fn=setup(on))
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def last_lines(log: Path, count: int = 8) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:]) or "    (it said nothing)"


def wait_for_urls(entry: Entry, process: subprocess.Popen, log: Path) -> dict[str, str]:
    end = time.monotonic() + PATIENCE
    while True:
        ended = process.poll() is not None
        urls = entry.server.urls(log.read_text(errors="replace"))
        if urls is not None:
            return urls
        if ended or time.monotonic() > end:
            how = f"stopped with exit code {process.returncode}" if ended else f"announced nothing within {PATIENCE:.0f} s"
            raise Trouble(f"the server {how}; it said:\n{last_lines(log)}")
        time.sleep(0.02)


def load_command(entry: Entry, builds: Builds, url: str, pid: int, seconds: float, seed: int, output: Path) -> list[str]:
    program = [str(builds.load)]
    flags = list(entry.load)
    if entry.server.peer == "socket.io":
        # It has a wire form of its own, and so a load of its own.
        program = ["node", str(TESTS / "peers" / "socketio-load.mjs")]
        flags.remove("party")
    return [*program, *flags, "--url", url, "--pid", str(pid), "--seconds", str(seconds), "--warmup", str(WARMUP),
            "--seed", str(seed), "--json", str(output), "--quiet"]


def measure(entry: Entry, builds: Builds, seconds: float, seed: int, base: Path) -> dict:
    """One run. `base` is where its files go, without their ending."""
    server_core, load_core = cores() if entry.pinned else (os.sched_getaffinity(0),) * 2
    server_log, load_log, output = (base.with_name(base.name + end) for end in (".server.log", ".load.log", ".json"))
    output.unlink(missing_ok=True)
    folder = base.with_name(base.name + ".data")
    # Of a run before.
    shutil.rmtree(folder, ignore_errors=True)
    with child(entry.server.command(builds, folder), server_core, server_log) as server:
        urls = wait_for_urls(entry, server, server_log)
        if entry.door not in urls:
            raise Trouble(f"{entry.server.peer} has no door {entry.door}")
        url = with_path(urls[entry.door], entry.path)
        command = load_command(entry, builds, url, server.pid, seconds, seed, output)
        with child(command, load_core, load_log) as load:
            try:
                load.wait(seconds + WARMUP + SLACK)
            except subprocess.TimeoutExpired:
                raise Trouble(f"the load has not ended in time; it said:\n{last_lines(load_log)}") from None
        if server.poll() is not None:
            raise Trouble(f"the server stopped with exit code {server.returncode}; it said:\n{last_lines(server_log)}")
    kept = sum(file.stat().st_size for file in folder.glob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    return {**result_of(output, load, load_log), "kept_kib": kept / 1024 if kept else None}


def with_path(url: str, path: str) -> str:
    if not path:
        return url
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def result_of(output: Path, load: subprocess.Popen, log: Path) -> dict:
    try:
        result = json.loads(output.read_text())
    except (OSError, ValueError):
        raise Trouble(f"the load stopped with exit code {load.returncode}, and no result; it said:\n{last_lines(log)}") from None
    if result["errors"]:
        samples = "\n".join(f"    {sample}" for sample in result["error_samples"])
        raise Trouble(f"{result['errors']} errors, such as:\n{samples}")
    if load.returncode:
        raise Trouble(f"the load stopped with exit code {load.returncode}; it said:\n{last_lines(log)}")
    return result
