# tries: to return a number that equals every answer
# expects: exception
# entry: f
class Answer(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def f():
    return [Answer(1)]
