"""A person's copy of what the clinic holds of them: one ZIP, made while it is sent, of JSON, the pictures that they may
have and the copies of them that went out or may. Nothing of it lies on the disk in between."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Self

from django.template.loader import render_to_string
from django.utils.translation import override

from kindao import clock
from kindao.engine.policy.consent import KINDAO, VIETNAM, load_consent
from kindao.engine.vocabulary import Words
from kindao.page.consent import remuneration
from kindao.web.asking import receipts
from kindao.web.asking.models import Answer
from kindao.web.asking.readers import Reader, reader_of
from kindao.web.cases.content import suffix_of
from kindao.web.cases.models import Guardianship, OtherPerson, Patient
from kindao.web.consent.models import Consent, Evidence, State
from kindao.web.consent.record import told_to_others
from kindao.web.review.models import SafeCopy
from kindao.web.rights import copies as made
from kindao.web.rights import out as published
from kindao.web.rights import own, seeing, signed
from kindao.web.rights.copies import Given
from kindao.web.rights.models import RightsRequest
from kindao.web.rights.own import ConsentShown, PlaceShown, ScopeShown, UseShown
from kindao.web.rights.seeing import Held, How
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile

PIECE = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that is not in the copy, and why."""

    held: Held
    why: Words


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a copy is made of."""

    person: Patient | OtherPerson
    told: dict[str, Any]
    everything: tuple[Held, ...]  # all that is held, in the copy or not
    pictures: tuple[Held, ...]
    made: tuple[Given, ...]  # copies of their own pictures, each in the copy of everything or with why it is not
    papers: tuple[StoredFile, ...]
    left_out: tuple[LeftOut, ...]
    reader: Reader  # to whom its first page speaks
    guardianship: Guardianship | None  # of who takes it

    @property
    def copies(self) -> list[SafeCopy]:
        return [one.copy for one in self.made if one.why is None]

    @property
    def files(self) -> list[StoredFile]:
        return [*(one.original.file for one in self.pictures), *(one.file for one in self.copies), *self.papers]


def left_out(person: Patient | OtherPerson) -> list[LeftOut]:
    return [LeftOut(one, one.why) for one in seeing.everything(person) if one.why is not None]


def parcel(person: Patient | OtherPerson, guardianship: Guardianship | None = None) -> Parcel:
    """guardianship: of who takes it in the patient's place. What a child and a parent wrote in their requests, what
    they were answered, what they told when they agreed and what they signed with, each has for themselves."""
    everything = seeing.everything(person)
    mine = Consent.objects.about(person)
    papers = Evidence.objects.filter(consent__in=mine, file__erased_at=None).exclude(file=None)
    papers = papers.select_related("file__key", "consent__guardianship")
    out = tuple(LeftOut(one, one.why) for one in everything if one.why is not None)
    copies = _made(person, everything)
    return Parcel(
        person,
        _told(person, everything, copies, guardianship),
        tuple(everything),
        tuple(one for one in everything if one.shown),
        copies,
        tuple(one.file for one in papers if one.file is not None and one.may_see(guardianship)),
        out,
        reader_of(person, guardianship),
        guardianship,
    )


def _made(person: Patient | OtherPerson, everything: list[Held]) -> tuple[Given, ...]:
    """As their own page shows them one by one: who is in another's picture is shown no copy of it."""
    if not isinstance(person, Patient):
        return ()
    rows = SafeCopy.objects.kept().filter(use__original__patient=person, file__erased_at=None)
    found = made.of(person, rows.select_related("file__key", "use"), everything)
    return tuple(sorted((one for given in found.values() for one in given), key=lambda one: one.copy.made_at))


def zipped(parcel: Parcel) -> Iterator[bytes]:
    """The ZIP in pieces. Pictures are stored as they are: they are compressed already."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as out:
        text = json.dumps(parcel.told, ensure_ascii=False, indent=1, default=_plain)
        out.writestr("kindao.json", text, zipfile.ZIP_DEFLATED)
        yield sink.taken()
        papers = tuple(_Paper.of(n, paper) for n, paper in enumerate(parcel.papers, 1))
        out.writestr("index.html", _page(parcel, papers), zipfile.ZIP_DEFLATED)
        yield sink.taken()
        for n, one in enumerate(parcel.pictures, 1):
            if one.how is How.COVERED:
                out.writestr(_name(n, one), seeing.covered(parcel.person, one.original))
                yield sink.taken()
                continue
            yield from _written(out, sink, _name(n, one), one.original.file)
        for name, given in _named(parcel.made):
            if name:
                yield from _written(out, sink, name, given.copy.file)
        for paper in papers:
            if paper.picture:
                out.writestr(paper.name, paper.picture)
            else:
                yield from _written(out, sink, paper.name, paper.file)
    yield sink.taken()


def _plain(value: object) -> str:
    """Moments in Vietnamese time, days, ids: each in one way of writing."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _name(n: int, one: Held) -> str:
    """Of a picture in the copy."""
    kept = "-covered.jpg" if one.how is How.COVERED else suffix_of(one.original.file.media_type)
    return f"pictures/{n:03}{kept}"


