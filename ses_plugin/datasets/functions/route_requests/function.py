class Router:
    def __init__(self, table):
        self.routes = [(p.strip("/").split("/"), name) for name, p in table.items()]

    def match(self, path):
        parts = path.split("?")[0].strip("/").split("/")
        for pattern, name in self.routes:
            params = {}
            for i, want in enumerate(pattern):
                if want == "*":
                    params["rest"] = "/".join(parts[i:])
                    return name, params
                if i >= len(parts):
                    break
                if want.startswith("<int:"):
                    if not parts[i].isdigit():
                        break
                    params[want[5:-1]] = int(parts[i])
                elif want.startswith("<"):
                    params[want[1:-1]] = parts[i]
                elif want != parts[i]:
                    break
            else:
                if len(parts) == len(pattern):
                    return name, params
        return None, {}


def route_requests(table, paths):
    """First matching route of each path with its parameters, and the hits per route."""
    router = Router(table)
    handled = []
    hits = dict.fromkeys(table, 0)
    for path in paths:
        name, params = router.match(path)
        if name is None:
            handled.append(404)
            continue
        hits[name] += 1
        handled.append("&".join([name, *(f"{k}={v}" for k, v in params.items())]))
    return handled, [name for name in hits if hits[name] == 0]
