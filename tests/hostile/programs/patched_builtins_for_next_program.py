# tries: to change what the next program's builtins do
# expects: ok
import builtins

builtins.sum = lambda numbers: 0
builtins.hash = builtins.len = lambda thing: 1
builtins.print = builtins.input = lambda *words: ""
