"""A film takes film and a recording voice: a consent to photographs carries neither."""

from dataclasses import replace

import pytest

from kindao.engine.policy import Pack, load_pack
from kindao.engine.policy.consent import DataType
from kindao.engine.policy.decide import decide
from kindao.engine.policy.decision import Decision
from kindao.engine.policy.facts import Copy, Facts, Kind, Role, Shown, facts_from_json, facts_to_json
from kindao.engine.vocabulary import Identifiability, Identifier, Level, Outcome
from policy import space

PHOTO, VIDEO, VOICE = DataType.PHOTO, DataType.VIDEO, DataType.VOICE
SPOKEN = frozenset({Identifier.VOICE})


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def an_advert(medium: Kind, *agreed: DataType, left: frozenset[Identifier] = frozenset()) -> Facts:
    scope = space.a_scope(identifiability=Identifiability.DIRECT)
    return space.facts(
        use=space.a_use(medium=medium),
        consents=(space.a_consent(scope, data_types=frozenset(agreed)),),
        copy=space.a_copy(Shown("p", Identifiability.INDIRECT, left), level=Level.OTHERS_HIDDEN),
    )


def told(decision: Decision) -> str:
    return " ".join(f"{one.words.vi} {one.words.en}" for one in decision.reasons if one.rule == "VN-CC-38-2-TYPE")


@pytest.mark.parametrize(
    ("medium", "left", "agreed", "missing"),
    [
        (Kind.PICTURE, frozenset(), (PHOTO,), ""),
        (Kind.PICTURE, frozenset(), (VIDEO,), "photo (ảnh)"),
        (Kind.FILM, frozenset(), (PHOTO,), "video (phim)"),
        (Kind.FILM, frozenset(), (VIDEO,), ""),
        (Kind.FILM, SPOKEN, (VIDEO,), "voice (giọng nói)"),
        (Kind.FILM, SPOKEN, (PHOTO,), "video (phim), voice (giọng nói)"),
        (Kind.FILM, SPOKEN, (VIDEO, VOICE), ""),
        (Kind.RECORDING, SPOKEN, (VOICE,), ""),
        (Kind.RECORDING, frozenset(), (VOICE,), ""),
        (Kind.RECORDING, SPOKEN, (PHOTO, VIDEO), "voice (giọng nói)"),
    ],
)
def test_each_medium_needs_its_kind_and_the_answer_names_what_is_missing(
    medium: Kind, left: frozenset[Identifier], agreed: tuple[DataType, ...], missing: str, pack: Pack
) -> None:
    decision = decide(an_advert(medium, *agreed, left=left), pack, paths=False)
    assert (decision.outcome is Outcome.PERMIT) is (not missing)
    assert not missing or f"Sự đồng ý không nêu: {missing}." in told(decision)


@pytest.mark.parametrize("name", ["gdpr", "hipaa", "gmc"])
def test_the_other_packs_ask_the_same(name: str) -> None:
    other = load_pack(name)
    photo, video = (an_advert(Kind.FILM, one) for one in (PHOTO, VIDEO))
    said = {reason.rule for reason in decide(photo, other, paths=False).reasons}
    assert said & {"KD-FITS", "HI-AUTH-WHAT"}
    assert not said & {"KD-FITS", "HI-AUTH-WHAT"} & {r.rule for r in decide(video, other, paths=False).reasons}


@pytest.mark.parametrize(("medium", "outcome"), [(Kind.RECORDING, Outcome.PERMIT), (Kind.FILM, Outcome.INDETERMINATE)])
def test_in_a_recording_nobody_looks_for_a_face(medium: Kind, outcome: Outcome, pack: Pack) -> None:
    facts = an_advert(medium, VIDEO, VOICE)
    by = space.a_patient(id="b", role=Role.BYSTANDER)
    shown = (*facts.copy.shown, Shown("b", Identifiability.INDIRECT))
    facts = replace(
        facts, people=(*facts.people, by), copy=Copy(Level.OTHERS_HIDDEN, shown, SPOKEN - SPOKEN, face_found=False)
    )
    assert decide(facts, pack, paths=False).outcome is outcome


def test_facts_of_before_are_pictures_and_keep_their_digest() -> None:
    old = facts_to_json(space.facts())
    assert '"medium"' not in old and facts_from_json(old).use.medium is Kind.PICTURE
    filmed = an_advert(Kind.FILM, VIDEO)
    assert facts_from_json(facts_to_json(filmed)) == filmed
