"""Builds and fetches what a measurement needs."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from servers import ROOT, TESTS, Builds

TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
#: Where runs leave their files.
SCRATCH = TARGET / "bench"
VENV = TARGET / "bench-venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class Missing(Exception):
    """What is not there, and how to get it."""


def command(*words: str) -> None:
    print("$", " ".join(Path(word).name if word.startswith("/") else word for word in words), file=sys.stderr, flush=True)
    # What builders print is no part of our output.
    if subprocess.run(words, cwd=ROOT, stdout=sys.stderr).returncode:
        raise Missing(f"{Path(words[0]).name} failed: see above")


def check_tools(needs_cargo: bool) -> None:
    if sys.platform != "linux":
        raise Missing("this needs Linux: it reads CPU and memory of the server from /proc, and pins it to a core")
    if sys.version_info < (3, 9):
        raise Missing("this needs Python 3.9 or newer")
    for tool, how in (("cargo", "https://rustup.rs"), ("node", "https://nodejs.org"), ("npm", "https://nodejs.org")):
        if shutil.which(tool) is None and (tool != "cargo" or needs_cargo):
            raise Missing(f"{tool} is missing: {how}")


def build(folder: Path | None, before: Path | None) -> Builds:
    """Release builds; those in `folder` instead if it is given."""
    if folder is None:
        command("cargo", "build", "--release", "--locked")
        command("cargo", "build", "--release", "--locked", "-p", "tttparty-tests", "--bins")
        folder = TARGET / "release"
    builds = Builds(ours=folder / "tttparty", before=before, floor=folder / "floor", load=folder / "load")
    for program in (builds.ours, builds.before, builds.floor, builds.load):
        if program is not None and not os.access(program, os.X_OK):
            raise Missing(f"there is no program {program}")
    return builds


def fetch_packages() -> None:
    if not (TESTS / "node_modules" / "socket.io").is_dir():
        command("npm", "ci", "--prefix", "tests", "--no-audit", "--no-fund", "--loglevel=error")


def plotter() -> Path:
    """A Python that has matplotlib, of the version that is pinned."""
    python, stamp = VENV / "bin" / "python", VENV / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.is_file() or stamp.read_text() != wanted:
        command(sys.executable, "-m", "venv", str(VENV))
        command(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", str(REQUIREMENTS))
        stamp.write_text(wanted)
    return python
