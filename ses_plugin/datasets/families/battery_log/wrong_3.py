import sys

LOW = 20


class Watch:
    def __init__(self):
        self.runs = []
        self.low = False
        self.values = []

    def feed(self, index, percent):
        self.values.append(percent)
        if percent >= LOW:
            self.low = False
            return
        if not self.low:
            self.runs.append([index, 0])
            self.low = True
        self.runs[-1][1] += 1


watch = Watch()
for index, text in enumerate(sys.stdin.read().split()):
    if text.isdigit():
        watch.feed(index + 1, int(text))

first, longest = 0, 0
for begin, size in watch.runs:
    if size >= longest:
        first, longest = begin, size
v = watch.values
drops = [v[i - 1] - v[i] for i in range(1, len(v))]
print("runs", len(watch.runs))
print("longest", longest, "from", first)
print("drop", max(drops + [0]))
print("last", v[-1])
