from collections import defaultdict

CODE_LEN = 4


def phonetic_groups(names):
    """Group names that sound alike (a home-grown cousin of Soundex)."""
    classes = dict(zip("bfpvcgjkqsxzdtlmnr", "111122222222334556"))

    def code(name):
        name = "".join(filter(str.isalpha, name.lower()))
        if not name:
            return "-"
        result = name[0].upper()
        last = classes.get(name[0])
        for c in name[1:]:
            digit = classes.get(c)
            if digit and digit != last:
                result += digit
                if len(result) == CODE_LEN:
                    break
            if c not in "hw":
                last = digit
        return result.ljust(CODE_LEN, "0")

    groups = defaultdict(list)
    for name in names:
        key = code(name)
        if name not in groups[key]:
            groups[key].append(name)
    return {key: group for key, group in sorted(groups.items())}
