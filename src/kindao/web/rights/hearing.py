"""What this app tells those below: who is not to be shown just now, and what is done now and then."""

from kindao.web.cases.models import Guardianship


def listen() -> None:
    from kindao.web.asking import answering
    from kindao.web.cases import actions as cases
    from kindao.web.door import unsent
    from kindao.web.review import asking, elsewhere, given_up, jobs
    from kindao.web.rights import holding, reminding, same, unsent_forms

    if holding.holds not in answering.HOLDS:
        answering.HOLDS.append(holding.holds)
    if _stands not in cases.STANDS:
        cases.STANDS.append(_stands)
    if holding.held not in asking.HOLDS:
        asking.HOLDS.append(holding.held)
    if holding.silent not in asking.SILENT:
        asking.SILENT.append(holding.silent)
    if same.twins not in elsewhere.TWINS:
        elsewhere.TWINS.append(same.twins)
    for one in (reminding.remind, unsent.forget_old):
        if one not in jobs.NOW_AND_THEN:
            jobs.NOW_AND_THEN.append(one)
    given_up.BY_ITSELF[reminding.MAIL] = reminding.NOT_SENT
    unsent.FORMS.update(unsent_forms.FORMS)


def _stands(guardianship: Guardianship) -> bool:
    """Whether another could lift something of theirs, a pause or a no, once their entry has ended."""
    from kindao.web.consent.record import says_no
    from kindao.web.rights.models import RightsRequest

    if says_no(guardianship):
        return True
    return RightsRequest.objects.holding().filter(guardianship=guardianship).exists()
