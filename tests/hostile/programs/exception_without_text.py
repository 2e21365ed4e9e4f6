# tries: to fail where its exception is described
# expects: exception
class Bad(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


raise Bad
