"""A guest of the party who walks to one place, stays, and prints in JSON what it knows after each frame of party.2.

The form of the frames: TTTP.md, "The party canvas".
"""

import json
import struct
import sys

from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect

UNITS = 16


def read(frame, squares):
    """Applies a frame to `squares`, by id. Gives its tick."""
    layout, flags, _since, tick, gone, came, turned, moved = struct.unpack_from(">BBHIHHHH", frame)
    assert layout == 1
    if flags & 1:
        squares.clear()
    at = 16
    for (one,) in struct.iter_unpack(">H", frame[at : at + 2 * gone]):
        squares.pop(one, None)
    at += 2 * gone
    for _ in range(came):
        one, zombie, red, green, blue, length = struct.unpack_from(">HBBBBB", frame, at)
        name = frame[at + 7 : at + 7 + length].decode()
        squares[one] = {"zombie": zombie == 1, "color": f"rgb({red}, {green}, {blue})", "name": name, "prey": 0}
        at += 7 + length
    for one, prey in struct.iter_unpack(">HH", frame[at : at + 4 * turned]):
        squares[one]["prey"] = prey
    at += 4 * turned
    for one, x, y in struct.iter_unpack(">HHH", frame[at:]):
        squares[one].update(x=x / UNITS, y=y / UNITS)
    assert len(frame) == at + 6 * moved
    return tick


def visit(url, x, y):
    squares, place = {}, struct.pack(">HH", round(x * UNITS), round(y * UNITS))
    with connect(url, subprotocols=["party.2"]) as socket:
        while True:
            try:
                message = socket.recv(timeout=60)
            except ConnectionClosedOK:
                return  # any other end of the connection ends the program with an error
            if isinstance(message, str):
                print(message, flush=True)
                continue
            tick = read(message, squares)
            print(json.dumps({"type": "frame", "tick": tick, "squares": squares}), flush=True)
            # The first answer asks for the place; the others only tell which frame was read.
            socket.send(struct.pack(">BI", 2 if place else 1, tick) + place)
            place = b""


if __name__ == "__main__":
    visit(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
