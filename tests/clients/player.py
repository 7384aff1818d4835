"""A small bot: takes the first free cell of those it was given, and prints all that it says and hears.

Without a free one it thinks for ever.
"""

import sys

from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect

LINES = [{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6}, {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}]


def play(url, wishes):
    mine, theirs = set(), set()
    with connect(url) as socket:

        def say(line):
            print("C:", line, flush=True)
            socket.send(line)

        def move():
            free = [cell for cell in wishes if cell not in mine | theirs]
            if free:
                say(f"MOVE {free[0]}")

        while True:
            try:
                line = socket.recv(timeout=60)
            except ConnectionClosedOK:
                return  # any other end of the connection ends the program with an error
            print("S:", line, flush=True)
            if line.startswith("VALID_MOVE "):
                mine.add(int(line[11:]))
            elif line.startswith("OPPONENT_MOVED "):
                theirs.add(int(line[15:]))
                if len(mine | theirs) < 9 and not any(row <= theirs for row in LINES):
                    move()
            elif line == "MESSAGE Your move":
                move()
            elif line in ("VICTORY", "DEFEAT", "TIE", "OTHER_PLAYER_LEFT"):
                say("QUIT")


if __name__ == "__main__":
    play(sys.argv[1], [int(cell) for cell in sys.argv[2:]])
