"""The gate stays shut unless everything was looked at, permitted, made and looked at again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hidden_by_hand import alone
from kindao.engine import gate
from kindao.engine.appearance import Appearance
from kindao.engine.detect.base import Submission
from kindao.engine.errors import BadInput, Failed, Missing
from kindao.engine.geometry import Box, Region
from kindao.engine.media.opening import open_picture
from kindao.engine.media.picture import Format, Frame, Picture
from kindao.engine.media.writing import encode
from kindao.engine.medium import picture as still
from kindao.engine.medium.base import Order
from kindao.engine.policy.consent import Consent, DataType, load_consent
from kindao.engine.policy.facts import Nature, Person, Role, Use
from kindao.engine.policy.pack import Pack, load_pack
from kindao.engine.redact.fill import GREY
from kindao.engine.vocabulary import (
    Attribute,
    Destination,
    Finding,
    Identifiability,
    Identifier,
    Known,
    Level,
    Outcome,
    Purpose,
    Span,
)
from support import testdata

FACE = testdata("faces_single", "t0002.jpg")
EXAMPLES = Path(__file__).parents[2] / "examples"
ADVERT = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23))
PATIENT = Appearance(Person("P1", Role.PATIENT, date(1990, 5, 1)))


@dataclass
class Says:
    """A detector that finds what it is told to, or fails as it is told to."""

    findings: tuple[Finding, ...] = ()
    raises: Exception | None = None
    name: str = "says"
    finds: frozenset[Identifier] = field(default=frozenset({Identifier.FACE}))
    needs: tuple[str, ...] = ()

    def find(self, submission: Submission) -> Iterator[Finding]:
        if self.raises:
            raise self.raises
        yield from self.findings


HEAD = Box(60, 20, 400, 460)
PLAIN = encode((Frame(np.full((200, 200, 3), 230, np.uint8)),), Format.PNG)


def a_head(box: Box = HEAD) -> tuple[Finding, ...]:
    return tuple(Finding(kind, Region(box), 0.9, "says") for kind in (Identifier.FACE, Identifier.HEAD))


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("vn")


def a_request(**changes: object) -> gate.Request:
    return replace(gate.Request(FACE.read_bytes(), ADVERT, (PATIENT,)), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("broken", [Failed("the network broke"), Missing("not installed")])
def test_a_detector_that_did_not_look_refuses(broken: Exception, pack: Pack) -> None:
    report = gate.check(a_request(), detectors=[Says(raises=broken)], pack=pack)
    assert report.outcome is Outcome.INDETERMINATE and report.refused and report.copy is None


def test_a_missing_optional_detector_is_said(pack: Pack) -> None:
    absent = Says(
        raises=Missing("nudenet is not installed", hint="pip install"), finds=frozenset({Identifier.INTIMATE})
    )
    report = gate.check(a_request(), detectors=[Says(a_head()), absent], pack=pack)
    assert {n.identifier for n in report.not_looked_for} == {Identifier.INTIMATE, Identifier.SKIN_MARK}


def test_an_unreadable_medium_is_denied_before_the_law_is_asked(pack: Pack) -> None:
    report = gate.check(a_request(data=b"no picture at all"), detectors=[], pack=pack)
    assert (report.outcome, report.decision) == (Outcome.DENY, None) and report.refused


def test_an_advert_without_consent_is_denied_with_articles_and_a_path(pack: Pack) -> None:
    report = gate.check(a_request(), detectors=[Says(a_head())], pack=pack)
    assert report.outcome is Outcome.DENY and report.copy is None
    assert report.decision and any(r.citation for r in report.decision.reasons) and report.decision.path


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_face_that_is_nobodys_never_goes_out(purpose: Purpose, pack: Pack) -> None:
    others = tuple(replace(f, where=Region(Box(410, 10, 460, 60))) for f in a_head())
    use = replace(ADVERT, purpose=purpose)
    report = gate.check(a_request(use=use), detectors=[Says(a_head() + others)], pack=pack)
    assert report.outcome is not Outcome.PERMIT


def test_a_name_in_the_caption_reaches_the_law(pack: Pack) -> None:
    named = Finding(Identifier.NAME, Span(0, 5), 1.0, "says", about="P1")
    drawn = replace(ADVERT, nature=Nature.ILLUSTRATION, stated_by="officer")
    request = a_request(data=PLAIN, use=drawn, people=())
    plain = gate.check(request, detectors=[Says()], pack=pack)
    told = gate.check(replace(request, caption="Hoa …"), detectors=[Says((named,))], pack=pack)
    rules = [{reason.rule for reason in report.decision.reasons} for report in (plain, told) if report.decision]
    assert rules[1] - rules[0] == {"KD-ILLUSTRATION-SEEN"}


def test_making_covers_what_is_covered_and_keeps_the_part_under_treatment() -> None:
    picture = open_picture(FACE.read_bytes())
    head, nose = Region(Box(60, 20, 400, 460)), Region(Box(200, 200, 260, 280))
    data = still.rebuild(picture, [Finding(Identifier.HEAD, head, 1, "says")], [nose], Format.PNG)
    after = open_picture(data).frames[0].pixels
    covered = (after == GREY).all(axis=2)
    assert (
        not covered[nose.box.slices].all()
        and (after[nose.box.slices] == picture.frames[0].pixels[nose.box.slices]).all()
    )
    covered[nose.box.slices] = True
    assert covered[head.box.slices].all()


def test_a_copy_is_of_pixels_alone() -> None:
    picture = open_picture(FACE.read_bytes())
    again = open_picture(still.rebuild(picture, [], [], Format.JPEG))
    assert again.entries == () and (again.width, again.height) == (picture.width, picture.height)


def test_residuals_come_back_wider_and_with_a_head() -> None:
    picture = open_picture(FACE.read_bytes())
    left = Finding(Identifier.FACE, Region(Box(100, 100, 200, 200)), 0.8, "other eyes")
    wide = still.widened([left], picture)
    assert {f.identifier for f in wide} == {Identifier.FACE, Identifier.HEAD}
    assert all(isinstance(f.where, Region) and left.where.box.inside(f.where.box) == 1 for f in wide)  # type: ignore[union-attr]


def test_every_frame_is_rebuilt() -> None:
    frames = tuple(Frame(np.full((40, 60, 3), 30 * n, np.uint8), n, 100) for n in range(3))
    picture = open_picture(encode(frames, Format.TIFF))
    findings = [Finding(Identifier.HEAD, Region(Box(5, 5, 20, 20), frame=n), 1, "says") for n in range(3)]
    again = open_picture(still.rebuild(picture, findings, [], Format.TIFF))
    assert len(again.frames) == 3
    assert all((f.pixels[5:20, 5:20] == GREY).all() for f in again.frames)


def test_known_people_are_given_to_the_detectors(pack: Pack) -> None:
    seen: list[tuple[Known, ...]] = []

    @dataclass
    class Listens(Says):
        def find(self, submission: Submission) -> Iterator[Finding]:
            seen.append(submission.known)
            return iter(())

    known = Known("P1", names=("Lê Thị Hoa",))
    gate.check(
        a_request(people=(Appearance(Person("P1", Role.PATIENT, known=known)),)), detectors=[Listens()], pack=pack
    )
    assert seen == [(known,)]


@pytest.mark.parametrize(
    ("face", "outcome"), [(Box(284, 30, 1028, 1070), "permit"), (Box(284, 0, 1028, 1070), "indeterminate")]
)
def test_a_close_up_that_the_frame_cuts_goes_to_a_person(face: Box, outcome: str, pack: Pack) -> None:
    """Of a face that reaches beyond the frame, detectors may have seen only a part."""
    examples = Path(__file__).parents[2] / "examples"
    consent = load_consent((examples / "consents/nose-deidentified.json").read_bytes())
    whole = Region(Box(0, 0, 1200, 1200))
    found = (
        Finding(Identifier.FACE, Region(face), 0.9, "says"),
        Finding(Identifier.HEAD, whole, 0.9, "says"),
    )
    request = a_request(
        data=(examples / "nose.jpg").read_bytes(),
        use=replace(ADVERT, body_area="nose"),
        people=(Appearance(Person("P1", Role.PATIENT, consent.birth_date)),),
        consents=(consent,),
        kept=lambda picture, findings: (Region(Box(600, 560, 700, 640)),),
    )
    assert gate.check(request, detectors=[Says(found)], pack=pack).outcome == outcome


@pytest.mark.parametrize("body", [Identifier.PERSON, Identifier.BODY_PART])
def test_a_body_that_stays_excuses_no_face_in_it(body: Identifier) -> None:
    picture = open_picture(FACE.read_bytes())
    person = Finding(body, Region(HEAD), 0.9, "says")
    made = still.make(picture, (person,), Order(()), target=Format.JPEG)
    assert Identifier.FACE in {residual.identifier for residual in made.verification.residuals}


def test_two_people_in_one_place_are_refused(pack: Pack) -> None:
    nurse = Appearance(Person("S1", Role.STAFF), (HEAD,))
    with pytest.raises(BadInput, match="P1 and S1 are put in the same place"):
        gate.check(a_request(people=(replace(PATIENT, at=(HEAD,)), nurse)), detectors=[], pack=pack)


@given(x0=st.integers(0, 190), x1=st.integers(1, 199), y0=st.integers(0, 190), y1=st.integers(1, 199))
@settings(max_examples=25, deadline=None)
def test_whatever_the_box_a_permitted_copy_shows_only_the_face_that_it_names(
    pack: Pack, x0: int, x1: int, y0: int, y1: int
) -> None:
    box = Box(min(x0, x1), min(y0, y1), max(x0, x1) + 1, max(y0, y1) + 1)
    faces = (Box(10, 20, 70, 90), Box(80, 20, 140, 90), Box(150, 120, 190, 170))
    consent = replace(
        consented()[0], birth_date=None,
        scopes=tuple(replace(s, identifiability=Identifiability.DIRECT, level=None) for s in consented()[0].scopes),
    )  # fmt: skip
    patient = Appearance(Person(consent.subject, Role.PATIENT, date(1990, 5, 1)), (box,))
    request = a_request(
        data=PLAIN, people=(patient, Appearance(Person("B1", Role.BYSTANDER))), consents=(consent,),
        use=replace(ADVERT, purpose=consent.scopes[0].purpose),
    )  # fmt: skip
    found = tuple(f for face in faces for f in a_head(face))
    try:
        report = gate.check(request, detectors=[Says(found)], pack=pack)
    except BadInput as error:
        assert "several faces" in str(error) and sum((face & box).area > 0 for face in faces) > 1
        return
    if report.copy:
        hidden = {f.where.box for f in report.covered if isinstance(f.where, Region)}
        shown = [face for face in faces if face not in hidden]
        assert len(shown) <= 1
        for face in shown:
            assert all(face.iou(box) >= 2 * other.iou(box) for other in faces if other != face)


def test_a_box_around_several_faces_is_refused(pack: Pack) -> None:
    both = a_head(Box(20, 20, 90, 90)) + a_head(Box(110, 20, 180, 90))
    wide = replace(PATIENT, at=(Box(0, 0, 200, 120),))
    with pytest.raises(BadInput, match="the place named for P1 holds several faces"):
        gate.check(a_request(data=PLAIN, people=(wide,)), detectors=[Says(both)], pack=pack)


def test_people_close_together_may_overlap(pack: Pack) -> None:
    beside = Appearance(Person("S1", Role.STAFF), (Box(300, 20, 470, 460),))
    report = gate.check(a_request(people=(replace(PATIENT, at=(HEAD,)), beside)), detectors=[], pack=pack)
    assert report.outcome is Outcome.DENY


DRAWN = replace(ADVERT, nature=Nature.ILLUSTRATION, stated_by="the designer")


def test_a_real_face_cannot_be_declared_drawn(pack: Pack) -> None:
    request = a_request(use=DRAWN, people=(), confirmed_by="the officer")
    report = gate.check(request, detectors=[Says(a_head())], pack=pack)
    assert report.outcome is Outcome.INDETERMINATE
    assert report.copy is None
    assert report.refused is gate.LOOKS_REAL


def test_names_and_codes_in_an_illustration_are_covered_whoever_confirmed_it(pack: Pack) -> None:
    name = Finding(Identifier.NAME, Region(Box(10, 10, 90, 40)), 0.9, "says")
    code = Finding(Identifier.CODE, Region(Box(100, 100, 150, 150)), 0.9, "says")
    words = Finding(Identifier.TEXT, Region(Box(10, 60, 90, 90)), 0.9, "says")
    request = a_request(data=PLAIN, use=DRAWN, people=(), confirmed_by="the officer")
    for found, covered in (((name, code, words), {name, code, words}), ((words,), set())):
        report = gate.check(request, detectors=[Says(found)], pack=pack)
        assert report.outcome is Outcome.PERMIT
        assert set(report.covered) == covered


def test_what_a_camera_wrote_contradicts_an_illustration(pack: Pack) -> None:
    model = Finding(Identifier.DEVICE, Attribute("exif", "Model"), 1.0, "says")
    request = a_request(data=PLAIN, use=DRAWN, people=(), confirmed_by="the officer")
    for findings, outcome in (((model,), Outcome.INDETERMINATE), ((), Outcome.PERMIT)):
        report = gate.check(request, detectors=[Says(findings)], pack=pack)
        assert report.outcome is outcome
        assert (report.copy is None) is (outcome is Outcome.INDETERMINATE)


def consented(ends: date | None = None) -> tuple[Consent, ...]:
    nose = load_consent((EXAMPLES / "consents" / "nose-deidentified.json").read_bytes())
    scopes = (replace(one, body_areas=frozenset(), assets=frozenset(), ends=ends) for one in nose.scopes)
    return (replace(nose, scopes=tuple(scopes)),)


@pytest.mark.parametrize(("ends", "outcome"), [(None, "permit"), (date(2026, 10, 20), "deny")])
def test_what_ran_out_since_does_not_come_back_by_asking_about_the_past(
    ends: date | None, outcome: str, pack: Pack
) -> None:
    patient = consented()[0].subject
    request = a_request(
        data=PLAIN,
        use=replace(ADVERT, on=date(2026, 10, 15)),
        people=(Appearance(Person(patient, Role.PATIENT, date(1990, 5, 1))),),
        consents=tuple(replace(one, birth_date=None) for one in consented(ends)),
        today=date(2026, 11, 23),
    )
    report = gate.check(request, detectors=[Says(a_head(Box(20, 20, 120, 120)))], pack=pack)
    assert report.outcome == outcome
    assert (report.copy is None) is (outcome == "deny")


def two_who_agreed() -> tuple[Use, Consent, Consent]:
    """To the same act: the patient to a covered copy, the doctor to be recognised."""
    doctor = load_consent((EXAMPLES / "consents" / "film-doctor.json").read_bytes())
    doctor = replace(
        doctor, data_types=frozenset({DataType.PHOTO}), scopes=(replace(doctor.scopes[0], assets=frozenset()),)
    )
    (patient,) = (replace(one, birth_date=None) for one in consented())
    use = replace(ADVERT, purpose=doctor.scopes[0].purpose, destination=min(doctor.scopes[0].destinations))
    scope = replace(patient.scopes[0], purpose=use.purpose, destinations=frozenset({use.destination}), level=None)
    return use, replace(patient, scopes=(scope,)), doctor


def test_who_agreed_to_be_recognised_stays_beside_who_agreed_to_a_covered_copy(pack: Pack) -> None:
    """The doctor who speaks of a patient who wants to be hidden: neither is told by the other's yes."""
    use, patient, doctor = two_who_agreed()
    mine, theirs = a_head(Box(20, 20, 90, 90)), a_head(Box(120, 20, 190, 90))
    people = (
        Appearance(Person(patient.subject, Role.PATIENT, date(1991, 3, 8)), (Box(10, 10, 100, 100),)),
        Appearance(Person(doctor.subject, Role.STAFF), (Box(110, 10, 199, 100),)),
    )
    request = a_request(data=PLAIN, use=use, people=people, consents=(patient, doctor))
    report = gate.check(request, detectors=[Says(mine + theirs)], pack=pack)
    assert report.outcome is Outcome.PERMIT and report.copy and report.copy.level is Level.OTHERS_HIDDEN
    assert {f for f in report.covered if f in mine + theirs} == set(mine)


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        ({"ends": date(2026, 10, 1)}, DataType.PHOTO),
        ({"starts": date(2027, 1, 1)}, DataType.PHOTO),
        ({}, DataType.VIDEO),
    ],
    ids=["ended", "not yet", "films"],
)
def test_whose_consent_does_not_fit_is_hidden_and_hides_nobody_else(
    pack: Pack, days: dict[str, date], taken: DataType
) -> None:
    use, patient, doctor = two_who_agreed()
    scope = replace(doctor.scopes[0], **days)  # type: ignore[arg-type]
    nurse = replace(doctor, id="N", subject="NURSE", data_types=frozenset({taken}), scopes=(scope,))
    mine, hers, theirs = (a_head(Box(x, 20, x + 50, 90)) for x in (10, 75, 140))
    people = (
        Appearance(Person(patient.subject, Role.PATIENT, date(1991, 3, 8)), (Box(5, 10, 65, 100),)),
        Appearance(Person("NURSE", Role.STAFF), (Box(70, 10, 130, 100),)),
        Appearance(Person(doctor.subject, Role.STAFF), (Box(135, 10, 199, 100),)),
    )
    request = a_request(data=PLAIN, use=use, people=people, consents=(patient, doctor, nurse))
    report = gate.check(request, detectors=[Says(mine + hers + theirs)], pack=pack)
    assert report.copy and report.copy.level is Level.OTHERS_HIDDEN
    assert {f for f in report.covered if f in mine + hers + theirs} == set(mine + hers)


