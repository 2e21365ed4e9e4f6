"""Sixty functions of our own, of the size of HumanEval's: what `humaneval_local` makes problems of.

Each is a statement (its docstring), a reference solution (its body) and a way to draw arguments. They take up
matters of the embedded families (votes, coins, logs, durations, grids, ...) in a form that a small model can
solve at times; the functions in `ses_plugin/datasets/functions` are programs to be traced, which none writes
from a statement of a few lines. They were written before any model was asked, and none was changed after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom

Arguments = Callable[[SeededRandom], tuple[Any, ...]]

FUNCTIONS: dict[str, tuple[Callable[..., Any], Arguments]] = {}
"""Each function by its name, with what draws its arguments."""


def _drawn(arguments: Arguments) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[function.__name__] = function, arguments
        return function

    return add


def _numbers(draw: SeededRandom, most: int = 8, low: int = -9, high: int = 9, least: int = 0) -> list[int]:
    return draw.integers(draw.integer(least, most), low, high)


def _words(draw: SeededRandom, most: int = 5, alphabet: str = "abcde", least: int = 0) -> list[str]:
    return [draw.word(1, 5, alphabet) for _ in range(draw.integer(least, most))]


def _text(draw: SeededRandom, most: int = 5) -> str:
    return " ".join(_words(draw, most, "abcdeABC"))


# --- numbers ------------------------------------------------------------------------------------------


@_drawn(lambda draw: (_numbers(draw),))
def sum_of_ends(values: list[int]) -> int:
    """Return the first number plus the last one. A single number counts twice; an empty list gives 0."""
    return values[0] + values[-1] if values else 0


@_drawn(lambda draw: (draw.integer(0, 9999),))
def digit_spread(n: int) -> int:
    """Return the largest decimal digit of n minus the smallest one. n is not negative."""
    digits = [int(c) for c in str(n)]
    return max(digits) - min(digits)


@_drawn(lambda draw: (draw.integer(1, 60),))
def halving_steps(n: int) -> int:
    """Count the steps from n down to 1: an even number is halved, an odd one (above 1) loses 1."""
    steps = 0
    while n > 1:
        n = n // 2 if n % 2 == 0 else n - 1
        steps += 1
    return steps


@_drawn(lambda draw: (draw.integer(1, 200),))
def leap_years_until(year: int) -> int:
    """Return how many of the years 1 to `year` are leap years.

    A year is one if 4 divides it, but not if 100 divides it, unless 400 does.
    """
    return year // 4 - year // 100 + year // 400


@_drawn(lambda draw: (draw.integer(0, 30), [5, 2, 1] if draw.chance(0.5) else [10, 4, 1]))
def greedy_coins(amount: int, coins: list[int]) -> list[int]:
    """Pay `amount` by always taking the largest coin that still fits; return the coins in the order taken.

    The coins are given from the largest to the smallest, and the last one is 1.
    """
    taken = []
    for coin in coins:
        while coin <= amount:
            taken.append(coin)
            amount -= coin
    return taken


@_drawn(lambda draw: (draw.integer(1, 40), draw.integer(2, 9)))
def to_base(n: int, base: int) -> str:
    """Write the positive integer n in the given base, which is at most 9."""
    out = ""
    while n:
        n, digit = divmod(n, base)
        out = str(digit) + out
    return out


@_drawn(lambda draw: (draw.integer(1, 100),))
def proper_divisors(n: int) -> list[int]:
    """Return the divisors of n below n itself, in rising order."""
    return [d for d in range(1, n) if n % d == 0]


@_drawn(lambda draw: (_numbers(draw, 6, 1, 40, 1),))
def gcd_of_all(values: list[int]) -> int:
    """Return the greatest number that divides all of the positive values. There is at least one value."""
    out = 0
    for value in values:
        while value:
            out, value = value, out % value
    return out


@_drawn(lambda draw: (draw.integer(0, 500), draw.integer(1, 9)))
def count_digit(limit: int, digit: int) -> int:
    """Count how often the digit is written when all the numbers from 1 to `limit` are written down."""
    return sum(str(n).count(str(digit)) for n in range(1, limit + 1))


@_drawn(lambda draw: (draw.integer(1, 12), draw.integer(1, 6)))
def last_in_circle(people: int, step: int) -> int:
    """People numbered from 1 stand in a circle, and every `step`-th one leaves, counted from person 1 on.

    After a person has left, counting goes on with the next one. Return the number of the last one.
    """
    circle = list(range(1, people + 1))
    at = 0
    while len(circle) > 1:
        at = (at + step - 1) % len(circle)
        del circle[at]
    return circle[0]


@_drawn(lambda draw: (draw.integer(0, 9), draw.integer(0, 9), draw.integer(1, 20)))
def last_digits(a: int, b: int, count: int) -> list[int]:
    """Start with a and b; each next number is the last digit of the sum of the two before it.

    Return the first `count` numbers.
    """
    out = [a, b]
    while len(out) < count:
        out.append((out[-1] + out[-2]) % 10)
    return out[:count]


@_drawn(lambda draw: (draw.integer(0, 7), draw.integer(0, 7)))
def shared_bits(a: int, b: int) -> int:
    """Return how many binary digits are 1 in both of the numbers."""
    return bin(a & b).count("1")


# --- lists of numbers ---------------------------------------------------------------------------------


@_drawn(lambda draw: (_numbers(draw),))
def longest_rise(values: list[int]) -> int:
    """Return the length of the longest run of neighbours in which each is larger than the one before."""
    best = run = 0
    last = None
    for value in values:
        run = run + 1 if last is not None and value > last else 1
        best, last = max(best, run), value
    return best


@_drawn(lambda draw: (_numbers(draw, 8, 0, 100), draw.integer(10, 60)))
def low_periods(levels: list[int], limit: int) -> int:
    """Count the periods in which a battery was low: runs of neighbouring levels all below `limit`."""
    count, low = 0, False
    for level in levels:
        if level < limit and not low:
            count += 1
        low = level < limit
    return count


@_drawn(lambda draw: (_numbers(draw),))
def running_best(values: list[int]) -> list[int]:
    """Return for each place the largest number up to and including that place."""
    out: list[int] = []
    for value in values:
        out.append(value if not out else max(out[-1], value))
    return out


@_drawn(lambda draw: (_numbers(draw, 7, 0, 5),))
def first_repeat(values: list[int]) -> int | None:
    """Return the number whose second occurrence comes first, or None if no number occurs twice."""
    seen = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


@_drawn(lambda draw: (_numbers(draw, 8, 0, 4),))
def keep_once(values: list[int]) -> list[int]:
    """Return the numbers that occur exactly once, in their order."""
    return [value for value in values if values.count(value) == 1]


@_drawn(lambda draw: (_numbers(draw), draw.integer(-3, 9)))
def rotate_right(values: list[int], turns: int) -> list[int]:
    """Move the last number to the front `turns` times; for negative turns move the first one to the end."""
    if not values:
        return []
    turns %= len(values)
    return values[len(values) - turns :] + values[: len(values) - turns]


@_drawn(lambda draw: (_numbers(draw, 9, 1, 9), draw.integer(5, 20)))
def fill_boxes(weights: list[int], limit: int) -> int:
    """Put parcels into boxes in the order given; a new box begins when the next parcel would exceed `limit`.

    No parcel alone is too heavy. Return the number of boxes.
    """
    boxes = load = 0
    for weight in weights:
        if not boxes or load + weight > limit:
            boxes, load = boxes + 1, 0
        load += weight
    return boxes


@_drawn(lambda draw: (_numbers(draw, 7, 0, 9), _numbers(draw, 7, 0, 9)))
def common_sorted(a: list[int], b: list[int]) -> list[int]:
    """Return the numbers that are in both lists, without repeats, from the largest to the smallest."""
    return sorted(set(a) & set(b), reverse=True)


@_drawn(lambda draw: (_numbers(draw, 8, -5, 9),))
def best_stretch(values: list[int]) -> int:
    """Return the largest sum of any run of neighbouring numbers. The empty run, with sum 0, counts too."""
    best = total = 0
    for value in values:
        total = max(0, total + value)
        best = max(best, total)
    return best


@_drawn(lambda draw: (_numbers(draw, 8, 1, 9),))
def balance_point(values: list[int]) -> int:
    """Return the first place where the numbers before it and the numbers after it have the same sum.

    Places count from 0, and the number at the place belongs to neither side. Without such a place return -1.
    """
    for place in range(len(values)):
        if sum(values[:place]) == sum(values[place + 1 :]):
            return place
    return -1


@_drawn(lambda draw: (_numbers(draw, 8, 0, 20), draw.integer(1, 6)))
def pairs_apart(values: list[int], gap: int) -> int:
    """Count the pairs of places whose numbers differ by exactly `gap`."""
    return sum(abs(a - b) == gap for i, a in enumerate(values) for b in values[i + 1 :])


@_drawn(lambda draw: (_numbers(draw, 8, 0, 9), draw.integer(1, 4)))
def chunk_sums(values: list[int], size: int) -> list[int]:
    """Cut the list into pieces of `size` numbers, the last of which may be shorter; return their sums."""
    return [sum(values[i : i + size]) for i in range(0, len(values), size)]


@_drawn(lambda draw: (_numbers(draw),))
def evens_then_odds(values: list[int]) -> list[int]:
    """Return the even numbers in rising order, followed by the odd numbers in falling order."""
    even = sorted(value for value in values if value % 2 == 0)
    return even + sorted((value for value in values if value % 2), reverse=True)


@_drawn(lambda draw: (_numbers(draw, 8, 0, 30),))
def water_between(heights: list[int]) -> int:
    """Walls of these heights stand side by side. Return how much rain water stays between them.

    Over a wall, water rises to the lower one of the highest walls to its left and to its right.
    """
    total = 0
    for place, height in enumerate(heights):
        total += max(0, min(max(heights[: place + 1]), max(heights[place:])) - height)
    return total


@_drawn(lambda draw: (_numbers(draw, 7, 1, 6),))
def rank_shared(points: list[int]) -> list[int]:
    """Return the rank of each player by points: the most points have rank 1, and equal points share a rank.

    A rank is one more than the number of players with more points.
    """
    return [1 + sum(other > own for other in points) for own in points]


@_drawn(lambda draw: (_numbers(draw, 8, 0, 50), draw.integer(2, 12)))
def settle(readings: list[int], step: int) -> list[int]:
    """Keep the first reading, and each one that differs by at least `step` from the last one kept."""
    kept: list[int] = []
    for reading in readings:
        if not kept or abs(reading - kept[-1]) >= step:
            kept.append(reading)
    return kept


@_drawn(lambda draw: (_numbers(draw, 8, 0, 5),))
def mode_smallest(values: list[int]) -> int | None:
    """Return the number that occurs most often, the smallest one if several do, None for an empty list."""
    return min(values, key=lambda value: (-values.count(value), value), default=None)


@_drawn(lambda draw: (_numbers(draw, 6, 0, 9), _numbers(draw, 6, 0, 9)))
def take_turns(a: list[int], b: list[int]) -> list[int]:
    """Take numbers from a and b by turns, first from a; when one is used up, the other's rest follows."""
    out = []
    for i in range(max(len(a), len(b))):
        out += a[i : i + 1] + b[i : i + 1]
    return out


