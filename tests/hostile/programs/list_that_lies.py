# tries: to return a list that equals every answer
# expects: exception
# entry: f
class Answer(list):
    def __eq__(self, other):
        return True


def f():
    return Answer()
