from collections import defaultdict

STAGES = {"alpha": 0, "beta": 1, "rc": 2, "": 3}


class Release:
    def __init__(self, tag):
        self.tag = tag
        core, _, pre = tag.lstrip("v").partition("-")
        numbers = [int(part) for part in core.split(".")]
        while len(numbers) < 3:
            numbers.append(0)
        stage = pre.rstrip("0123456789")
        self.major = numbers[0]
        self.key = (*numbers, STAGES[stage], int(pre[len(stage):] or 0))

    @property
    def stable(self):
        return self.key[3] == 3


def pick_releases(tags, allow_pre=False):
    """Newest tag of every major line, newest line first, and the tags that made no sense."""
    best = defaultdict(lambda: None)
    junk = []
    for tag in tags:
        try:
            release = Release(tag)
        except (ValueError, KeyError):
            junk.append(tag)
            continue
        if not release.stable and not allow_pre:
            continue
        current = best[release.major]
        if current is None or release.key > current.key:
            best[release.major] = release
    return [best[major].tag for major in sorted(best, reverse=True)], junk
