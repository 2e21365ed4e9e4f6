# tries: to return an object that says that it is a number
# expects: exception
# entry: f
class Answer:
    __class__ = property(lambda self: int)

    def __repr__(self):
        return "1"


def f():
    return Answer()
