from collections import OrderedDict

CAPACITY = 3


class Cache:
    def __init__(self, load):
        self._load = load
        self._data = OrderedDict()
        self.hits = 0
        self.evicted = []

    def get(self, key):
        if key in self._data:
            self.hits += 1
            self._data.move_to_end(key)
            return self._data[key]
        value = self._data[key] = self._load(key)
        if len(self._data) > CAPACITY:
            old, _ = self._data.popitem(last=False)
            self.evicted.append(old)
        return value


def lru_trace(keys):
    calls = []

    def load(key):
        calls.append(key)
        return key * 10 + len(calls)

    cache = Cache(load)
    checksum = 0
    for key in keys:
        checksum = (checksum * 3 + cache.get(key)) % 97
    return {"hits": cache.hits, "sum": checksum, "evicted": cache.evicted, "now": [*cache._data]}
