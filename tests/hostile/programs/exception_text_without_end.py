# tries: to keep the judge in the description of its exception
# expects: timeout
class Bad(Exception):
    def __str__(self):
        while True:
            pass


raise Bad
