IDLE_LIMIT = 30


def sessionize_clicks(events):
    """events: 'HH:MM user page' in any order.

    Returns per user the sessions as 'first time+minutes/distinct pages'.
    """
    by_user = {}
    for event in events:
        clock, user, page = event.split(" ", 2)
        hours, minutes = clock.split(":")
        by_user.setdefault(user, []).append((int(hours) * 60 + int(minutes), page))

    def close(sessions, begun, ended, pages):
        if begun is not None:
            clock = "%02d:%02d" % divmod(begun, 60)
            sessions.append(f"{clock}+{ended - begun}/{len(set(pages))}")

    report = {}
    for user in sorted(by_user):
        sessions = []
        begun = ended = None
        pages = []
        for at, page in sorted(by_user[user]):
            if begun is None or at - ended > IDLE_LIMIT or page == "login":
                close(sessions, begun, ended, pages)
                begun, pages = at, []
            ended = at
            pages.append(page)
        close(sessions, begun, ended, pages)
        report[user] = sessions
    return report
