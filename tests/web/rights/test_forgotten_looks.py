"""What a release looks like goes with the pictures that were erased; what is still out is found first."""

import io

import pytest
from PIL import Image

from builders import a_member
from kindao.web.clinics.models import Role
from kindao.web.consent.models import Who
from kindao.web.releases import actions as releases
from kindao.web.releases import forgetting
from kindao.web.releases.known import BANK
from kindao.web.releases.models import CopyState, Release, Stage
from kindao.web.rights import actions
from kindao.web.rights.models import Kind
from outside import a_use_to_post, gone
from released import Site, a_folder_account, looked_again, worked_off

pytestmark = pytest.mark.django_db


def test_it_goes_once_nothing_has_to_be_found_again(site: Site) -> None:
    by = a_member()
    use, account = a_use_to_post(by), a_folder_account(by, site)
    other = worked_off(releases.release(by, a_use_to_post(by), account))
    release = worked_off(releases.release(by, use, account))
    looked_again(release)
    picture = (site.folder / release.file_name).read_bytes()
    bits = bytes.fromhex(release.phash)
    request = actions.ask(use.patient, Kind.DELETE, who=Who.PATIENT)
    officer = a_member(Role.OFFICER, by.clinic)
    actions.erase(officer, request, answer="Đã xóa.")
    release.refresh_from_db()
    assert release.phash and release.stage in (Stage.OUT, Stage.COMING_DOWN), "it has to be found again"
    (order,) = release.takedowns.all()
    worked_off(order)
    looked_again(release)
    worked_off(order)
    release.refresh_from_db()
    assert release.stage == Stage.GONE and forgetting.forget_looks() == 1
    release.refresh_from_db()
    other.refresh_from_db()
    assert (release.phash, bool(other.phash)) == ("", True) and release.digest
    BANK.forget()
    assert release.pk not in BANK.near(bits, 0)
    smaller = io.BytesIO()
    Image.open(io.BytesIO(picture)).reduce(3).save(smaller, "JPEG")
    (site.folder / release.file_name).write_bytes(smaller.getvalue())  # a backup, or another size
    looked_again(release)
    assert release.public_copies.get().state == CopyState.CAME_BACK, "by its own address"


def test_what_is_over_already_goes_in_the_same_transaction(site: Site) -> None:
    by = a_member()
    use = a_use_to_post(by)
    release = worked_off(releases.release(by, use, a_folder_account(by, site)))
    looked_again(release)
    gone(release)
    assert Release.objects.get().phash
    request = actions.ask(use.patient, Kind.DELETE, who=Who.PATIENT)
    actions.erase(a_member(Role.OFFICER, by.clinic), request, answer="Đã xóa.")
    assert Release.objects.get().phash == ""
