# tries: to print bytes of lone surrogates
# expects: ok
import os

os.write(1, "\ud800\udfff".encode("utf-8", "surrogatepass"))
