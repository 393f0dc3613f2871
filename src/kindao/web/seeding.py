"""Much fictional data in the demo's clinic, for the speed figures of bench/web.py. Rows are written in bulk, beside the
actions that real data go through, and their events with them: what is here was never asked.

Two uses go through the gate for real, one with consent and one without; the other uses have their answers."""

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from PIL import Image

from kindao import clock
from kindao.engine.errors import BadInput
from kindao.engine.policy import consent as engine
from kindao.engine.vocabulary import Destination, Purpose, Words
from kindao.web import audit, demo
from kindao.web.audit import checkpoints, tree
from kindao.web.audit.events import NOBODY, content
from kindao.web.audit.models import AuditEvent, Log
from kindao.web.cases import actions as cases
from kindao.web.cases.models import Appearance, CaptureSession, Original, Patient
from kindao.web.clinics.models import Clinic, Membership, Role, User
from kindao.web.consent import actions as consenting
from kindao.web.consent import record
from kindao.web.consent.models import Consent, ConsentEvent, Scope, State, Who
from kindao.web.review import actions, jobs
from kindao.web.review.models import Check, Decision, Inspection, SafeCopy, Use, UseState, Work
from kindao.web.vault import blobs, ciphers, keys, store
from kindao.web.vault.masters import KEY_BYTES
from kindao.web.vault.models import DataKey, StoredFile

BATCH = 2000
SIDE = 96  # pixels of a picture's longer side
DAYS = 300  # that the data are spread over: under one law
SHARE_ASKED = 5  # one picture of so many was asked about
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLES = ("Thị", "Văn", "Ngọc", "Minh", "Thu", "Thanh", "Hữu", "Đức", "Kim", "Quang")
GIVENS = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quỳnh", "Yến")


@dataclass(frozen=True, slots=True)
class Much:
    """How much of each."""

    patients: int
    media: int
    consents: int


def fill(much: Much, *, seed: int = 1) -> Iterator[Words]:
    """Tells how far it is. Raises BadInput where real people work, or where it was filled before."""
    demo.people()
    clinic = Clinic.objects.get(name=demo.CLINIC)
    if Patient.objects.in_clinic(clinic).exists():
        raise BadInput("this installation was filled before", hint="Name an empty folder: --home FOLDER")
    by = Membership.objects.get(clinic=clinic, role=Role.DOCTOR, ended_at=None)
    officer = Membership.objects.get(clinic=clinic, role=Role.OFFICER, ended_at=None)
    chance = random.Random(seed)
    yield Words("đang hỏi cổng hai lần thật", "asking the gate twice, for real")
    model = _asked(by, officer)
    filling = Filling(clinic, by.user, officer.user, chance, model)
    for step in (filling.patients(much.patients), filling.media(much.media), filling.consents(much.consents)):
        yield from step
    yield from filling.events()
    facts = {"patients": much.patients, "media": much.media, "consents": much.consents}
    audit.record("demo.filled", clinic, by=None, clinic=clinic, facts=facts)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    yield Words("đã xong", "done")


@dataclass(frozen=True)
class Model:
    """What the gate answered, to be told again of others."""

    patient: str
    original: str
    permitted: Decision
    refused: Decision
    copy: SafeCopy
    inspection: Inspection
    record: engine.Consent
    original_bytes: bytes
    copy_bytes: bytes


def _examples() -> Path:
    """The demo's pictures: inside an installed package, or beside the sources of a checkout."""
    installed = Path(str(files("kindao"))) / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "examples"