# --- texts --------------------------------------------------------------------------------------------


@_drawn(lambda draw: (_text(draw),))
def initials(text: str) -> str:
    """Return the first letters of the words as capitals, each followed by a full stop."""
    return "".join(f"{word[0].upper()}." for word in text.split())


@_drawn(lambda draw: (draw.word(0, 9, "aab"),))
def run_lengths(text: str) -> str:
    """Shorten runs of the same letter: a letter that stands n times in a row becomes the letter and n.

    A letter that stands alone is written without a number.
    """
    out, place = "", 0
    while place < len(text):
        end = place
        while end < len(text) and text[end] == text[place]:
            end += 1
        out += text[place] + (str(end - place) if end - place > 1 else "")
        place = end
    return out


@_drawn(lambda draw: (draw.word(0, 8, "()[]"),))
def deepest_valid(text: str) -> int:
    """Return how deep the brackets () and [] are nested, or -1 if they do not match."""
    stack: list[str] = []
    deepest = 0
    for c in text:
        if c in "([":
            stack.append(c)
            deepest = max(deepest, len(stack))
        elif not stack or stack.pop() + c not in ("()", "[]"):
            return -1
    return -1 if stack else deepest


@_drawn(lambda draw: (draw.word(0, 7, "abc"), draw.word(0, 7, "abc")))
def letters_to_add(have: str, need: str) -> str:
    """Return, sorted, the letters that are missing in `have` to spell `need`; each letter serves once."""
    missing = []
    left = list(have)
    for c in need:
        if c in left:
            left.remove(c)
        else:
            missing.append(c)
    return "".join(sorted(missing))


