"""What the figures were taken on. No name of a host, no path."""
from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from running import cores
from servers import ROOT, TESTS


def said(*command: str) -> str:
    """What a program says; nothing if it is not there, or fails."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def found(pattern: str, path: Path) -> str:
    match = re.search(pattern, path.read_text(errors="replace"), re.MULTILINE)
    return match[1] if match else "unknown"


def package(name: str) -> str:
    return found(r'"version": "([^"]+)"', TESTS / "node_modules" / name / "package.json")


def commit() -> str:
    name = said("git", "rev-parse", "--short", "HEAD")
    changes = said("git", "status", "--porcelain", "--untracked-files=no")
    return f"{name}, with changes" if changes else name


def describe() -> dict[str, str]:
    """Each fact by its name, in the order of the report."""
    memory = int(found(r"^MemTotal:\s+(\d+) kB$", Path("/proc/meminfo"))) / 1024 / 1024
    server, load = (min(core) for core in cores())
    facts = {
        "CPU": found(r"^model name\s*: (.*)$", Path("/proc/cpuinfo")),
        "cores": f"{len(os.sched_getaffinity(0))}; the server is on core {server}, the load on core {load}",
        "memory": f"{memory:.0f} GiB",
        # What follows the version is whoever built it.
        "system": f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}",
        "Rust": " ".join(said("rustc", "--version").split()[:2]),
        "Node.js": f"{said('node', '--version')}, ws {package('ws')}, socket.io {package('socket.io')}",
        "source": commit(),
        "date": datetime.date.today().isoformat(),
    }
    return {name: fact for name, fact in facts.items() if fact}