def test_a_picture_that_looks_photographed_is_no_drawing_until_the_officer_looked(pack: Pack) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)
    request = a_request(data=encode((Frame(noise),), Format.PNG), use=DRAWN, people=())
    assert gate.check(request, detectors=[Says()], pack=pack).outcome is Outcome.INDETERMINATE
    looked = replace(request, confirmed_by="the officer")
    assert gate.check(looked, detectors=[Says()], pack=pack).outcome is Outcome.PERMIT
    part = Finding(Identifier.BODY_PART, Region(Box(0, 0, 200, 200)), 0.5, "says")
    report = gate.check(looked, detectors=[Says((part,))], pack=pack)
    assert report.refused is gate.LOOKS_REAL and report.copy is None


def test_of_a_bystander_no_part_stays_visible(pack: Pack) -> None:
    asked: list[Sequence[Finding]] = []

    def kept(_: Picture, findings: Sequence[Finding]) -> tuple[Region, ...]:
        asked.append(findings)
        return ()

    mine, theirs = a_head(Box(20, 20, 90, 90)), a_head(Box(120, 20, 190, 90))
    patient = Appearance(Person("P1", Role.PATIENT, date(1990, 5, 1)), (Box(10, 10, 100, 100),))
    request = a_request(
        data=PLAIN, people=(patient, Appearance(Person("B1", Role.BYSTANDER))), kept=kept,
        use=replace(ADVERT, purpose=Purpose.AWARENESS),
    )  # fmt: skip
    gate.check(request, detectors=[Says(mine + theirs)], pack=pack)
    assert [set(findings) for findings in asked] == [set(mine)]


