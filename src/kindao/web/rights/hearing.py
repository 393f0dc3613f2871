"""What this app tells those below: who is not to be shown just now, and what is done now and then."""


def listen() -> None:
    from kindao.web.review import asking, jobs
    from kindao.web.rights import holding, reminding

    if holding.held not in asking.HOLDS:
        asking.HOLDS.append(holding.held)
    if reminding.remind not in jobs.NOW_AND_THEN:
        jobs.NOW_AND_THEN.append(reminding.remind)