@_drawn(lambda draw: (_text(draw), draw.integer(1, 25)))
def shift_letters(text: str, by: int) -> str:
    """Move each small letter `by` places on in the alphabet, from z on to a; all else stays as it is."""
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text)


@_drawn(lambda draw: (draw.integer(0, 9000),))
def spell_duration(seconds: int) -> str:
    """Write seconds as hours, minutes and seconds, as in "1h 2m 3s"; parts that are 0 are left out.

    0 seconds are "0s".
    """
    parts = [(seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    return " ".join(f"{n}{unit}" for n, unit in parts if n) or "0s"


@_drawn(lambda draw: (f"{draw.integer(0, 23):02}:{draw.integer(0, 59):02}", draw.integer(-90, 1500)))
def clock_after(time: str, minutes: int) -> str:
    """Return the time of day, as "HH:MM", that is `minutes` after `time`; negative minutes are before it."""
    hours, rest = time.split(":")
    total = (int(hours) * 60 + int(rest) + minutes) % 1440
    return f"{total // 60:02}:{total % 60:02}"


@_drawn(lambda draw: (_text(draw, 4) + draw.choice(["!", "", " ?"]),))
def make_slug(title: str) -> str:
    """Return the words of the title in small letters, joined by "-"; a word is a run of letters or digits."""
    out = "".join(c.lower() if c.isalnum() else " " for c in title)
    return "-".join(out.split())


@_drawn(lambda draw: (_words(draw, 5, "ab"),))
def number_repeats(names: list[str]) -> list[str]:
    """Make names unique: the second "x" becomes "x_2", the third "x_3"; a first one stays as it is."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


@_drawn(lambda draw: (_words(draw, 6, "abc"),))
def group_by_length(words: list[str]) -> dict[int, list[str]]:
    """Return the words of each length, in their order."""
    out: dict[int, list[str]] = {}
    for word in words:
        out.setdefault(len(word), []).append(word)
    return out


@_drawn(lambda draw: (_words(draw, 4, "ab", 1),))
def common_start(words: list[str]) -> str:
    """Return the longest text that all words begin with. There is at least one word."""
    out = words[0]
    for word in words:
        while not word.startswith(out):
            out = out[:-1]
    return out


@_drawn(lambda draw: (" ".join(_words(draw, 6, "abc")), draw.integer(5, 12)))
def wrap_words(text: str, width: int) -> list[str]:
    """Fill lines with words, as many as fit: a line has at most `width` characters, spaces included.

    No word is longer than a line.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


@_drawn(lambda draw: (draw.word(0, 8, "abcab"),))
def longest_distinct(text: str) -> int:
    """Return the length of the longest piece of the text in which no letter occurs twice."""
    best = 0
    for start in range(len(text)):
        end = start
        while end < len(text) and text[end] not in text[start:end]:
            end += 1
        best = max(best, end - start)
    return best


@_drawn(lambda draw: (draw.word(1, 6, "0123456789"),))
def group_digits(number: str) -> str:
    """Put a comma before every third digit, counted from the right, but not in front of the number."""
    out = ""
    for place, c in enumerate(reversed(number)):
        out = c + ("," if place and place % 3 == 0 else "") + out
    return out


@_drawn(lambda draw: ("&".join(f"{w}={draw.integer(0, 9)}" for w in _words(draw, 4, "ab")),))
def parse_pairs(query: str) -> dict[str, list[str]]:
    """Read "a=1&b=2&a=3" as a dict of each name's values, in their order. An empty text has no names."""
    out: dict[str, list[str]] = {}
    for pair in query.split("&") if query else []:
        name, _, value = pair.partition("=")
        out.setdefault(name, []).append(value)
    return out


@_drawn(lambda draw: (draw.word(0, 6, "LRUD"),))
def robot_end(moves: str) -> tuple[int, int]:
    """Start at (0, 0) and move by one for each letter: R and L change x by 1 and -1, U and D change y."""
    return moves.count("R") - moves.count("L"), moves.count("U") - moves.count("D")


@_drawn(lambda draw: (draw.word(1, 6, "abAB1"), draw.integer(4, 7)))
def weak_points(password: str, least: int) -> list[str]:
    """Return what a password lacks, in the order of these lines.

    "short" if it has fewer than `least` characters, "capital" if it has no capital letter,
    "digit" if it has no digit.
    """
    out = []
    if len(password) < least:
        out.append("short")
    if not any(c.isupper() for c in password):
        out.append("capital")
    if not any(c.isdigit() for c in password):
        out.append("digit")
    return out


# --- records, grids, games ----------------------------------------------------------------------------


@_drawn(lambda draw: (_words(draw, 8, "ab"),))
def tally(votes: list[str]) -> list[tuple[str, int]]:
    """Count the votes; return names with their numbers, the most votes first, equal ones by name."""
    counts = {name: votes.count(name) for name in votes}
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@_drawn(lambda draw: ([(name, draw.integer(-9, 9)) for name in _words(draw, 6, "ab")],))
def balances(entries: list[tuple[str, int]]) -> dict[str, int]:
    """Add up each name's amounts; names whose sum is 0 are left out."""
    out: dict[str, int] = {}
    for name, amount in entries:
        out[name] = out.get(name, 0) + amount
    return {name: total for name, total in out.items() if total}


@_drawn(lambda draw: ([tuple(sorted(draw.integers(2, 0, 20))) for _ in range(draw.integer(0, 5))],))
def merge_spans(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans (start, end) that overlap or touch; return them in rising order."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return out


@_drawn(lambda draw: ([tuple(sorted(draw.integers(2, 0, 12))) for _ in range(draw.integer(0, 5))],))
def most_at_once(visits: list[tuple[int, int]]) -> int:
    """Visitors come at the first time of their pair and leave at the second, when they are no longer there.

    Return the most visitors that were there at the same time.
    """
    return max((sum(a <= start < b for a, b in visits) for start, _ in visits), default=0)


@_drawn(lambda draw: ([draw.integers(3, 0, 9) for _ in range(draw.integer(1, 3))],))
def turn_clockwise(grid: list[list[int]]) -> list[list[int]]:
    """Return the grid, a list of rows, turned by a quarter clockwise."""
    return [list(row) for row in zip(*grid[::-1], strict=True)]


@_drawn(lambda draw: ([draw.integers(3, 0, 9) for _ in range(3)],))
def border_sum(grid: list[list[int]]) -> int:
    """Return the sum of the numbers in the first and last row and the first and last column, each once."""
    last = len(grid) - 1
    return sum(
        value
        for r, row in enumerate(grid)
        for c, value in enumerate(row)
        if r in (0, last) or c in (0, len(row) - 1)
    )


@_drawn(lambda draw: (["".join(draw.choice("#..") for _ in range(4)) for _ in range(3)],))
def count_paths(grid: list[str]) -> int:
    """Count the ways from the upper left to the lower right cell by steps to the right and down.

    Cells with "#" can't be entered, not even as the first or the last one.
    """
    ways = [0] * len(grid[0])
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            left = ways[c - 1] if c else 0
            ways[c] = 0 if cell == "#" else (1 if r == c == 0 else ways[c] + left)
    return ways[-1]


@_drawn(lambda draw: (["".join(draw.choice("#..") for _ in range(5)) for _ in range(3)],))
def count_islands(grid: list[str]) -> int:
    """Count the islands: groups of "#" cells that are joined by a side, upwards, downwards or sideways."""
    land = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell == "#"}
    count = 0
    while land:
        count += 1
        todo = [land.pop()]
        while todo:
            r, c = todo.pop()
            for near in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if near in land:
                    land.remove(near)
                    todo.append(near)
    return count


@_drawn(lambda draw: ([(draw.choice("abc"), draw.choice("abc"), *draw.integers(2, 0, 3)) for _ in range(4)],))
def league_points(games: list[tuple[str, str, int, int]]) -> dict[str, int]:
    """Each game is (home, guest, home goals, guest goals). Return each team's points.

    A win gives 3 points, a draw 1 to both; a game of a team against itself does not count.
    """
    points: dict[str, int] = {}
    for home, guest, ours, theirs in games:
        if home != guest:
            points[home] = points.get(home, 0) + (3 if ours > theirs else ours == theirs)
            points[guest] = points.get(guest, 0) + (3 if theirs > ours else ours == theirs)
    return points


@_drawn(lambda draw: (draw.integers(draw.integer(2, 8), 1, 3), draw.integer(1, 3)))
def evictions(keys: list[int], room: int) -> list[int]:
    """Return the keys that leave a cache, in order. It has room for that many keys.

    A key that is not in it is added at the end; if there is no room, the key that was added first leaves
    before. A key that is in it changes nothing.
    """
    cache: list[int] = []
    left = []
    for key in keys:
        if key not in cache:
            if len(cache) == room:
                left.append(cache.pop(0))
            cache.append(key)
    return left


@_drawn(lambda draw: (draw.sample("abcdef", draw.integer(2, 5)), draw.integers(3, 0, 6)))
def move_to_front(items: list[str], places: list[int]) -> list[str]:
    """For each of the places in turn move the item that stands there to the front; return the items at last.

    Places count from 0, and one that is beyond the end is ignored.
    """
    out = list(items)
    for place in places:
        if place < len(out):
            out.insert(0, out.pop(place))
    return out


@_drawn(lambda draw: ([draw.choice(["+", "-", "*", *"12345"]) for _ in range(draw.integer(1, 7))],))
def reverse_polish(tokens: list[str]) -> int | None:
    """Work out an expression in reverse Polish notation, with the operators +, - and * on integers.

    Return None if an operator lacks an operand, or if at the end there is not exactly one number left.
    """
    stack: list[int] = []
    for token in tokens:
        if token not in "+-*":
            stack.append(int(token))
            continue
        if len(stack) < 2:
            return None
        b, a = stack.pop(), stack.pop()
        stack.append(a + b if token == "+" else a - b if token == "-" else a * b)
    return stack[0] if len(stack) == 1 else None


@_drawn(lambda draw: (draw.integers(draw.integer(0, 8), 0, 10),))
def strikes_doubled(rolls: list[int]) -> int:
    """Add up the rolls, where each roll right behind a 10 counts twice."""
    return sum(roll * (2 if place and rolls[place - 1] == 10 else 1) for place, roll in enumerate(rolls))
