# tries: to fail where its exception's type is named
# expects: exception
class Kind(type):
    __name__ = property(lambda self: 1 / 0)


class Bad(Exception, metaclass=Kind):
    pass


raise Bad
