# tries: to answer the judge in the fork server's place: it finds the server's socket in the frames
# expects: ok
import os
import sys

answer = b'{"status": 0, "stopped": null, "cpu_s": 0, "wall_s": 0, "peak_kb": 0, "clean": true}\n'
frame = sys._getframe()
while frame:
    for value in list(frame.f_locals.values()):
        for channel in (value, getattr(value, "channel", None)):
            if type(channel).__name__ == "socket":
                try:
                    os.write(channel.fileno(), answer)
                except OSError:
                    continue
                raise SystemExit("sent")
    frame = frame.f_back
