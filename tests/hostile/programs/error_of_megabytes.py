# tries: to have an exception's text that fills the report, of signs that move the cursor
# expects: exception
import os
import resource

hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
os.pwrite(3, b'{"error": "' + b"\\u001b[2J" * ((hard - 100) // 9) + b'", "type": "E", "line": 1}', 0)
os._exit(1)
