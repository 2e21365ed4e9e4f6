import sys

needs = {}
for line in sys.stdin.read().splitlines():
    name, deps = line.split(":")
    needs[name] = deps.split()


def can_be_built(name, path):
    if name in path:
        return False
    return all([can_be_built(dep, path + [name]) for dep in needs[name]])


possible = [name for name in needs if can_be_built(name, [])]
built = []
number = 0
while len(built) < len(possible):
    number += 1
    ready = []
    for name in possible:
        if name not in built and all(dep in built for dep in needs[name]):
            ready.append(name)
    ready.sort()
    ready = ready[:2]
    print(number, *ready)
    built.extend(ready)
print("stuck", len(needs) - len(possible))
