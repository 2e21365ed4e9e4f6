def plan_layers(needs):
    """Group tasks into layers that can run together; the tasks on a cycle come back as `stuck`."""
    pending = {}
    for task, deps in needs.items():
        pending.setdefault(task, set()).update(deps)
        for dep in deps:
            pending.setdefault(dep, set())
    layers = []
    while pending:
        ready = sorted(task for task, deps in pending.items() if not deps)
        if not ready:
            return {"layers": layers, "stuck": sorted(pending)}
        layers.append(ready)
        for task in ready:
            del pending[task]
        for deps in pending.values():
            deps.difference_update(ready)
    return layers or None
