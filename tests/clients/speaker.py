"""Says each line of its input as a text message, and prints in JSON each message that it hears, on the websockets package."""

import json
import sys
import threading

from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect


def listen(socket):
    try:
        while True:
            message = socket.recv()
            print(json.dumps(message if isinstance(message, str) else list(message)), flush=True)
    except ConnectionClosedOK:
        return  # any other end of the connection ends the program with an error


def speak(url):
    with connect(url) as socket:
        listener = threading.Thread(target=listen, args=(socket,))
        listener.start()
        for line in sys.stdin:
            socket.send(line.rstrip("\n"))
        socket.close()
        listener.join()


if __name__ == "__main__":
    speak(sys.argv[1])