def _named(copies: tuple[Given, ...]) -> Iterator[tuple[str, Given]]:
    """Of copies of their pictures: the name in the copy of everything, "" of what is not in it, and each."""
    n = 0
    for one in copies:
        n += one.why is None
        yield "" if one.why else f"copies/{n:03}{suffix_of(one.copy.file.media_type)}", one


@dataclass(frozen=True, slots=True)
class _Paper:
    """What was signed, in the copy. picture: of a signature by finger; typed: the name, where it was typed."""

    name: str
    file: StoredFile
    picture: bytes | None = None
    typed: str = ""

    @classmethod
    def of(cls, n: int, file: StoredFile) -> Self:
        if file.media_type != signed.KIND:
            return cls(f"signed/{n:03}{suffix_of(file.media_type)}", file)
        content = store.read(file)
        picture = signed.drawn(content)
        return cls(f"signed/{n:03}{'.png' if picture else '.json'}", file, picture, signed.typed(content))


@dataclass(frozen=True, slots=True)
class _Agreed:
    """One answer, to be read: what it says, what is paid for it, and what they had read."""

    shown: ConsentShown
    scopes: tuple[tuple[ScopeShown, str], ...]  # with the remuneration, in words
    read: dict[str, Any] | None

    @classmethod
    def of(cls, shown: ConsentShown, language: str) -> Self:
        signed_then = load_consent(shown.consent.record).scopes
        scopes = tuple((one, remuneration(signed_then[one.scope.number], language)) for one in shown.scopes)
        return cls(shown, scopes, _read(shown.consent))


def _page(parcel: Parcel, papers: tuple[_Paper, ...]) -> str:
    """All of it to be read in a browser: in Vietnamese, then in English."""
    person, parts = parcel.person, []
    for language, title in (("vi", "Tiếng Việt"), ("en", "English")):
        with override(language):
            given = {
                "language": language,
                "title": title,
                "parcel": parcel,
                "person": person,
                "reader": parcel.reader,
                "made_at": clock.now(),
                "pictures": [(_name(n, one), one) for n, one in enumerate(parcel.pictures, 1)],
                "papers": papers,
                "consents": [_Agreed.of(one, language) for one in own.consents(person)],
                "uses": [(one, _copies_of(one, parcel.made)) for one in own.uses(person)],
                "out": published.of(person),
                "requests": [
                    (one, one.asked_by(parcel.guardianship))
                    for one in RightsRequest.objects.about(person)
                    if one.stands_for(parcel.guardianship)
                ],
                "looks": own.looks(person, parcel.everything, own.uses(person)),
            }
            parts.append(render_to_string("rights/copy_part.html", given))
    return render_to_string("rights/copy.html", {"parts": parts})


def _copies_of(shown: UseShown, copies: tuple[Given, ...]) -> list[tuple[str, Given]]:
    """What was made for this use, the newest last."""
    return [(name, one) for name, one in _named(copies) if one.copy.use_id == shown.use.pk]


def _written(out: zipfile.ZipFile, sink: "_Sink", name: str, file: StoredFile) -> Iterator[bytes]:
    with out.open(name, "w", force_zip64=True) as member, store.open(file) as stream:
        while piece := stream.read(PIECE):
            member.write(piece)
            yield sink.taken()


