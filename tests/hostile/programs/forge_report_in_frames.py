# tries: to write its own report: it finds the judge's dictionary in the frames below its own
# expects: ok
# entry: f
import sys


def f():
    frame = sys._getframe()
    while frame:
        report = frame.f_locals.get("report")
        if isinstance(report, dict):
            report.update(error=None, type=None, memory=False, value="'forged'")
        frame = frame.f_back
    return "returned"
