# tries: to return a text that equals every answer
# expects: exception
# entry: f
class Answer(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def f():
    return {Answer("a"): 1}
