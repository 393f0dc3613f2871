"""Is this me? A hash that the person's browser computed, against those of what is held of this person alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kindao.engine.errors import Erased, KindaoError, Unreadable
from kindao.engine.match.phash import alike, phash
from kindao.engine.media.opening import open_picture
from kindao.web.cases.models import Original, OtherPerson, Patient
from kindao.web.review.models import SafeCopy
from kindao.web.rights import out, own, seeing
from kindao.web.rights.models import PictureHash
from kindao.web.rights.out import ReleaseShown
from kindao.web.rights.own import UseShown
from kindao.web.vault import store
from kindao.web.vault.models import StoredFile

NEW_AT_ONCE = 12  # files that are hashed for the first time in one request


@dataclass(frozen=True, slots=True)
class Found:
    """What is like the picture; released: of what was posted. whole: whether all that is held was compared."""

    originals: tuple[Original, ...]
    uses: tuple[UseShown, ...]
    released: tuple[ReleaseShown, ...]
    whole: bool

    def __bool__(self) -> bool:
        return bool(self.originals or self.uses or self.released)


def look(person: Patient | OtherPerson, bits: bytes) -> Found:
    """Compare with every picture that is held in which the person is, in others' records too, every copy that was made
    of one, and every one that was posted: also of what is no longer held. Films are not compared. Keeps nothing of
    `bits`."""
    theirs = seeing.of(person)
    pictures = Original.objects.kept().filter(pk__in=theirs.values("pk"), kind=Original.Kind.PICTURE)
    originals = list(pictures.select_related("file__key", "session"))
    copies = list(
        SafeCopy.objects.kept()
        .filter(use__original__in=theirs.values("pk"), file__media_type__startswith="image/")
        .select_related("file__key")
    )
    files = [one.file for one in originals] + [one.file for one in copies]
    known, whole = _hashes(files)
    like = {file for file, kept in known.items() if kept and alike(bytes.fromhex(kept), bits)}
    near = {copy.use_id for copy in copies if copy.file_id in like}
    return Found(
        tuple(one for one in originals if one.file_id in like),
        tuple(one for one in own.uses(person, every=True) if one.use.pk in near),
        tuple(out.like(person, bits)),
        whole,
    )


def twins(original: Original, digests: Iterable[str], look: bool) -> frozenset[str]:
    """Of these pictures, by their digests, those that are the same to whoever looks: saved again, a little cut or
    mirrored. look: at what was never compared, too; without it nothing is opened, and of a picture that was never
    compared itself nothing more is asked."""
    if original.kind != Original.Kind.PICTURE:
        return frozenset()
    rows = Original.objects.filter(clinic=original.clinic_id, digest__in=digests, kind=Original.Kind.PICTURE)
    rows = rows.exclude(pk=original.pk)
    if look:
        files = [original.file, *(one.file for one in rows.select_related("file__key"))]
        _hashes(files, len(files))
    mine = PictureHash.objects.filter(file=original.file_id).values_list("bits", flat=True).first()
    if not mine:
        return frozenset()
    bits = bytes.fromhex(mine)
    known = rows.filter(file__picture_hash__bits__gt="").values_list("digest", "file__picture_hash__bits").distinct()
    return frozenset(digest for digest, theirs in known if alike(bytes.fromhex(theirs), bits))


def _hashes(files: list[StoredFile], most: int = NEW_AT_ONCE) -> tuple[dict[UUID, str], bool]:
    """By file; and whether there are all. most: that are hashed now for the first time."""
    kept = PictureHash.objects.filter(file__in=[file.pk for file in files]).values_list("file", "bits")
    known = dict(kept)
    for file in [file for file in files if file.pk not in known][:most]:
        if (bits := _bits(file)) is not None:
            known[file.pk] = bits
            PictureHash.objects.get_or_create(file=file, defaults={"bits": bits})
    return known, all(file.pk in known for file in files)


def _bits(file: StoredFile) -> str | None:
    """In hexadecimal; none, "", of what can't be opened as a picture, once and for all; None where the vault does not
    give it just now, so that it is tried again."""
    try:
        return phash(open_picture(store.read(file)).frames[0].pixels).hex()
    except (Unreadable, Erased):
        return ""
    except KindaoError:
        return None
