"""Of an erased person nobody says that they were not in their own picture: its bytes may lie in another record, too."""

import pytest

from builders import a_member, a_patient, an_original
from kindao.engine.errors import BadInput
from kindao.web import vault
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance


@pytest.mark.django_db
def test_who_was_erased_stays_in_their_own_picture() -> None:
    by = a_member()
    patient = a_patient(by)
    row = an_original(by, patient).appearances.get()
    vault.erase(patient.key, by=None)
    with pytest.raises(BadInput, match="were erased"):
        cases.say_who(by, row, Appearance.As.NOBODY)
