# tries: to have its output taken for its report, and the other way round
# expects: ok, exception, killed
import os

os.dup2(1, 40)
os.dup2(3, 1)
os.dup2(40, 3)
print('{"error": null, "value": "1"}')
