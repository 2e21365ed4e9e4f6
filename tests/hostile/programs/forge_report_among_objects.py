# tries: to write its own report: it finds the judge's dictionary among all objects, and raises
# expects: exception
# entry: f
import gc


def f():
    for thing in gc.get_objects():
        if type(thing) is dict and set(thing) == {"error", "type", "line", "memory", "value"}:
            thing["value"] = "'forged'"
    raise ValueError("nothing returned")
