"""Reports built by hand, as the gate would give them, for the tests of what shows them."""

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from kindao.engine.geometry import Box, Interval, Region, Track
from kindao.engine.media.clip import open_clip
from kindao.engine.media.picture import Format, Frame, Picture, Pixels
from kindao.engine.policy.decision import Decision, Effect, Reason, Step, Verified
from kindao.engine.policy.facts import Use
from kindao.engine.redact.fill import fill
from kindao.engine.report import Check, NotLookedFor, Report, SafeCopy, Verification
from kindao.engine.vocabulary import (
    Attribute,
    Destination,
    Finding,
    Identifiability,
    Identifier,
    Level,
    Outcome,
    Purpose,
    Span,
    Words,
)
from kindao.page.sheet import shown
from short_films import TALK, a_film, speech
from support import testdata

FACE = Box(151, 113, 317, 322)
HEAD = Box(110, 10, 360, 350)
TAG = Region(Box(300, 380, 440, 440), ((304, 400), (430, 380), (438, 418), (310, 438)))

CONSENT = Reason(
    "VN-CC-32-1",
    Effect.FORBID,
    "Bộ luật Dân sự 91/2015/QH13, khoản 1 Điều 32",
    Verified.Y,
    Words(
        "Dùng hình ảnh của một người phải được người đó đồng ý cho đúng việc này.",
        "A person's image may be used only with their consent to this very use.",
    ),
    "P1",
)
PUBLICATION = Reason(
    "VN-DP-16",
    Effect.FORBID,
    "Luật 91/2025/QH15, khoản 1 Điều 16",
    Verified.Y2,
    Words(
        "Chỉ được công khai dữ liệu cá nhân cho mục đích cụ thể, khi chủ thể dữ liệu đồng ý hoặc luật cho phép.",
        "Personal data may be made public only for a specific purpose, with consent or as the law provides.",
    ),
    "P1",
    "Law 91/2025/QH15, Article 16(1)",
)
UNKNOWN = Reason(
    "KD-UNKNOWN",
    Effect.REVIEW,
    "Quy tắc riêng của Kindao, chặt hơn luật",
    Verified.P,
    Words("Trong ảnh có người chưa rõ là ai.", "Somebody in the picture is not known."),
)
LABEL = Reason(
    "VN-AD-23",
    Effect.REQUIRE,
    "Luật Quảng cáo 16/2012/QH13 (sửa đổi 2025), Điều 23",
    Verified.Y,
    Words("Ghi rõ đây là quảng cáo, có nút tắt.", "Mark the post as an advertisement that can be closed."),
)
PATH = (
    Step("redact", Words("Che mọi người, chữ và mã trong ảnh.", "Hide everyone, all text and codes."), 1),
    Step(
        "ask-consent",
        Words(
            "Xin người bệnh P1 đồng ý: quảng cáo, Facebook, vùng mũi, thời hạn rõ; tách khỏi giấy đồng ý điều trị.",
            "Ask patient P1 to agree to advertising, Facebook, nose, a clear period; apart from consent to treatment.",
        ),
        3,
    ),
    Step("illustrate", Words("Hoặc dùng hình minh họa thay ảnh thật.", "Or use an illustration instead."), 4),
)
FINDINGS = (
    Finding(Identifier.HEAD, Region(HEAD), 0.97, "face"),
    Finding(Identifier.FACE, Region(FACE), 0.97, "face"),
    Finding(Identifier.NAME, TAG, 0.91, "text", about="P1"),
    Finding(Identifier.TEXT, Region(Box(20, 400, 160, 424)), 0.8, "text"),
    Finding(Identifier.CODE, Region(Box(20, 20, 80, 80)), 1.0, "code"),
    Finding(Identifier.LOCATION, Attribute("exif", "GPSLatitude"), 1.0, "metadata"),
    Finding(Identifier.LOCATION, Attribute("exif", "GPSLongitude"), 1.0, "metadata"),
    Finding(Identifier.DEVICE, Attribute("exif", "BodySerialNumber"), 1.0, "metadata"),
    Finding(Identifier.THUMBNAIL, Attribute("exif", "IFD1"), 1.0, "metadata"),
    Finding(Identifier.NAME, Span(12, 26), 1.0, "caption", about="P1"),
)
NOT_LOOKED = (
    NotLookedFor(
        Identifier.SKIN_MARK,
        Words(
            "Hình xăm, sẹo, bớt: không có bộ dò đáng tin; người phụ trách tự đánh dấu.",
            "Tattoos, scars, birthmarks: no honest detector exists; the officer marks them by hand.",
        ),
    ),
)
CHECKS = (
    Check("faces", True, Words("Không còn khuôn mặt nào", "No face is left")),
    Check(
        "re-identification",
        True,
        Words("Không nhận lại được người trong ảnh gốc", "The person in the original is not recognised"),
        0.187,
        0.62,
    ),
    Check("text", True, Words("Không đọc được chữ nào", "No text can be read")),
    Check("metadata", True, Words("Không còn siêu dữ liệu", "No metadata is left"), 0, 0),
    Check("covered", True, Words("Mọi chỗ đã che", "Every place is covered"), 0.025, 0.2),
    Check("similarity", True, Words("Ảnh được giữ", "The picture is kept"), 0.9981, 0.93),
)
USE = Use(Purpose.ADVERTISING, Destination.FACEBOOK, date(2026, 11, 23))


