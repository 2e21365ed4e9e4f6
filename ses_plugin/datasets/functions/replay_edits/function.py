class Editor:
    def __init__(self, items):
        self.items = items
        self.past = []
        self.future = []

    def _save(self):
        self.past.append(self.items.copy())
        self.future.clear()

    def push(self, x):
        self._save()
        self.items.append(x)

    def drop(self, i):
        if -len(self.items) <= i < len(self.items):
            self._save()
            del self.items[i]

    def swap(self, i):
        if 0 < i < len(self.items):
            self._save()
            self.items[i - 1], self.items[i] = self.items[i], self.items[i - 1]

    def undo(self, times=1):
        while times and self.past:
            self.future.append(self.items)
            self.items = self.past.pop()
            times -= 1

    def redo(self):
        if self.future:
            self.past.append(self.items)
            self.items = self.future.pop()


def replay_edits(start, commands):
    editor = Editor(start)
    sums = [0]
    for name, *args in commands:
        getattr(editor, name)(*args)
        sums.append(sum(editor.items))
    return editor.items, start, max(sums), (len(editor.past), len(editor.future))
