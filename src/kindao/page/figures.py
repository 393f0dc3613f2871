"""What each check of verification is called, and what its figure measures: in which unit, and on which side of its
limit it passes. Keys are the checks' own names, so that one without its words fails a test and not a reader."""

from dataclasses import dataclass

from kindao.engine.verify.result import Check
from kindao.engine.vocabulary import Words

AT_MOST, BELOW, AT_LEAST = Words("nhiều nhất", "at most"), Words("dưới", "below"), Words("ít nhất", "at least")
NONE = Words("", "")
PERCENT = Words(" %", " %")


@dataclass(frozen=True, slots=True)
class Measure:
    """of: what is measured; passes: on which side of the limit; unit: with its space; times: from the check's scale."""

    of: Words
    passes: Words = AT_MOST
    unit: Words = NONE
    times: int = 1


@dataclass(frozen=True, slots=True)
class Named:
    title: Words
    measure: Measure | None = None


CHECKS: dict[str, Named] = {
    "metadata": Named(
        Words("Tệp mang theo gì", "What the file carries"),
        Measure(Words("dữ liệu ngoài điểm ảnh, số mục", "entries besides the pixels")),
    ),
    "known-in-bytes": Named(
        Words("Thông tin đã biết", "Known facts"),
        Measure(Words("tên, số, ngày đã biết còn trong tệp", "known names, numbers and dates in the file")),
    ),
    "file-name": Named(Words("Tên tệp", "The file's name")),
    "frames": Named(Words("Khung hình và kích thước", "Frames and size")),
    "faces": Named(
        Words("Khuôn mặt trong bản sao", "Faces in the copy"),
        Measure(
            Words("chỗ giống khuôn mặt nhất, trên 4 điểm", "the likeliest face, of 4 points"),
            BELOW,
            Words(" điểm", " points"),
        ),
    ),
    "covered": Named(
        Words("Chỗ phải che", "Places to cover"),
        Measure(Words("phần còn hở của chỗ hở nhất", "left bare of the barest place"), unit=PERCENT, times=100),
    ),
    "unaltered": Named(
        Words("Thay đổi ngoài chỗ che", "Changes elsewhere"),
        Measure(Words("mảng bị đổi lớn nhất", "the largest changed patch"), unit=Words(" điểm ảnh", " pixels")),
    ),
    "flat": Named(
        Words("Chỗ che đều màu", "Evenness of the fills"),
        Measure(Words("vân hay sọc trong chỗ che, so với giới hạn", "pattern or stripes in a fill, against the limit")),
    ),
    "added": Named(
        Words("Thứ được thêm vào", "Things added"),
        Measure(
            Words("chỗ khác bản gốc nhất ngoài chỗ che", "the place outside the fills that differs most"),
            unit=Words(" mức sáng", " levels of brightness"),
        ),
    ),
    "faces-of-original": Named(
        Words("Khuôn mặt của bản gốc", "Faces of the original"),
        Measure(
            Words(
                "phần khuôn mặt ngoài chỗ che, theo viền của mạng khác",
                "outside the fill, as another network draws faces",
            ),
            Words("hai mạng vẽ lệch nhau đến", "two networks differ by up to"),
            PERCENT,
            100,
        ),
    ),
    "re-identification": Named(
        Words("Thử nhận lại người", "Attempt to recognise"),
        Measure(
            Words(
                "mức giống cao nhất, 1 là bị coi là cùng một người", "closest likeness, 1 is taken for the same person"
            ),
            BELOW,
        ),
    ),
    "similarity": Named(
        Words("Chất lượng ngoài chỗ che", "Quality elsewhere"),
        Measure(
            Words("độ giống bản gốc (SSIM, 1 là y hệt)", "likeness to the original (SSIM, 1 is the same)"), AT_LEAST
        ),
    ),
    "text": Named(
        Words("Chữ", "Writing"),
        Measure(Words("số chữ đọc được chắc chắn trong một dòng", "letters surely read in one row"), BELOW),
    ),
    "silence": Named(
        Words("Im lặng", "Silence"),
        Measure(
            Words("tiếng lớn nhất ngoài phần được giữ, 1 là hết cỡ", "loudest outside what is kept, 1 is full scale")
        ),
    ),
    "speech": Named(
        Words("Tiếng nói", "Speech"),
        Measure(Words("mảnh 30 ms liền nhau nghe như tiếng nói", "pieces of 30 ms in a row that sound like speech")),
    ),
    "speakers": Named(
        Words("Thử nhận lại giọng nói", "Attempt to recognise a voice"),
        Measure(Words("mức giống giọng đã tắt, 1 là y hệt", "likeness to a silenced voice, 1 is the same"), BELOW),
    ),
    "one-voice": Named(
        Words("Mỗi đoạn một giọng", "One voice in each stretch"),
        Measure(Words("số giọng nghe được trong một đoạn được giữ", "voices heard in one stretch that is kept")),
    ),
    "codes": Named(
        Words("Mã QR, mã vạch", "QR and bar codes"), Measure(Words("số mã đọc được", "codes that were read"))
    ),
}


def titled(check: Check) -> Words:
    """The check's own name for people; its key when it has none."""
    return CHECKS[check.name].title if check.name in CHECKS else Words(check.name, check.name)


def measured(check: Check) -> Words | None:
    """The figure with what it measures, its unit, and the limit with its direction; None for a check without one."""
    if check.measured is None:
        return None
    named = CHECKS.get(check.name)
    measure = (named and named.measure) or Measure(Words("đo được", "measured"), Words("ngưỡng", "limit"))
    value = figure(check.measured * measure.times)
    limit = None if check.limit is None else figure(check.limit * measure.times)

    def said(lang: str) -> str:
        allowed = f" ({measure.passes[lang]} {limit[lang]}{measure.unit[lang]})" if limit else ""
        return f"{measure.of[lang]}: {value[lang]}{measure.unit[lang]}{allowed}"

    return Words(said("vi"), said("en"))


def figure(value: float) -> Words:
    """A measured figure to three places, with a comma in Vietnamese."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return Words(text.replace(".", ","), text)
