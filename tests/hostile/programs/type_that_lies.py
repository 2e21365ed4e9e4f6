# tries: to return an object whose type equals every type
# expects: exception
# entry: f
class Kind(type):
    def __eq__(self, other):
        return True

    __hash__ = type.__hash__


class Answer(metaclass=Kind):
    def __repr__(self):
        return "not a literal"


def f():
    return Answer()
