TRUE_WORDS = ("yes", "on", "true")
FALSE_WORDS = ("no", "off", "false")


def _convert(value):
    lowered = value.lower()
    if lowered in TRUE_WORDS:
        return True
    if lowered in FALSE_WORDS:
        return False
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    try:
        return int(value)
    except ValueError:
        return value or None


def load_settings(lines):
    settings = {}
    bad_lines = []
    prefix = ""
    for number, line in enumerate(lines, start=1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        if line.startswith("["):
            if line.endswith("]"):
                prefix = line[1:-1].strip() + "."
            else:
                bad_lines.append(number)
            continue
        key, sep, value = line.partition("=")
        if not sep or not key.strip():
            bad_lines.append(number)
        elif key.endswith("+"):
            settings.setdefault(prefix + key[:-1].strip(), []).append(_convert(value.strip()))
        else:
            settings[prefix + key.strip()] = _convert(value.strip())
    return settings, bad_lines
