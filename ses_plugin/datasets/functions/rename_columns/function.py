def rename_columns(headers, reserved=("id", "type")):
    """Any header style to snake_case, kept unique and off the reserved names."""
    taken = set(reserved)
    result = []
    for header in headers:
        out = ""
        prev = ""
        for i, c in enumerate(header):
            if c.isupper():
                following = header[i + 1] if i + 1 < len(header) else ""
                if prev.islower() or prev.isdigit() or (prev.isupper() and following.islower()):
                    out += "_"
                out += c.lower()
            elif c.isalnum():
                if c.isdigit() and prev.isalpha() and prev.islower():
                    out += "_"
                out += c
            elif c == "%":
                out += "_pct"
            elif out and not out.endswith("_"):
                out += "_"
            prev = c
        name = out.strip("_") or "col"
        if name[0].isdigit():
            name = "n" + name
        base, n = name, 1
        while name in taken:
            n += 1
            name = f"{base}_{n}"
        taken.add(name)
        result.append(name)
    return result
