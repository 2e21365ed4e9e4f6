# tries: to leave no way to end, so that it goes on as if it were the fork server
# expects: ok, exception, killed
import os
import sys

os._exit = sys.exit = lambda *status: None
