def follow_paths(start, moves, links):
    """Walk through `cd` arguments; returns the final directory and how many were refused.

    links maps an absolute directory to the place it really is.
    """

    def resolve(path, base):
        stack = [] if path.startswith("/") else [p for p in base.split("/") if p]
        for part in path.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                if not stack:
                    return None
                stack.pop()
                continue
            stack.append(part)
            target = links.get("/" + "/".join(stack))
            if target:
                stack = target.strip("/").split("/")
        return "/" + "/".join(stack)

    here, previous = start, start
    refused = 0
    for move in moves:
        if move == "-":
            here, previous = previous, here
            continue
        there = resolve(move, here)
        if there is None:
            refused += 1
        else:
            here, previous = there, here
    return here, previous, refused
