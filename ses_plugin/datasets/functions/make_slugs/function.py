MAX_LEN = 16
STOP = {"a", "the", "of", "and"}


def make_slugs(titles):
    used = {}
    slugs = []
    for title in titles:
        word, words = "", []
        for ch in title.lower() + " ":
            if ch.isalnum():
                word += ch
            elif ch == "'":
                continue
            elif word:
                if word not in STOP:
                    words.append(word)
                word = ""
        slug = ""
        for w in words:
            candidate = slug + "-" + w if slug else w
            if len(candidate) > MAX_LEN:
                break
            slug = candidate
        slug = slug or "untitled"
        # second and later uses get a counter
        used[slug] = used.get(slug, 0) + 1
        if used[slug] > 1:
            slug = f"{slug}-{used[slug]}"
        slugs.append(slug)
    return slugs
