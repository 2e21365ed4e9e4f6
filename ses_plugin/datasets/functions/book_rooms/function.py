from bisect import bisect_left

GAP = 1


class Room:
    def __init__(self, name):
        self.name = name
        self.starts = []
        self.ends = []

    def book(self, start, end):
        i = bisect_left(self.starts, start)
        if i > 0 and self.ends[i - 1] + GAP > start:
            return False
        if i < len(self.starts) and end + GAP > self.starts[i]:
            return False
        self.starts.insert(i, start)
        self.ends.insert(i, end)
        return True


def book_rooms(names, requests):
    """Give each request to the first room that is free; the answer lists the rooms in order."""
    rooms = [Room(name) for name in names]
    placed = []
    for start, length in requests:
        for room in rooms:
            if room.book(start, start + length):
                placed.append(room.name)
                break
        else:
            placed.append(None)
    return placed, {room.name: room.starts for room in rooms}
