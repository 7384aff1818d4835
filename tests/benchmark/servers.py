"""The servers that are compared: how each is started, and where it then listens."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent

#: What each is, for the report.
PEERS = {
    "ours": "this server, release build, with its limits of rate and address lifted",
    "before": "another build of this server",
    "floor": "the yardstick: one thread on epoll that does the same by the shortest way, and nothing else",
    "node": "npm's ws: a frame a tick, encoded once",
    "tutorial": "npm's ws as tutorials have it: a frame at each input",
    "socket.io": "npm's socket.io on its WebSocket transport: a frame a tick",
}

#: How many connections ours takes; as many as the largest case needs, and some to spare.
MOST_CONNECTIONS = 12_000


@dataclass(frozen=True)
class Builds:
    """The programs that were built."""

    ours: Path
    before: Path | None
    floor: Path
    load: Path


@dataclass(frozen=True)
class Server:
    """One way to start one of the peers. `game` is `tttp` or `party`; `hz` is the tick of the party."""

    peer: str
    game: str
    hz: int = 20
    workers: int = 1
    flags: tuple[str, ...] = ()

    def command(self, builds: Builds, folder: Path) -> list[str]:
        """`folder` is for what it keeps."""
        if self.peer in ("ours", "before"):
            binary = builds.ours if self.peer == "ours" else builds.before
            doors = ["--port", "0", "--classic-port", "0", "--classic-party-port", "0"]
            room = ["--no-limits", "--max-connections", str(MOST_CONNECTIONS)]
            how = ["--workers", str(self.workers), "--tick", str(self.hz), "--zombies", "5"]
            # By the environment, for the build to compare with may not know the flag.
            kept = [] if "--data-dir" in self.flags else ["TTTPARTY_EPHEMERAL=true"]
            return ["env", "TTTPARTY_TTTP2_PORT=0", *kept, str(binary), *doors, *room, *how, *(flag.format(folder=folder) for flag in self.flags)]
        tick = ["--hz", str(self.hz)] if self.game == "party" and self.peer != "tutorial" else []
        if self.peer == "floor":
            return [str(builds.floor), self.game, "--port", "0", *tick, *self.flags]
        return ["node", str(TESTS / "peers" / self._script()), "--port", "0", *tick, *self.flags]

    def _script(self) -> str:
        if self.game == "tttp":
            return "ttt-ws.mjs"
        return "party-socketio.mjs" if self.peer == "socket.io" else "party-ws.mjs"

    def urls(self, said: str) -> dict[str, str] | None:
        """Where each door is, by what the server has said so far; nothing while it has not said all of it."""
        if self.peer in ("ours", "before"):
            if "Ctrl-C stops it." not in said:
                return None
            main = re.search(r"bots +ws://(\S+)/tttp", said)[1]
            host, port = re.search(r"nc (\S+) (\d+)", said).groups()
            urls = {door: f"ws://{main}/{door}" for door in ("tttp", "party", "echo")}
            return {**urls, "tcp": f"tcp://{host}:{port}"}
        address = re.search(r"^listening on (\S+)\n", said, re.MULTILINE)
        if address is None:
            return None
        if self.peer == "socket.io":
            return {"party": f"ws://{address[1]}/socket.io/"}
        # They take any path. The load generator tells by it what it is a client of.
        return {"tcp": f"tcp://{address[1]}", self.game: f"ws://{address[1]}/{self.game}"}