def test_eyes_left_visible_show_who_it_is(pack: Pack) -> None:
    request = a_request(
        data=PLAIN,
        people=(Appearance(Person(consented()[0].subject, Role.PATIENT, date(1991, 3, 8))),),
        consents=tuple(replace(one, birth_date=None) for one in consented()),
    )
    for area, outcome in (("nose", Outcome.PERMIT), ("eyes", Outcome.DENY)):
        use = replace(ADVERT, body_area=area)
        report = gate.check(replace(request, use=use), detectors=[Says(a_head(Box(20, 20, 120, 120)))], pack=pack)
        assert report.outcome is outcome, area


def test_whom_somebody_hid_by_hand_and_nobody_found_goes_to_a_person(pack: Pack) -> None:
    """A box was drawn over the face before the gate saw it: hair, ears and neck are left, and no detector knows."""
    pixels, (face,) = alone("box", "single", 33)
    request = a_request(
        data=encode((Frame(pixels),), Format.PNG),
        people=(Appearance(Person(consented()[0].subject, Role.PATIENT, date(1991, 3, 8))),),
        consents=tuple(replace(one, birth_date=None) for one in consented()),
    )
    elsewhere, around = Box(0, 0, 40, 40), face.grown(40, 40, 40, 40, width=pixels.shape[1], height=pixels.shape[0])
    report = gate.check(request, detectors=[Says(a_head(elsewhere))], pack=pack)
    assert report.outcome is Outcome.INDETERMINATE and report.refused is gate.HIDDEN_BY_HAND
    assert report.copy is None and report.held
    confirmed = replace(request, confirmed_by="officer")
    assert gate.check(confirmed, detectors=[Says(a_head(elsewhere))], pack=pack).outcome is Outcome.PERMIT
    assert gate.check(request, detectors=[Says(a_head(around))], pack=pack).outcome is Outcome.PERMIT
