"""What the file says beside its pixels, and what its name says."""

import re
from collections.abc import Iterator

from kindao.engine.detect.base import Submission
from kindao.engine.detect.reading import classify
from kindao.engine.detect.reading.naming import in_file_name, sure
from kindao.engine.media.picture import Entry
from kindao.engine.vocabulary import READ, Attribute, Finding, Identifier

HOLDERS = {
    "thumbnail": Identifier.THUMBNAIL,
    "preview": Identifier.THUMBNAIL,
    "motion-photo": Identifier.EMBEDDED,
    "depth": Identifier.EMBEDDED,
    "gain-map": Identifier.EMBEDDED,
    "auxiliary": Identifier.EMBEDDED,
    "track": Identifier.EMBEDDED,
    "sound": Identifier.VOICE,
    "attachment": Identifier.EMBEDDED,
    "unshown": Identifier.EMBEDDED,
    "maker-note": Identifier.DEVICE,
    "time": Identifier.TIME,
}
"""Holders whose entries are of one kind, whatever their key."""

KEYS = (
    (Identifier.TIME, re.compile(r"date|time|stevt:when|subsec|offset", re.IGNORECASE)),
    (Identifier.LOCATION, re.compile(r"gps(?!version)|city|country|state|location", re.IGNORECASE)),
    (Identifier.DEVICE, re.compile(r"serial|make$|model|lens|owner|hostcomputer|software|firmware", re.IGNORECASE)),
)
"""What the key of an EXIF, XMP, IPTC or PNG text entry, or of a film's tag, speaks of; the first that fits."""
TAGGED = frozenset({"exif", "xmp", "iptc", "png-text", "tag", "track-tag", "user-data"})
"""Holders whose keys are looked at for that."""

OURS = re.compile(r"exif|iptc|photoshop|maker-note|thumbnail|preview|depth|gain-map|motion-photo|c2pa|mpf|time")
"""Holders whose keys are words of this program, never of the file."""

WELL_KNOWN = re.compile(
    r"dc:(creator|title|description|rights|subject|date)|photoshop:(City|State|Country|Credit|Headline|DateCreated)"
    r"|xmp:(CreateDate|ModifyDate|CreatorTool)|xmpMM:DocumentID|tiff:(Make|Model)|aux:(SerialNumber|Lens)"
    r"|exif:(GPSLatitude|GPSLongitude|DateTimeOriginal)|Title|Author|Description|Copyright|Comment|Software|Source|tIME"
    r"|desc|cprt|dmnd|dmdd|profile|packet|more|padding|unknown|gap|sefd|APP\d+|between segments"
)
"""Other keys that are repeated in a finding. One that the file's maker chose could itself be a name."""


class Metadata:
    """EXIF, XMP, IPTC, profiles, comments, thumbnails, embedded streams, trailing data and the file name."""

    name = "metadata"
    finds = (
        READ
        | frozenset(HOLDERS.values())
        | {identifier for identifier, _ in KEYS}
        | {Identifier.METADATA, Identifier.FILE_NAME}
    )
    heeds = frozenset({"file_name", "known"})
    needs: tuple[str, ...] = ()

    def find(self, submission: Submission) -> Iterator[Finding]:
        """One finding for each entry, and one more for each kind of word in it."""
        found: dict[tuple[Identifier, Attribute, str], Finding] = {}
        for finding in [*self._carried(submission), *self._named(submission)]:
            if isinstance(finding.where, Attribute):
                found.setdefault((finding.identifier, finding.where, finding.about), finding)
        yield from found.values()

    def _carried(self, submission: Submission) -> Iterator[Finding]:
        for entry in submission.picture.entries:
            where, kind = Attribute(entry.holder, _key(entry)), _kind(entry)
            yield Finding(kind, where, 1.0, self.name)
            for word in sure(classify(entry.text, submission.known) if entry.text else []):
                if word.about or kind is not Identifier.TIME:
                    yield Finding(word.identifier, where, word.confidence, self.name, word.about)

    def _named(self, submission: Submission) -> Iterator[Finding]:
        for word in in_file_name(submission.file_name, submission.known):
            yield Finding(Identifier.FILE_NAME, Attribute("file-name"), word.confidence, self.name, word.about)


def _kind(entry: Entry) -> Identifier:
    if entry.holder in HOLDERS:
        return HOLDERS[entry.holder]
    if entry.holder in TAGGED:
        for identifier, key in KEYS:
            if key.search(entry.key):
                return identifier
    return Identifier.METADATA


def _key(entry: Entry) -> str:
    return entry.key if OURS.fullmatch(entry.holder) or WELL_KNOWN.fullmatch(entry.key) else ""
