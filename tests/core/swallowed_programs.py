"""Programs whose frames are left by exceptions that C code catches, and bodies that share a line."""

CLASSES = """\
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
class Seq:
    def __getitem__(self, i):
        if i > 1: raise IndexError
        return i
class Attr:
    def __getattr__(self, n):
        raise AttributeError(n)
    def go(self):
        return 1
class Missing(dict):
    def __missing__(self, key):
        raise KeyError(key)
class NoLen:
    def __len__(self): raise TypeError('no length')
    def __length_hint__(self): raise TypeError('no hint')
    def __iter__(self): return iter([1])
class Same:
    def __eq__(self, other): raise ValueError('never')
class Size:
    def __index__(self): raise TypeError('no index')
def f(x):
    return x
def keyed(x):
    if x > 2: raise ValueError(x)
    return -x
def gen():
    try:
        yield 1
        raise StopIteration
    finally:
        f(0)
"""

EXPRESSIONS = (
    "hasattr(Attr(), 'x')",
    "getattr(Attr(), 'y', 5)",
    "getattr(Attr(), 'y', f(5))",
    "[hasattr(Attr(), n) for n in 'ab']",
    "Attr().go() + hasattr(Attr(), 'z')",
    "next(It(0), 7)",
    "next(It(1), 7) + next(It(0), f(7))",
    "list(It(2))",
    "sum(It(3))",
    "tuple(It(1)) + tuple(Seq())",
    "max(It(2), default=0)",
    "max(It(0), default=f(0))",
    "sorted(It(3))",
    "list(zip(It(2), Seq()))",
    "list(map(f, It(2)))",
    "list(filter(None, It(3)))",
    "list(enumerate(Seq()))",
    "dict.fromkeys(It(2))",
    "set(It(2)) | {f(9)}",
    "any(It(2)), all(It(2))",
    "1 in It(3)",
    "9 in It(3)",
    "9 in Seq()",
    "list(Seq())",
    "sum(Seq())",
    "list(reversed([*Seq()]))",
    "'-'.join(map(str, Seq()))",
    "[*It(2), *Seq()]",
    "(lambda *a: a)(*It(2))",
    "[a for a in It(2)]",
    "[(a, b) for a in It(2) for b in Seq()]",
    "list(iter(It(2).__next__, 0))",
    "Missing().get(1, f(2))",
    "f(list(Seq()))",
    "max([1, 2], key=keyed)",
    "next(gen(), 0)",
    "[f(v) for v in gen() if v] if False else f(3)",
    "min(It(3), key=lambda v: -v)",
    "list(i for i in It(2) if i)",
    "next((i for i in Seq() if i > 5), f(1))",
)

STATEMENTS = (
    "for v in It(2):\n    f(v)",
    "for v in Seq():\n    f(v)",
    "for v in It(0): pass\nelse: f(1)",
    "a, b = It(2)",
    "try: a, b = It(1)\nexcept ValueError: f(2)",
    "first, *rest = Seq()",
    "try: max([1, 3], key=keyed)\nexcept ValueError: f(1)",
    "try: Missing()[1]\nexcept KeyError: f(2)",
    "try: Same() in [Same()]\nexcept ValueError: f(3)",
    "try: [1][Size()]\nexcept TypeError: f(4)",
    "try: len(NoLen())\nexcept TypeError: f(5)",
    "g = gen()\nnext(g)\ng.close()\nf(6)",
    "try: list(gen())\nexcept RuntimeError: f(7)",
    "import contextlib\nwith contextlib.suppress(AttributeError):\n    Attr().nothing\nf(8)",
    "while next(It(0), False) or f(0):\n    pass\nf(1)",
    "try:\n    raise ExceptionGroup('g', [ValueError(1), KeyError('k')])\nexcept* ValueError:\n    f(1)\n"
    "except* KeyError:\n    f(2)",
)

SWALLOWED = tuple(
    [f"{CLASSES}r = {expression}\nf(r)\n" for expression in EXPRESSIONS]
    + [f"{CLASSES}{statement}\nf(0)\n" for statement in STATEMENTS]
)
