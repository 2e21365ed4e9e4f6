"""Programs whose explanations went wrong once, or could: each with what Python does, written by hand.

What is expected are the lines of the style for small models, without those of definitions and the answer.
"""

# ruff: noqa: E501 - programs and what is said of them, in one line each
from __future__ import annotations

CASES: dict[str, tuple[str, str]] = {
    # --- exceptions that C code catches
    "hasattr with __getattr__": (
        "class A:\n    def __getattr__(self, n):\n        raise AttributeError(n)\n"
        "a = A()\nb = hasattr(a, 'x')\nc = 1\n",
        "4 A()->a\n5 A.__getattr__(self=A(),n='x')\n3 raise AttributeError: x;leave AttributeError: x\n"
        "5+ hasattr(A(),'x')=False->b\n6 1->c",
    ),
    "getattr with a default": (
        "class A:\n    def __getattr__(self, n):\n        raise AttributeError(n)\n    def go(self):\n"
        "        return 1\na = A()\nx = getattr(a, 'y', 5) + a.go()\n",
        "6 A()->a\n7 A.__getattr__(self=A(),n='y')\n3 raise AttributeError: y;leave AttributeError: y\n"
        "7+ getattr(A(),'y',5)=5;A.go(self=A())\n5 return 1\n7+ 5+1=6->x",
    ),
    "next with a default": (
        "class It:\n    def __next__(self):\n        raise StopIteration\ndef f(x):\n    return x\n"
        "r = next(It(), 7)\nq = f(1)\n",
        "6 It.__next__(self=It())\n3 raise StopIteration;leave StopIteration\n6+ next(It(),7)=7->r\n7 f(x=1)\n"
        "5 return 1\n7+ 1->q",
    ),
    "the protocol of sequences": (
        "class S:\n    def __getitem__(self, i):\n        if i > 0: raise IndexError\n        return 9\n"
        "x = list(S())\ny = 2\n",
        "5 S.__getitem__(self=S(),i=0)\n3 0>0 false\n4 return 9\n5+ S.__getitem__(self=S(),i=1)\n3 1>0 true\n"
        "3 raise IndexError;leave IndexError\n5+ list(S())=[9]->x\n6 2->y",
    ),
    "sum of an iterator": (
        "class R:\n    def __init__(s): s.i = 0\n    def __iter__(s): return s\n    def __next__(s):\n"
        "        if s.i == 1: raise StopIteration\n        s.i += 1\n        return s.i\nt = sum(R())\nu = t\n",
        "8 R.__init__(s=R())\n2 0->s.i;return None\n8+ R()=R(i=0);R.__iter__(s=R(i=0))\n3 return R(i=0)\n"
        "8+ R.__next__(s=R(i=0))\n5 0==1 false\n6 0+1=1->s.i\n7 return 1\n8+ R.__next__(s=R(i=1))\n5 1==1 true\n"
        "5 raise StopIteration;leave StopIteration\n8+ sum(R(i=0))=1->t\n9 1->u",
    ),
    "in, by __iter__ of a class": (
        "class B:\n    def __iter__(s):\n        return iter([1, 2])\nx = 1 in B()\ny = 3\n",
        "4 B.__iter__(s=B())\n3 return <list_iterator>\n4+ 1 in B() true->x\n5 3->y",
    ),
    "a key that raises inside of min": (
        "def k(v):\n    return 1 // v\ntry:\n    m = min([0, 2], key=k)\nexcept ZeroDivisionError:\n    m = 0\n"
        "n = 5\n",
        "4 k(v=0)\n"
        "2 raise ZeroDivisionError: integer division or modulo by zero;leave ZeroDivisionError: integer division or modulo by zero\n"
        "5 except ZeroDivisionError\n6 0->m\n7 5->n",
    ),
    "an exception through two calls": (
        "def g():\n    raise KeyError(1)\ndef f():\n    g()\ntry:\n    f()\nexcept KeyError as e:\n    x = 1\ny = 2\n",
        "6 f()\n4 g()\n2 raise KeyError: 1;leave KeyError: 1\n4+ leave KeyError: 1\n"
        "7 except KeyError;KeyError(1)->e\n8 1->x\n9 2->y",
    ),
    "for over a class with __getitem__": (
        "class S:\n    def __getitem__(self, i):\n        if i == 1:\n            raise IndexError\n        return i\n"
        "for v in S():\n    w = v\nz = 1\n",
        "6 S.__getitem__(self=S(),i=0)\n3 0==1 false\n5 return 0\n6+ 0->v\n7 0->w\n"
        "6 S.__getitem__(self=S(),i=1)\n3 1==1 true\n4 raise IndexError;leave IndexError\n6+ end\n8 1->z",
    ),
    "except*": (
        "try:\n    raise ExceptionGroup('g', [ValueError(1), KeyError('k')])\nexcept* ValueError:\n    a = 1\n"
        "except* KeyError:\n    b = 2\n",
        "2 raise ExceptionGroup: g (2 sub-exceptions)\n3 except ValueError\n4 1->a\n5 except KeyError\n6 2->b",
    ),
    # --- several statements in a line
    "three assignments": (
        "a = 1; b = 2\nt = a; a = b; b = t\n",
        "1 1->a\n1 2->b\n2 1->t\n2 2->a\n2 1->b",
    ),
    "the same name twice in a line": (
        "x = 2; x = x * x; x = x + 1\n",
        "1 2->x\n1 2*2=4->x\n1 4+1=5->x",
    ),
    "a function in a line, in a loop": (
        "def g(x): return x * 2\nfor i in (1, 2): y = g(i)\n",
        "2 1->i\n2 g(x=1)\n1 1*2=2;return 2\n2+ 2->y\n2 2->i\n2 g(x=2)\n1 2*2=4;return 4\n2+ 4->y\n2 end",
    ),
    "if with return in a line": (
        "def f(c):\n    if c: return 0\n    return 1\na = f(True); b = f(0)\n",
        "4 f(c=True)\n2 c true\n2 return 0\n4+ 0->a\n4 f(c=0)\n2 c=0 false\n3 return 1\n4+ 1->b",
    ),
    "try in a line": (
        "r = []\nfor x in (1, 0):\n    try: r.append(4 // x)\n    except ZeroDivisionError: r.append(-1)\n",
        "1 []->r\n2 1->x\n3 4//1=4;r.append(4)\n2 0->x\n"
        "3 raise ZeroDivisionError: integer division or modulo by zero\n4 except ZeroDivisionError\n"
        "4 r.append(-1)\n2 end",
    ),
    "__init__ in a line": (
        "class P:\n    def __init__(s, x): s.x = x; s.y = x + 1\np = P(3)\n",
        "3 P.__init__(s=P(),x=3)\n2 3->s.x\n2 3+1=4->s.y;return None\n3+ P(3)=P(x=3,y=4)->p",
    ),
    "while in a line": (
        "n = 2\nwhile n: n -= 1\nm = n\n",
        "1 2->n\n2 n=2 true\n2 2-1=1->n\n2 n=1 true\n2 1-1=0->n\n2 n=0 false;end\n3 0->m",
    ),
    "if and else in lines": (
        "x = 5\nif x > 9: y = 1\nelse: y = 2\n",
        "1 5->x\n2 5>9 false\n3 2->y",
    ),
    "a loop in a line with two statements": (
        "s = 0\nfor i in (3, 4): s += i; t = s\n",
        "1 0->s\n2 3->i\n2 0+3=3->s\n2 3->t\n2 4->i\n2 3+4=7->s\n2 7->t\n2 end",
    ),
    "with in a line": (
        "class W:\n    def __enter__(s): return 7\n    def __exit__(s, *e): return False\nwith W() as v: x = v\n",
        "4 with W() as v;W.__enter__(s=W())\n2 return 7\n4+ 7->v\n4 7->x\n"
        "4 exit;W.__exit__(s=W(),e=(None,None,None))\n3 return False",
    ),
    # --- names in the right scope
    "a comprehension hides a variable": (
        "x = 9\ny = [x + 1 for x in (1, 2)]\nz = x\n",
        "1 9->x\n2 1->x;1+1=2;2->x;2+1=3;so [2,3]->y\n3 9->z",
    ),
    "a lambda hides a variable": (
        "x = 9\nf = lambda x: x + 1\ny = f(1)\nz = x\n",
        "1 9->x\n2 <function<lambda>>->f\n3 <lambda>(x=1)\n2 1+1=2;return 2\n3+ 2->y\n4 9->z",
    ),
    "walrus that comes out false": (
        "p = 4\nif (p := p - 4):\n    q = 1\nr = p\n",
        "1 4->p\n2 4-4=0->p;0 false\n4 0->r",
    ),
    "walrus in a comprehension": (
        "x = [y for v in (1, 2) if (y := v * 3) > 3]\n",
        "1 1->v;1*3=3->y;3>3 false;2->v;2*3=6->y;6>3 true;so [6]->x",
    ),
    "a parameter hides a global": (
        "n = 1\ndef f(n):\n    n += 5\n    return n\nm = f(10)\nk = n\n",
        "1 1->n\n5 f(n=10)\n3 10+5=15->n\n4 return 15\n5+ 15->m\n6 1->k",
    ),
    "global and nonlocal": (
        "g = 1\ndef f():\n    global g\n    g = g + 1\n    n = 5\n    def h():\n        nonlocal n\n        n = n * 2\n"
        "    h()\n    return n\nr = f()\n",
        "1 1->g\n11 f()\n4 1+1=2->g\n5 5->n\n9 h()\n8 5*2=10->n;return None\n10 return 10\n11+ 10->r",
    ),
    "loops in a comprehension": (
        "x = [a * b for a in (1, 2) for b in (3,) if a > 1]\n",
        "1 1->a;3->b;1>1 false;2->a;3->b;2>1 true;2*3=6;so [6]->x",
    ),
    # --- conditions
    "a pop in a condition": (
        "xs = [3, 1]\nwhile xs and xs.pop() > 1:\n    y = 1\n",
        "1 [3,1]->xs\n2 xs=[3,1] true;xs.pop()=1;1>1 false;end;[3]->xs",
    ),
    "or stops early": (
        "a = 5\nif a > 3 or a / 0:\n    b = 1\n",
        "1 5->a\n2 5>3 true\n3 1->b",
    ),
    "a chain that stops early": (
        "a = 5\nb = 1 < a < 3 < 1 / 0\n",
        "1 5->a\n2 1<5<3<1/0 false->b",
    ),
    "and gives a value": (
        "a = 0\nb = a and 7\nc = a or 'x'\n",
        "1 0->a\n2 a=0 false;so 0->b\n3 a=0 false;so 'x'->c",
    ),
    "a conditional expression": (
        "a = 3\nb = 'odd' if a % 2 else 'even'\n",
        "1 3->a\n2 3%2=1 true;'odd'->b",
    ),
    "not": ("a = []\nif not a:\n    b = 1\n", "1 []->a\n2 not[] true\n3 1->b"),
    "an assertion": ("a = 3\nassert a > 2\nb = 1\n", "1 3->a\n2 3>2 true\n3 1->b"),
    "a condition with a call": (
        "def f(v):\n    return v - 1\nn = 2\nwhile f(n):\n    n -= 1\n",
        "3 2->n\n4 f(v=2)\n2 2-1=1;return 1\n4+ f(2)=1 true\n5 2-1=1->n\n4 f(v=1)\n2 1-1=0;return 0\n"
        "4+ f(1)=0 false;end",
    ),
    "__bool__ of a class is asked once": (
        "class T:\n    n = 0\n    def __bool__(s):\n        T.n += 1\n        return True\nt = T()\nif t:\n    x = T.n\n",
        "2 0->n\n6 T()->t\n7 T.__bool__(s=T())\n4 0+1=1->T.n\n5 return True\n7+ t=T() true\n8 1->x",
    ),
    # --- numbers, elements, order
    "a negative base": (
        "a = -4\nb = a ** 2\nc = -a ** 2\n",
        "1 -4->a\n2 (-4)**2=16->b\n3 -(-4)**2=-16->c",
    ),
    "subtracting a negative": ("a = -4\nb = 3 - a\n", "1 -4->a\n2 3--4=7->b"),
    "a swap of elements": (
        "x = [1, 2]\nx[0], x[1] = x[1], x[0]\n",
        "1 [1,2]->x\n2 x[1]=2;x[0]=1;2->x[0];1->x[1]",
    ),
    "an element that is added to": (
        "d = {'a': 1}\nk = 'a'\nd[k] += 4\n",
        "1 {'a':1}->d\n2 'a'->k\n3 1+4=5->d['a']",
    ),
    "prints come where they come": (
        "def f(n):\n    print('in', n)\n    return n\nprint(f(1) + f(2))\n",
        "4 f(n=1)\n2 print in 1\n3 return 1\n4+ f(n=2)\n2 print in 2\n3 return 2\n4+ 1+2=3;print 3",
    ),
    "recursion inside of an expression": (
        "def f(n):\n    return 1 if n == 0 else n * f(n - 1)\nx = f(2)\n",
        "3 f(n=2)\n2 2==0 false;2-1=1;f(n=1)\n2 1==0 false;1-1=0;f(n=0)\n2 0==0 true;return 1\n"
        "2+ 1*1=1;return 1\n2+ 2*1=2;return 2\n3+ 2->x",
    ),
    # --- loops and generators
    "while else and for else": (
        "n = 1\nwhile n < 1:\n    n += 1\nelse:\n    a = 1\nfor i in ():\n    b = 1\nelse:\n    c = 2\n",
        "1 1->n\n2 1<1 false;end\n5 1->a\n6 end\n9 2->c",
    ),
    "break and continue": (
        "for i in (1, 2, 3):\n    if i == 1:\n        continue\n    if i == 2:\n        break\nj = i\n",
        "1 1->i\n2 1==1 true\n3 continue\n1 2->i\n2 2==1 false\n4 2==2 true\n5 break\n6 2->j",
    ),
    "a generator that two loops share": (
        "def g():\n    yield 1\n    yield 2\nit = g()\nfor a in it:\n    break\nfor b in it:\n    c = b\n",
        "4 <generator g>->it\n5 g()\n2 yield 1\n5+ 1->a\n6 break\n7 resume g\n3 yield 2\n7+ 2->b\n8 2->c\n"
        "7 resume g\n3+ return None\n7+ end",
    ),
    "a generator that is sent to": (
        "def g():\n    x = yield 1\n    yield x + 1\ni = g()\na = next(i)\nb = i.send(5)\n",
        "4 <generator g>->i\n5 g()\n2 yield 1\n5+ next(i)=1->a\n6 resume g\n2+ 5->x\n3 5+1=6;yield 6\n"
        "6+ i.send(5)=6->b",
    ),
    "a loop over an empty list": ("for i in []:\n    x = 1\ny = 2\n", "1 end\n3 2->y"),
    "while True": (
        "n = 0\nwhile True:\n    n += 1\n    if n == 2: break\n",
        "1 0->n\n2 True true\n3 0+1=1->n\n4 1==2 false\n2 True true\n3 1+1=2->n\n4 2==2 true\n4 break",
    ),
    "finally runs before the return": (
        "def f():\n    try:\n        return 1\n    finally:\n        x = 2\ny = f()\n",
        "6 f()\n3 pass\n5 2->x;return 1\n6+ 1->y",
    ),
    "any stops at the first": (
        "x = any(v > 1 for v in (1, 2, 3))\n",
        "1 1->v;1>1 false;2->v;2>1 true;any([False,True])=True->x",
    ),
    "sorted with a key": (
        "def k(v): return -v\nx = sorted([1, 2], key=k)\n",
        "2 k(v=1)\n1 return -1\n2+ k(v=2)\n1 return -2\n2+ sorted([1,2],key=k)=[2,1]->x",
    ),
    "an asynchronous generator": (
        "import asyncio\nasync def g():\n    yield 4\nasync def m():\n    async for v in g():\n        w = v\n"
        "asyncio.run(m())\n",
        "7 m()\n5 g()\n3 yield 4\n5+ 4->v\n6 4->w\n5 resume g\n3+ return None\n5+ end;return None\n"
        "7+ asyncio.run(m())",
    ),
    "a generator in a comprehension begins anew": (
        "x = [all(v < w for v in (1, 2)) for w in (2, 3)]\n",
        "1 2->w;1->v;1<2 true;2->v;2<2 false;all([True,False])=False;3->w;1->v;1<3 true;2->v;2<3 true;all([True,True])=True;so [False,True]->x",
    ),
    "a slice that is put in": (
        "x = [1, 2, 3]\nx[1:1] = [7, 8]\n",
        "1 [1,2,3]->x\n2 [7,8]->x[1:1];[1,7,8,2,3]->x",
    ),
    # --- what is done after a call, and what it changes
    "an append of what a function gives": (
        "def f(x):\n    return x + 1\nxs = []\nfor i in (0, 1):\n    xs.append(f(i))\n",
        "3 []->xs\n4 0->i\n5 f(x=0)\n2 0+1=1;return 1\n5+ xs.append(1)\n4 1->i\n5 f(x=1)\n2 1+1=2;return 2\n"
        "5+ xs.append(2)\n4 end",
    ),
    "a sort with a key": (
        "def k(v): return -v\nxs = [1, 2]\nxs.sort(key=k)\n",
        "2 [1,2]->xs\n3 k(v=1)\n1 return -1\n3+ k(v=2)\n1 return -2\n3+ xs.sort(key=k);[2,1]->xs",
    ),
    "a function that changes its argument": (
        "def g(ys):\n    ys.append(5)\nxs = []\ng(xs)\n",
        "3 []->xs\n4 g(ys=[])\n2 ys.append(5);return None\n4+ [5]->xs",
    ),
    "two pops to two names": (
        "a = [1, 7]\nb = [2, 7]\nx, y = a.pop(), b.pop()\n",
        "1 [1,7]->a\n2 [2,7]->b\n3 a.pop()=7;b.pop()=7;7->x;7->y;[1]->a;[2]->b",
    ),
    "not, of a comparison": (
        "a = 3\nif not 1 < a < 5:\n    b = 1\n",
        "1 3->a\n2 1<3<5 true;not True false",
    ),
}
"""Name: program, expected lines."""
