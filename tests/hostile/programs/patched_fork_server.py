# tries: to change the fork server's own objects, for the next program
# expects: ok
import gc
import sys

for frame in sys._current_frames().values():
    while frame:
        for value in list(frame.f_locals.values()):
            if type(value).__name__ == "Server":
                value.run_dir, value.namespaces, value.code = "/", False, None
                value.serve = value._sweep = value._kill = lambda *things: None
        frame = frame.f_back
gc.disable()
