def outline_paths(lines, tab=2):
    """Indented outline to slash paths of its leaves; odd indents are noted by line number."""
    stack = []
    leaves = []
    odd = []
    for n, line in enumerate(lines, 1):
        text = line.strip("- \t")
        if not text:
            continue
        indent = 0
        for c in line:
            if c == " ":
                indent += 1
            elif c == "\t":
                indent += tab
            else:
                break
        if indent % tab:
            odd.append(n)
        depth = indent // tab
        if depth > len(stack):
            odd.append(n)
            depth = len(stack)
        if stack and depth <= len(stack) - 1:
            leaves.append("/".join(stack))
        del stack[depth:]
        stack.append(text)
    if stack:
        leaves.append("/".join(stack))
    return leaves, odd