def _asked(by: Membership, officer: Membership) -> Model:

    nose = (_examples() / "nose.jpg").read_bytes()
    patient = cases.add_patient(
        by, record_number="MẪU-000000", name="Người Bệnh Mẫu (hư cấu)", birth_date=date(1991, 3, 8)
    )
    session = cases.begin_session(by, patient, specialty="cosmetic", body_area="nose")
    original = cases.take_in(by, session, io.BytesIO(nose), received=Original.Received.UPLOAD)
    inspection = original.inspections.get()
    jobs.work("inspection", inspection.pk)
    use = actions.draft(by, original, purpose=Purpose.ADVERTISING, destination=Destination.FACEBOOK, body_area="nose")
    actions.ask(by, use)
    _checked(use)
    told = engine.load_consent((_examples() / "consents" / "nose-deidentified.json").read_bytes())
    year = clock.today().year + 1
    told = replace(
        told,
        controller=by.clinic.name,
        signed_at=clock.now() - timedelta(days=90),
        scopes=tuple(replace(one, starts=None, ends=date(year, 12, 31)) for one in told.scopes),
    )
    scan = (_examples() / "illustration.png").read_bytes()
    consenting.confirm(officer, consenting.enter(by, patient, told, scan=scan))
    _checked(use)
    decisions = {one.outcome: one for one in use.decisions.select_related("copy__file").order_by("number")}
    if "permit" not in decisions or len(decisions) < 2:
        raise BadInput("the gate did not answer as it should", hint="kindao doctor tells what is missing")
    permitted = decisions.pop("permit")
    assert permitted.copy is not None
    inspection.refresh_from_db()
    return Model(
        str(patient.pk),
        str(original.pk),
        permitted,
        next(iter(decisions.values())),
        permitted.copy,
        inspection,
        told,
        _small(nose),
        _small(store.read(permitted.copy.file)),
    )


def _checked(use: Use) -> None:
    for check in Check.objects.filter(use=use, state=Work.State.WAITING):
        jobs.work("check", check.pk)


