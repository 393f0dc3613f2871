"""Who stands in another patient's picture reads nothing of what the clinic wanted with that other: no words, no refused
use, no treatment. What went out of it, or may, they read."""

import io
import json
import zipfile

import pytest

from builders import an_original, group
from kindao import clock
from kindao.web import audit
from kindao.web.door.models import Purpose
from kindao.web.review import actions as review
from kindao.web.review.models import Use, UseState
from kindao.web.rights import copying, own, same
from kindao.web.vault.views import LOOKED
from patients import AtHome, at_home, is_in, looked_at
from permits import a_permitted_use
from visitors import a_link, a_reached_patient

pytestmark = pytest.mark.django_db
WORDS = "Hoàng Thị Alpha sau mổ cắt dạ dày, cùng chồng."


@pytest.fixture
def me() -> AtHome:
    return at_home()


def anothers_use(me: AtHome, *, state: UseState) -> Use:
    """Of another patient's picture in which they are, too; with words about that other."""
    other = a_reached_patient(me.by, name="Hoàng Thị Alpha", record_number="BN-777")
    shared = an_original(me.by, other, group())
    looked_at(shared)
    is_in(me.by, shared, other, [[400, 80, 520, 230]])
    is_in(me.by, shared, me.patient, [[60, 60, 180, 200]])
    use = a_permitted_use(me.by, other, shared)
    Use.objects.filter(pk=use.pk).update(caption=WORDS, state=state)
    use.refresh_from_db()
    return use


def page_and_copy(me: AtHome) -> str:
    with zipfile.ZipFile(io.BytesIO(b"".join(copying.zipped(copying.parcel(me.patient))))) as parcel:
        kept = parcel.read("kindao.json").decode() + parcel.read("index.html").decode()
    return me.client.get(me.at()).content.decode() + kept


@pytest.mark.parametrize("state", [UseState.REFUSED, UseState.PERMITTED, UseState.NEEDS_EYES])
def test_the_words_of_anothers_use_are_nowhere(me: AtHome, state: UseState) -> None:
    use = anothers_use(me, state=state)
    review.handed_out(me.by, use.copies.get()) if state == UseState.PERMITTED else None
    assert "Alpha" not in page_and_copy(me)


def test_what_nobody_did_with_anothers_picture_is_not_told(me: AtHome) -> None:
    use = anothers_use(me, state=UseState.REFUSED)
    assert [one.use.pk for one in own.uses(me.patient)] == [me.use.pk]
    Use.objects.filter(pk=use.pk).update(state=UseState.PERMITTED)
    assert {one.use.pk for one in own.uses(me.patient)} == {me.use.pk, use.pk}
    review.handed_out(me.by, use.copies.get())
    Use.objects.filter(pk=use.pk).update(state=UseState.LAPSED)
    assert {one.use.pk for one in own.uses(me.patient)} == {me.use.pk, use.pk}, "somebody has a copy"


def test_a_copy_that_they_found_outside_is_known_all_the_same(me: AtHome) -> None:
    from kindao.engine.match.phash import phash
    from kindao.engine.media.opening import open_picture
    from kindao.web.vault import store

    use = anothers_use(me, state=UseState.REFUSED)
    bits = phash(open_picture(store.read(use.copies.get().file)).frames[0].pixels)
    assert use.pk in {one.use.pk for one in same.look(me.patient, bits).uses}


def test_what_the_other_is_treated_for_is_not_told(me: AtHome) -> None:
    use = anothers_use(me, state=UseState.PERMITTED)
    session = use.original.session
    type(session).objects.filter(pk=session.pk).update(specialty="oncology")
    assert "oncology" not in json.dumps(copying.parcel(me.patient).told, default=str)


def test_when_the_other_looked_at_their_own_picture_is_not_told(me: AtHome) -> None:
    use = anothers_use(me, state=UseState.PERMITTED)
    other = a_link(me.by, use.patient, purpose=Purpose.OWN)
    audit.record(LOOKED, use.original.file, by=other.link, clinic=me.by.clinic)
    audit.record(LOOKED, me.original.file, by=other.link, clinic=me.by.clinic)
    looks = own.looks(me.patient, list(copying.parcel(me.patient).everything), own.uses(me.patient))
    assert [(one.who, one.files, one.day) for one in looks] == [(str(own.SOMEBODY), 1, clock.today())]
