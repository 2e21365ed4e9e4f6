# tries: to return as much as it may, of letters that take more room in the report (no attack: has to be right)
# expects: ok
# entry: f
def f():
    return "\N{CJK UNIFIED IDEOGRAPH-4E2D}" * 30_000