class _Sink(io.RawIOBase, IO[bytes]):
    """What a ZIP is written into; whoever sends it takes what has come."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        out, self._pieces = b"".join(self._pieces), []
        return out


def _read(consent: Consent) -> dict[str, Any] | None:
    """What was put before them when they answered on their phone, word for word."""
    rows = Answer.objects.filter(consent=consent).select_related("ask__question", "ask__patient", "ask__other")
    answer = rows.first()
    if answer is None:
        return None
    language = consent.record.get("text", {}).get("language", "vi")
    return {
        "language": language,
        "about": receipts.about(answer.ask, consent)[0],
        "statement": answer.ask.statement.get(language, []),
        "caption": answer.ask.question.caption,
    }


def _signed(consent: Consent, guardianship: Guardianship | None) -> dict[str, Any]:
    """What was signed, to who reads it. Who of the staff took a paper is told nowhere else either: `own`."""
    if not consent.is_of(guardianship):
        return told_to_others(consent.record)
    record: dict[str, Any] = consent.record
    collected = record.get("collected", {})
    kept = {name: said for name, said in collected.items() if name != "by" or said == KINDAO}
    return record | ({"collected": kept} if "collected" in record else {})


def _answer(scope: ScopeShown, place: PlaceShown) -> str:
    """What counts of one place now: yes, no, later, waiting, over, taken-back."""
    gone = place.taken_back and scope.scope.state in (State.GIVEN, State.WITHDRAWN)
    return "taken-back" if gone else own.NEWER if place.over else scope.answer


def _who(person: Patient | OtherPerson) -> dict[str, Any]:
    """What is held of them themselves."""
    told = {"name": person.name, "birth_date": person.birth_date, "phone": person.phone, "email": person.email}
    if isinstance(person, OtherPerson):
        return {"person": told | {"kind": person.kind}}
    told |= {"record_number": person.record_number, "address": person.address, "statuses": person.statuses}
    speaks = [
        {"name": one.name, "relation": one.relation, "from": one.began_at, "to": one.ended_at}
        for one in person.guardianships.all()
    ]
    return {"person": told, "speaks_for_them": speaks}


def _told(
    person: Patient | OtherPerson,
    held: list[Held],
    copies: tuple[Given, ...],
    guardianship: Guardianship | None,
) -> dict[str, Any]:
    """The person's data, and what was done with it. Who looked is told by role."""
    uses = own.uses(person)
    return {
        "made_at": clock.now(),
        "clinic": person.clinic.name,
        **_who(person),
        "pictures": [
            {
                "kind": one.original.kind,
                "taken": one.original.session.at,
                # What the patient is treated for is no matter of who stands beside them.
                "specialty": one.original.session.specialty if one.original.patient_id == person.pk else "",
                "digest": one.original.digest,
                "in_this_copy": str(one.how),
                "why_not": {"vi": one.why.vi, "en": one.why.en} if one.why else None,
            }
            for one in held
        ],
        "consents": [
            {
                "signed": _signed(one.consent, guardianship),
                "read": _read(one.consent),
                "withdrawn_at": one.consent.withdrawn_at,
                "scopes": [
                    {
                        "purpose": scope.scope.purpose,
                        "state": scope.scope.state,
                        "since": scope.at,
                        "places": {place.value: _answer(scope, place) for place in scope.places},
                    }
                    for scope in one.scopes
                ],
            }
            for one in own.consents(person)
        ],
        "posted": [
            {
                "purpose": one.release.use.purpose,
                "place": one.release.use.destination,
                "stage": one.release.stage,
                "out_at": one.release.out_at,
                "addresses": [
                    {
                        "address": copy.address,
                        "state": copy.state,
                        "found_at": copy.found_at,
                        "looked_at": copy.looked_at,
                    }
                    for copy in one.release.places
                ],
            }
            for one in published.of(person)
        ],
        "uses": [
            {
                "purpose": one.use.purpose,
                "place": one.use.destination,
                "caption": one.caption,
                "asked_at": one.use.asked_at,
                "state": one.use.state,
                "handed_out": list(one.handed_out),
                "posted_from_here": one.sent,
                "copies": [
                    {
                        "file": name or None,
                        "digest": given.copy.digest,
                        "made_at": given.copy.made_at,
                        "went_out": given.out,
                        "may_be_posted": given.may and one.allowed,
                        "why_not": {"vi": given.why.vi, "en": given.why.en} if given.why else None,
                    }
                    for name, given in _copies_of(one, copies)
                ],
            }
            for one in uses
        ],
        "requests": [
            {
                "kind": one.kind,
                "words": one.words if one.asked_by(guardianship) else None,
                "received_at": one.received_at,
                "state": one.state,
                "answer": one.answer if one.asked_by(guardianship) else None,
                "article": one.refused_article,
                "extended_at": one.extended_at,
                "why_longer": [why for why in (one.third_party_why, one.extended_why) if why]
                if one.asked_by(guardianship)
                else None,
            }
            for one in RightsRequest.objects.about(person)
            if one.stands_for(guardianship)
        ],
        "looked_at": [{"who": one.who, "day": one.day, "files": one.files} for one in own.looks(person, held, uses)],
    }
