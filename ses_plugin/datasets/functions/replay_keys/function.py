class Buffer:
    """A one-line editor: text before and after the cursor."""

    def __init__(self):
        self.left, self.right = "", ""
        self.clip = ""
        self.history = []

    def save(self):
        self.history.append((self.left, self.right))

    def press(self, key):
        if len(key) == 1:
            self.save()
            self.left += key
        elif key == "BS" and self.left:
            self.save()
            self.left = self.left[:-1]
        elif key == "LEFT" and self.left:
            self.left, self.right = self.left[:-1], self.left[-1] + self.right
        elif key == "RIGHT" and self.right:
            self.left, self.right = self.left + self.right[0], self.right[1:]
        elif key == "HOME":
            self.left, self.right = "", self.left + self.right
        elif key == "CUT":
            self.save()
            self.clip, self.right = self.right, ""
        elif key == "PASTE" and self.clip:
            self.save()
            self.left += self.clip
        elif key == "UNDO" and self.history:
            self.left, self.right = self.history.pop()


def replay_keys(keys):
    buffer = Buffer()
    longest = 0
    for key in keys.split():
        buffer.press(key)
        longest = max(longest, len(buffer.left) + len(buffer.right))
    return f"{buffer.left}|{buffer.right}", buffer.clip, longest
