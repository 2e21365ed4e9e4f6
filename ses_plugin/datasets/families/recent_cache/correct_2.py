import sys

CAPACITY = 2


class Cache:
    def __init__(self):
        self.values = {}
        self.used = {}
        self.clock = 0

    def touch(self, key):
        self.clock += 1
        self.used[key] = self.clock

    def put(self, key, value):
        if key not in self.values and len(self.values) == CAPACITY:
            oldest = min(self.used, key=self.used.get)
            del self.values[oldest], self.used[oldest]
            print("drop", oldest)
        self.values[key] = value
        self.touch(key)

    def look(self, key):
        print(self.values[key] if key in self.values else f"miss {key}")

    def get(self, key):
        self.look(key)
        if key in self.values:
            self.touch(key)


cache = Cache()
for row in sys.stdin.read().splitlines():
    name, *args = row.split()
    getattr(cache, name)(*args)
print("left", *sorted(cache.used, key=cache.used.get))
