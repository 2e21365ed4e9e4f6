# tries: to change the code that runs it
# expects: exception
# weak: ok, exception
# leaks: where the user may write it, it can change the sandbox's own code
import sys

frame = sys._getframe()
while frame.f_back:
    frame = frame.f_back
    if "inside" in frame.f_code.co_filename:
        open(frame.f_code.co_filename, "a").close()