def _small(data: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as picture:
        picture.thumbnail((SIDE, SIDE))
        picture.convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def _add(rows: Sequence[models.Model]) -> None:
    """bulk_create, on PostgreSQL by COPY: several times quicker."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        type(rows[0])._default_manager.bulk_create(rows)
        return
    table = rows[0]._meta
    columns = [field for field in table.concrete_fields if not isinstance(field, models.AutoField)]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table.db_table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in columns])


def _digest(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


@dataclass
class Filling:
    """One clinic being filled."""

    clinic: Clinic
    doctor: User
    officer: User
    chance: random.Random
    model: Model

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.people: list[Patient] = []
        self.secrets: dict[UUID, bytes] = {}
        self.done: list[tuple[datetime, User | None, str, models.Model, dict[str, Any]]] = []

    def _did(self, at: datetime, by: User | None, verb: str, target: models.Model, **facts: Any) -> None:
        self.done.append((at, by, verb, type(target)(pk=target.pk), facts))

    def events(self) -> Iterator[Words]:
        """The audit of all that was filled in, chained and signed as it is kept."""
        log, made = Log.objects.get(pk=self.clinic.pk), list[AuditEvent]()
        peaks = [bytes.fromhex(peak) for peak in log.peaks]
        with transaction.atomic():
            for at, by, verb, target, facts in sorted(self.done, key=lambda one: one[0]):
                event = AuditEvent(
                    log=log,
                    seq=log.size + 1,
                    at=at.astimezone(UTC),
                    actor=f"clinics.user:{by.pk}" if by else NOBODY,
                    verb=verb,
                    kind=target._meta.label_lower,
                    target=str(target.pk),
                    facts=facts,
                )
                leaf = tree.leaf(content(event))
                peaks = tree.grown(peaks, log.size, leaf)
                event.leaf, event.root = leaf.hex(), tree.root(peaks).hex()
                log.size += 1
                made.append(event)
            for start in range(0, len(made), BATCH):
                _add(made[start : start + BATCH])
            log.peaks = [peak.hex() for peak in peaks]
            log.save(update_fields=["size", "peaks"])
        checkpoints.make(log)
        yield Words(f"{len(made)} sự kiện", f"{len(made)} events")

    def _when(self) -> datetime:
        return self.now - timedelta(seconds=self.chance.randrange(DAYS * 86_400))

    def patients(self, many: int) -> Iterator[Words]:
        """Each with a key of their own."""
        for start in range(0, many, BATCH):
            with transaction.atomic():
                rows = [self._patient(number) for number in range(start, min(start + BATCH, many))]
                _add([row.key for row in rows])
                _add(rows)
            self.people += rows
            for row in rows:
                self._did(row.created_at, self.doctor, "patient.added", row)
            yield Words(f"{len(self.people)} người bệnh", f"{len(self.people)} patients")

    def _patient(self, number: int) -> Patient:
        pick = self.chance.choice
        key = DataKey(clinic=self.clinic, created_at=self.now)
        self.secrets[key.pk] = secret = self.chance.randbytes(KEY_BYTES)
        keys._wrap(key, secret)
        return Patient(
            clinic=self.clinic,
            key=key,
            record_number=f"HC-{number + 1:06}",
            name=f"{pick(FAMILIES)} {pick(MIDDLES)} {pick(GIVENS)} (hư cấu)",
            birth_date=date(1945, 1, 1) + timedelta(days=self.chance.randrange(22_000)),
            phone=f"0000{number:06}",
            created_at=self._when(),
            created_by=self.doctor,
        )

    def media(self, many: int) -> Iterator[Words]:
        """Originals, who is in them, what was found, what was asked of some, and what was answered."""
        done = 0
        for start in range(0, many, BATCH):
            with transaction.atomic():
                self._media(range(start, min(start + BATCH, many)))
            done = min(start + BATCH, many)
            yield Words(f"{done} ảnh", f"{done} pictures")

    def _media(self, numbers: range) -> None:
        sessions, stored, originals, shown, seen = [], [], [], [], []
        uses: list[Use] = []
        copies: list[SafeCopy] = []
        decisions: list[Decision] = []
        for number in numbers:
            patient, at = self.people[number % len(self.people)], self._when()
            session = CaptureSession(
                clinic=self.clinic, patient=patient, specialty="cosmetic", body_area="nose", at=at, by=self.doctor
            )
            data = self.model.original_bytes + number.to_bytes(8, "big")  # after a JPEG's end: another digest
            file = self._file(patient, data, at)
            original = Original(
                clinic=self.clinic,
                session=session,
                patient=patient,
                file=file,
                digest=file.digest,
                kind=Original.Kind.PICTURE,
                received=Original.Received.UPLOAD,
                received_at=at,
                received_by=self.doctor,
            )
            sessions.append(session)
            stored.append(file)
            originals.append(original)
            shown.append(
                Appearance(
                    original=original,
                    role=Appearance.As.PATIENT,
                    patient=patient,
                    confirmed_by=self.doctor,
                    confirmed_at=at,
                )
            )
            seen.append(self._inspection(original, at))
            self._did(at, self.doctor, "session.begun", session)
            self._did(at, self.doctor, "original.taken-in", original, kind="picture")
            self._did(at, None, "original.inspected", original)
            if number % SHARE_ASKED == 0:
                use, decision, copy = self._use(original, patient, at)
                uses.append(use)
                decisions.append(decision)
                self._did(at, self.doctor, "use.asked", use)
                told = {"outcome": decision.outcome, "number": 1, "basis": str(decision.basis)}
                self._did(at, None, "use.decided", use, **told)
                if copy:
                    copies.append(copy)
                    stored.append(copy.file)
        _add(sessions)
        _add(stored)
        _add(originals)
        _add(shown)
        _add(seen)
        _add(uses)
        _add(copies)
        _add(decisions)

    def _file(self, patient: Patient, data: bytes, at: datetime) -> StoredFile:
        """As store.put, without waiting for the disk: what is lost here is nobody's."""
        secret = self.secrets[patient.key_id]
        file = StoredFile(
            clinic=self.clinic, key=patient.key, media_type="image/jpeg", created_at=at, cipher=store.Cipher.WHOLE
        )
        bound = str(file.pk).encode()
        file.blob, file.size, file.digest = uuid4(), len(data), f"sha256:{sha256(data).hexdigest()}"
        file.name = ciphers.encrypt(secret, b"", bound, "name")
        place = blobs.path(file.blob)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        place.write_bytes(ciphers.encrypt(secret, data, bound))
        file.seal = store._seal(file, secret)
        return file

    def _inspection(self, original: Original, at: datetime) -> Inspection:
        like = self.model.inspection
        return Inspection(
            original=original,
            engine=like.engine,
            state=Work.State.DONE,
            attempts=1,
            findings=like.findings,
            not_looked_for=like.not_looked_for,
            width=like.width,
            height=like.height,
            frames=like.frames,
            created_at=at,
            finished_at=at,
        )

    def _use(self, original: Original, patient: Patient, at: datetime) -> tuple[Use, Decision, SafeCopy | None]:
        state = self.chance.choices(
            (UseState.PERMITTED, UseState.REFUSED, UseState.NEEDS_EYES, UseState.LAPSED), (35, 40, 10, 15)
        )[0]
        use = Use(
            clinic=self.clinic,
            original=original,
            patient=patient,
            purpose=Purpose.ADVERTISING.value,
            destination=Destination.FACEBOOK.value,
            on=at.date(),
            body_area="nose",
            state=state,
            asked_by=self.doctor,
            asked_at=at,
        )
        copy = None
        if state in (UseState.PERMITTED, UseState.LAPSED):
            file = self._file(patient, self.model.copy_bytes + original.digest.encode(), at)
            like = self.model.copy
            copy = SafeCopy(
                use=use,
                file=file,
                digest=file.digest,
                level=like.level,
                identifiability=like.identifiability,
                recipe=like.recipe,
                made_at=at,
            )
        return use, self._decision(use, original, patient, copy, at), copy

    def _decision(
        self, use: Use, original: Original, patient: Patient, copy: SafeCopy | None, at: datetime
    ) -> Decision:
        like = self.model.permitted if copy else self.model.refused

        def theirs(text: str) -> str:
            return text.replace(self.model.patient, str(patient.pk)).replace(self.model.original, str(original.pk))

        facts = theirs(like.facts)
        told: dict[str, Any] = {
            name: getattr(like, name)
            for name in ("basis", "pack", "version", "pack_digest", "refused_vi", "refused_en", "report")
        }
        return Decision(
            use=use,
            number=1,
            outcome="indeterminate" if use.state == UseState.NEEDS_EYES else like.outcome,
            facts=facts,
            decision=theirs(like.decision).replace(_digest(like.facts), _digest(facts)),
            on=at.date(),
            copy=copy,
            at=at,
            **told,
        )

    def consents(self, many: int) -> Iterator[Words]:
        """Given, withdrawn, waiting to be confirmed, ended."""
        for start in range(0, many, BATCH):
            stop = min(start + BATCH, many)
            with transaction.atomic():
                self._consents(range(start, stop))
            yield Words(f"{stop} sự đồng ý", f"{stop} consents")

    def _consents(self, numbers: range) -> None:
        consents, scopes, events = [], [], []
        for number in numbers:
            patient = self.people[number % len(self.people)]
            pk, at = uuid4(), self._when()
            state = self.chance.choices(
                (State.GIVEN, State.WITHDRAWN, State.REQUESTED, State.EXPIRED), (70, 12, 10, 8)
            )[0]
            # What still stands ends later: else the worker would ask thousands of uses again while pages are measured.
            ends = clock.today() + timedelta(days=self.chance.randrange(30, 2 * DAYS))
            if state == State.EXPIRED:
                at = min(at, self.now - timedelta(days=2))
                ends = clock.today() - timedelta(days=1)
            signed = replace(
                self.model.record,
                id=str(pk),
                subject=str(patient.pk),
                signed_at=at,
                birth_date=None,
                scopes=tuple(replace(one, ends=ends) for one in self.model.record.scopes),
            )
            columns, told = record.rows(signed)
            confirmed = state != State.REQUESTED
            consent = Consent(
                id=pk,
                clinic=self.clinic,
                patient=patient,
                entered_by=self.doctor,
                entered_at=at,
                confirmed_by=self.officer if confirmed else None,
                confirmed_at=at if confirmed else None,
                **columns | {"withdrawn_at": self.now if state == State.WITHDRAWN else None},
            )
            consents.append(consent)
            scopes += [Scope(consent=consent, state=state, **one) for one in told]
            self._did(at, self.doctor, "consent.entered", consent)
            if confirmed:
                self._did(at, self.officer, "consent.confirmed", consent)
            events.append(ConsentEvent(consent=consent, what="entered", who=Who.STAFF, by=self.doctor, at=at))
        _add(consents)
        _add(scopes)
        _add(events)
