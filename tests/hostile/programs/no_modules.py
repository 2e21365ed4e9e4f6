# tries: to leave the judge without any modules
# expects: ok, exception
import sys

sys.modules.clear()
