MAX_VALUE = 6


def pairs(line):
    i, n = 0, len(line)
    while i < n:
        if line[i] == " ":
            i += 1
            continue
        start = i
        while i < n and line[i] not in "= ":
            i += 1
        key = line[start:i]
        if i == n or line[i] == " ":
            yield key, True
            continue
        i += 1
        value = ""
        if i < n and line[i] == '"':
            i += 1
            while i < n and line[i] != '"':
                if line[i] == "\\" and i + 1 < n:
                    i += 1
                value += line[i]
                i += 1
            i += 1
        else:
            while i < n and line[i] != " ":
                value += line[i]
                i += 1
        yield key, value


def parse_logfmt(line):
    record = {}
    for key, value in pairs(line):
        if not key:
            continue
        if isinstance(value, str) and len(value) > MAX_VALUE:
            value = value[:MAX_VALUE] + "..."
        if key in record and record[key] != value:
            key += "'"
        record[key] = value
    return record
