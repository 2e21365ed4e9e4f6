import sys

REACH = 6


def main():
    lines = sys.stdin.read().split()
    width = int(lines[1]) + 1
    # one long string, walls all around
    flat = "#" * width + "".join("#" + row for row in lines[2:]) + "#" * (width + 1)
    wave = [flat.index("S")]
    step_of = {wave[0]: 0}
    steps = 0
    while wave and steps < REACH:
        steps += 1
        fresh = []
        for cell in wave:
            for other in (cell - width, cell - 1, cell + 1, cell + width):
                if flat[other] != "#" and other not in step_of:
                    step_of[other] = steps
                    fresh.append(other)
        wave = fresh
    for letter in sorted(set(flat) & set("abc")):
        where = flat.index(letter)
        if where in step_of:
            print(f"{letter} {step_of[where]}")
        else:
            print(f"{letter} far")
    print(f"seen {len(step_of)} deepest {max(step_of.values())}")


main()
