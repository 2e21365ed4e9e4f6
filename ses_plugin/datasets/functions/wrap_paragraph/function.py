def wrap_paragraph(text, width, indent="  "):
    """Greedy wrap with a hanging indent; words that cannot fit are cut with a hyphen."""
    lines = []
    line = ""
    for word in text.split():
        while True:
            lead = indent if lines else ""
            if not line:
                candidate = lead + word
            else:
                candidate = line + " " + word
            if len(candidate) <= width:
                line = candidate
                break
            if line:
                lines.append(line)
                line = ""
                continue
            room = width - len(lead) - 1
            lines.append(lead + word[:room] + "-")
            word = word[room:]
    if line:
        lines.append(line)
    return lines