def a_picture(pixels: Pixels | None = None, *, frames: int = 1) -> Picture:
    """An opened picture; of a synthetic face unless pixels are given."""
    if pixels is None:
        pixels = np.asarray(Image.open(testdata("faces_single", "t0522.jpg")).convert("RGB"))
    return Picture(Format.JPEG, tuple(Frame(pixels, i) for i in range(frames)))


def a_copy(picture: Picture) -> bytes:
    """The safe copy of such a picture, as written."""
    out = io.BytesIO()
    hidden = tuple(f.where for f in FINDINGS if isinstance(f.where, Region))
    Image.fromarray(fill(picture.frames[0].pixels, hidden)).save(out, "JPEG", quality=90)
    return out.getvalue()


def a_decision(outcome: Outcome) -> Decision:
    reasons = {
        Outcome.DENY: (CONSENT, PUBLICATION, UNKNOWN),
        Outcome.INDETERMINATE: (UNKNOWN,),
        Outcome.PERMIT: (),
    }[outcome]
    permitted = outcome is Outcome.PERMIT
    return Decision(
        outcome,
        reasons,
        () if permitted else PATH,
        (LABEL,) if permitted else (),
        (("P1", outcome),),
        "vn",
        "2026.11",
        "sha256:" + "ab" * 32,
        "sha256:" + "cd" * 32,
        date(2026, 11, 23),
    )


def a_film_report(folder: Path) -> Report:
    """A report on a film of a patient and a doctor, with a permit: she is seen and he is heard. Nobody watched it."""
    said = speech(2)
    film = a_film(folder / "talk.mp4", TALK, sound=said)
    safe = a_film(folder / "safe.mp4", TALK[:1], sound=np.where(np.arange(len(said)) < len(said) / 2, 0, said))
    clip = open_clip(film)
    faces = (
        Finding(Identifier.HEAD, Track.of(0, [Box(50, 60, 110, 150)] * 50), 0.9, "face"),
        Finding(Identifier.FACE, Track.of(0, [Box(60, 80, 100, 130)] * 50), 0.9, "face"),
        Finding(
            Identifier.FACE, Track.of(10, [Box(290 - 2 * n, 80, 318 - 2 * n, 130) for n in range(40)]), 0.9, "face"
        ),
        Finding(Identifier.TEXT, Track.of(5, [Box(10, 200, 80, 220)] * 20), 0.8, "text"),
    )
    voices = (
        Finding(Identifier.VOICE, Interval(Fraction(1, 10), Fraction(4, 5)), 0.9, "voice"),
        Finding(Identifier.VOICE, Interval(Fraction(1), Fraction(9, 5)), 0.9, "voice"),
    )
    findings = (*faces, *voices)
    covered = (faces[2], faces[3], voices[0])
    report = a_report(Outcome.PERMIT)
    return replace(
        report,
        findings=findings,
        covered=covered,
        whose={faces[0]: "P1", faces[1]: "P1", faces[2]: "S1", voices[1]: "S1"},
        clip=clip,
        sheets=shown(clip, findings, safe),
        use=USE,
    )


def a_report(outcome: Outcome = Outcome.DENY, *, findings: tuple[Finding, ...] = FINDINGS) -> Report:
    """A report on the nose photograph; with a permit it has its copy and verification."""
    report = Report(
        "sha256:" + "0f" * 32,
        outcome,
        findings,
        a_decision(outcome),
        not_looked_for=NOT_LOOKED,
        width=474,
        height=474,
        seconds=1.384,
    )
    if outcome is not Outcome.PERMIT:
        return report
    covered = tuple(f for f in findings if isinstance(f.where, Region))
    return Report(
        report.medium,
        outcome,
        findings,
        report.decision,
        SafeCopy(b"", Identifiability.INDIRECT, "sha256:" + "9a" * 32, Level.ALL_HIDDEN),
        Verification((), CHECKS, 0.9981),
        NOT_LOOKED,
        None,
        474,
        474,
        covered,
        2.31,
    )
