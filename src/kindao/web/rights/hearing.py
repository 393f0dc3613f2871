"""What this app tells those below: who is not to be shown just now, and what is done now and then."""


def listen() -> None:
    from kindao.web.door import unsent
    from kindao.web.review import asking, jobs
    from kindao.web.rights import holding, reminding, unsent_forms

    if holding.held not in asking.HOLDS:
        asking.HOLDS.append(holding.held)
    for one in (reminding.remind, unsent.forget_old):
        if one not in jobs.NOW_AND_THEN:
            jobs.NOW_AND_THEN.append(one)
    unsent.FORMS.update(unsent_forms.FORMS)
