# tries: to return an object that equals every answer
# expects: exception
# entry: f
class Answer:
    def __eq__(self, other):
        return True

    def __repr__(self):
        return "True"


def f():
    return Answer()
