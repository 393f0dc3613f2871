"""Every word of the page, in both languages, in one place. Keys are the product's own words, so that a new
identifier, outcome or level without its words here fails a test and not a reader."""

from typing import Any

from kindao.engine.policy.decision import Effect, Verified
from kindao.engine.report import Report
from kindao.engine.vocabulary import (
    Destination,
    Identifiability,
    Identifier,
    Level,
    Outcome,
    Purpose,
    Words,
)

IDENTIFIER: dict[Identifier, Words] = {
    Identifier.FACE: Words("Khuôn mặt", "Face"),
    Identifier.HEAD: Words("Vùng đầu", "Head"),
    Identifier.EYES: Words("Mắt", "Eyes"),
    Identifier.PERSON: Words("Người", "Person"),
    Identifier.BODY_PART: Words("Bộ phận cơ thể", "Body part"),
    Identifier.SKIN_MARK: Words("Dấu vết trên da (hình xăm, sẹo, bớt)", "Skin mark (tattoo, scar, birthmark)"),
    Identifier.INTIMATE: Words("Vùng kín", "Intimate part"),
    Identifier.TEXT: Words("Chữ viết", "Text"),
    Identifier.NAME: Words("Họ tên", "Name"),
    Identifier.PHONE: Words("Số điện thoại", "Phone number"),
    Identifier.BIRTH_DATE: Words("Ngày sinh", "Birth date"),
    Identifier.DATE: Words("Ngày tháng", "Date"),
    Identifier.RECORD_NUMBER: Words("Mã hồ sơ bệnh án", "Medical record number"),
    Identifier.IDENTITY_NUMBER: Words("Số căn cước, số thẻ", "Identity number"),
    Identifier.ADDRESS: Words("Địa chỉ", "Address"),
    Identifier.EMAIL: Words("Thư điện tử, tài khoản mạng", "Email address or account"),
    Identifier.INSTITUTION: Words("Tên cơ sở y tế", "Institution"),
    Identifier.CODE: Words("Mã QR, mã vạch", "QR or bar code"),
    Identifier.LOCATION: Words("Vị trí nơi chụp", "Location"),
    Identifier.DEVICE: Words("Thiết bị, số máy", "Device, serial number"),
    Identifier.TIME: Words("Thời điểm chụp, sửa", "Capture or edit time"),
    Identifier.THUMBNAIL: Words("Ảnh thu nhỏ ẩn trong tệp", "Thumbnail hidden in the file"),
    Identifier.EMBEDDED: Words("Dữ liệu khác nhúng trong tệp", "Another stream inside the file"),
    Identifier.VOICE: Words("Giọng nói", "Voice"),
    Identifier.METADATA: Words("Siêu dữ liệu khác", "Other metadata"),
    Identifier.FILE_NAME: Words("Tên tệp", "File name"),
    Identifier.DIAGNOSIS: Words("Chẩn đoán, tình trạng sức khỏe", "Diagnosis, health words"),
}

HEADLINE: dict[Outcome, Words] = {
    Outcome.PERMIT: Words("Được đăng", "Allowed"),
    Outcome.INDETERMINATE: Words(
        "Chưa được đăng: cần người phụ\u00a0trách xem", "Not yet: a\u00a0person must\u00a0look"
    ),
    Outcome.DENY: Words("Không được đăng", "Not allowed"),
}

SENTENCE: dict[Outcome, Words] = {
    Outcome.PERMIT: Words(
        "Chỉ bản sao an toàn dưới đây, chỉ cho mục đích và nơi đã hỏi. Ảnh gốc ở lại phòng khám.",
        "Only the safe copy below, only for the purpose and the place asked about. The original stays in the clinic.",
    ),
    Outcome.INDETERMINATE: Words(
        "Máy không tự quyết định được. Người phụ trách bảo vệ dữ liệu phải xem trước; cho đến lúc đó không đăng gì.",
        "The machine cannot decide this alone. The privacy officer must look first; until then nothing goes out.",
    ),
    Outcome.DENY: Words(
        "Không bản nào của ảnh này được đăng như đã hỏi. Ảnh ở lại phòng khám.",
        "No copy of this picture may go out as asked. The picture stays in the clinic.",
    ),
}

OUTCOME: dict[Outcome, Words] = {
    Outcome.PERMIT: Words("được", "yes"),
    Outcome.INDETERMINATE: Words("cần người phụ trách xem", "a person must look"),
    Outcome.DENY: Words("không", "no"),
}

LEVEL: dict[Level, Words] = {
    Level.BARE: Words("Ảnh như cũ, đã bỏ hết siêu dữ liệu", "The picture as it is, all metadata gone"),
    Level.OTHERS_HIDDEN: Words(
        "Đã che những người chưa đồng ý, mọi chữ và mã", "Those who have not agreed hidden, all text and codes covered"
    ),
    Level.ALL_HIDDEN: Words("Đã che mọi người, mọi chữ và mã", "Everyone hidden, all text and codes covered"),
}

IDENTIFIABILITY: dict[Identifiability, Words] = {
    Identifiability.DIRECT: Words("nhận ra được trực tiếp", "directly identifiable"),
    Identifiability.INDIRECT: Words(
        "vẫn có thể nhận ra gián tiếp: che mặt chưa phải là khử nhận dạng",
        "still identifiable indirectly: a hidden face is not de-identified",
    ),
    Identifiability.NONE: Words(
        "đã khử nhận dạng, có người xác nhận hoặc không có người thật",
        "de-identified, confirmed by a person, or no real person is shown",
    ),
}

EFFECT: dict[Effect, Words] = {
    Effect.FORBID: Words("Cấm", "Forbidden"),
    Effect.REVIEW: Words("Cần người phụ trách xem", "A person must look"),
    Effect.REQUIRE: Words("Phải làm", "Required"),
    Effect.PERMIT: Words("Cho phép", "Permitted"),
}

VERIFIED: dict[Verified, Words] = {
    Verified.Y: Words("đã thấy nguyên văn", "wording seen"),
    Verified.Y2: Words("theo một nguồn thứ cấp", "one secondary source"),
    Verified.P: Words("mới thấy một phần", "seen in part"),
    Verified.N: Words("chưa kiểm chứng", "unverified"),
}

VERIFIED_IN_FULL: dict[Verified, Words] = {
    Verified.Y: Words(
        "đã thấy nguyên văn điều khoản trong một bản sao, hoặc hai nguồn độc lập ghi cùng điều khoản; "
        "vẫn cần đối chiếu Công báo một lần",
        "the wording of the clause was seen in a copy, or two independent sources agree on it; "
        "still to be checked once against the official gazette",
    ),
    Verified.Y2: Words(
        "một nguồn thứ cấp (báo chí, hãng luật, ghi chú nghiên cứu) nêu điều và khoản",
        "one secondary source (press, law firm, research note) names article and clause",
    ),
    Verified.P: Words(
        "đã thấy văn bản hoặc ngày hiệu lực, chưa thấy điều khoản",
        "the instrument or its date was seen, the clause was not",
    ),
    Verified.N: Words(
        "chưa kiểm chứng: chỉ đủ để nhờ người xem, không đủ để cho phép",
        "unverified: enough to ask a person to look, never enough to permit",
    ),
}

PURPOSE: dict[Purpose, Words] = {
    Purpose.RECORD: Words("hồ sơ bệnh án", "medical record"),
    Purpose.TEACHING: Words("giảng dạy", "teaching"),
    Purpose.JOURNAL: Words("bài báo khoa học", "journal article"),
    Purpose.AWARENESS: Words("truyền thông sức khỏe", "health awareness"),
    Purpose.ADVERTISING: Words("quảng cáo", "advertising"),
}

DESTINATION: dict[Destination, Words] = {
    Destination.WEBSITE: Words("trang web", "website"),
    Destination.FACEBOOK: Words("Facebook", "Facebook"),
    Destination.INSTAGRAM: Words("Instagram", "Instagram"),
    Destination.TIKTOK: Words("TikTok", "TikTok"),
    Destination.YOUTUBE: Words("YouTube", "YouTube"),
    Destination.ZALO: Words("Zalo", "Zalo"),
    Destination.LIVESTREAM: Words("phát trực tiếp", "livestream"),
    Destination.LECTURE: Words("bài giảng", "lecture"),
    Destination.JOURNAL: Words("tạp chí", "journal"),
    Destination.INTERNAL: Words("nội bộ", "internal"),
}

HOLDER: dict[str, Words] = {
    "caption": Words("Lời chú thích", "Caption"),
    "comment": Words("Ghi chú trong tệp", "Comment in the file"),
    "file-name": Words("Tên tệp", "File name"),
    "icc": Words("Hồ sơ màu", "Colour profile"),
    "maker-note": Words("Ghi chú của hãng máy", "Maker note"),
    "png-text": Words("Chữ trong PNG", "PNG text"),
    "trailer": Words("Dữ liệu nối sau ảnh", "Data after the picture"),
    "exif": Words("Exif", "Exif"),
    "xmp": Words("XMP", "XMP"),
    "iptc": Words("IPTC", "IPTC"),
    "c2pa": Words("C2PA", "C2PA"),
    "mpf": Words("MPF", "MPF"),
    "photoshop": Words("Photoshop", "Photoshop"),
    "samsung": Words("Samsung", "Samsung"),
    "thumbnail": Words("Ảnh thu nhỏ", "Thumbnail"),
    "preview": Words("Ảnh xem trước", "Preview"),
    "second-picture": Words("Ảnh thứ hai", "Second picture"),
    "motion-photo": Words("Đoạn phim trong ảnh động", "Film of a motion photo"),
    "gain-map": Words("Bản đồ HDR", "Gain map"),
    "depth": Words("Bản đồ chiều sâu", "Depth map"),
    "auxiliary": Words("Ảnh phụ", "Auxiliary picture"),
    "alpha": Words("Lớp trong suốt", "Transparency"),
    "sound": Words("Âm thanh", "Sound"),
    "track": Words("Luồng phim", "Track"),
    "time": Words("Dấu thời gian", "Time stamp"),
    "tag": Words("Thẻ của tệp", "Tag of the file"),
    "track-tag": Words("Thẻ của một luồng", "Tag of a track"),
    "user-data": Words("Thẻ ghi trong phim, bản ghi âm", "Tags of the film or recording"),
    "chapter": Words("Tên chương", "Chapter name"),
    "attachment": Words("Tệp đính kèm", "Attached file"),
    "frame-data": Words("Dữ liệu kèm khung hình", "Data with the frames"),
    "unshown": Words("Phần không được chiếu", "What is not shown"),
    "box": Words("Khối dữ liệu", "Box"),
    "structure": Words("Dữ liệu không thuộc phim hay bản ghi âm", "Data that is no part of the film or recording"),
    "gap": Words("Chỗ trống trong tệp", "Gap in the file"),
    "after-pixels": Words("Dữ liệu sau điểm ảnh", "Data after the pixels"),
    "reader": Words("Bộ đọc thứ hai", "Second reader"),
    "bytes": Words("Trong các byte của tệp", "In the file's bytes"),
    "subtitle": Words("Phụ đề", "Subtitles"),
    "unknown": Words("Chưa rõ loại", "Of an unknown kind"),
}
"""Where in the file something was carried; a holder that is not listed is shown by its own name."""

PAGE: dict[str, Words] = {
    "title": Words("Báo cáo của cổng Kindao", "Report of the Kindao gate"),
    "language": Words("Ngôn ngữ", "Language"),
    "asked": Words("Câu hỏi", "Asked"),
    "asked-for": Words("để", "for"),
    "asked-at": Words("nơi đăng", "posted at"),
    "on": Words("ngày", "on"),
    "private": Words(
        "Trang này có ảnh gốc. Không gửi ra ngoài phòng khám.",
        "This page shows the original. It must not leave the clinic.",
    ),
    "private-more": Words(
        "Lưu trong kho bảo mật hoặc xóa sau khi đọc; không gửi qua Zalo, thư điện tử hay mạng xã hội.",
        "Keep it in the vault or delete it once read; never send it by chat, email or social network.",
    ),
    "not-clean": Words(
        "Bản sao đã làm chưa qua được vòng kiểm tra lại.", "The copy that was made did not pass its check."
    ),
    "path": Words("Làm gì để được đăng", "The way to yes"),
    "no-path": Words(
        "Không tìm thấy cách hợp pháp nào để đăng ảnh này.", "No lawful way to publish this picture was found."
    ),
    "pictures": Words("Trước và sau", "Before and after"),
    "picture": Words("Bức ảnh", "The picture"),
    "view": Words("Cách xem", "View"),
    "both": Words("Cả hai", "Both"),
    "before": Words("Trước", "Before"),
    "shown": Words("Ảnh gốc", "The original"),
    "after": Words("Sau", "After"),
    "boxes": Words("Khung đánh số", "Numbered boxes"),
    "original": Words("ở lại phòng khám", "stays in the clinic"),
    "safe-copy": Words("bản sao an toàn", "the safe copy"),
    "uncovered": Words("bản sao, không che gì", "the copy, nothing covered"),
    "alt-uncovered": Words("Bản sao, không che gì", "The copy, with nothing covered"),
    "alt-before": Words("Ảnh gốc được đưa vào cổng", "The original put before the gate"),
    "alt-after": Words("Bản sao an toàn đã che", "The redacted safe copy"),
    "no-before": Words(
        "Không mở được ảnh nên không có gì để hiện.", "The picture could not be opened, so there is none to show."
    ),
    "no-after": Words("Không có bản sao nào được làm.", "No copy was made."),
    "held": Words("bản sao bị giữ lại, chưa được đăng", "the copy, held back"),
    "covered": Words("chỗ đã che", "places covered"),
    "covered-one": Words("chỗ đã che", "place covered"),
    "frames": Words(
        "Tệp có {n} khung hình hoặc trang; ở đây là khung đầu. Mọi khung đều được kiểm tra.",
        "The file has {n} frames or pages; the first is shown. All of them were looked at.",
    ),
    "found": Words("Tìm thấy gì", "What was found"),
    "found-none": Words(
        "Không tìm thấy dấu hiệu nào. Điều đó không có nghĩa là ảnh không có người.",
        "Nothing was found. That does not mean that nobody is shown.",
    ),
    "in-picture": Words("Trong ảnh", "In the picture"),
    "carried": Words("Tệp và lời chú thích mang theo", "Carried by the file and the caption"),
    "carried-note": Words("Chỉ nêu chỗ chứa, không bao giờ nêu nội dung.", "Only where it is, never what it says."),
    "characters": Words("ký tự", "characters"),
    "numbers": Words("số", "no."),
    "other-frames": Words("ở khung khác", "on other frames"),
    "about": Words("về", "about"),
    "seen": Words("Ai xuất hiện, từ lúc nào", "Who is seen, and when"),
    "seen-none": Words("Không thấy ai. Vẫn có thể có người.", "Nobody was seen. Somebody may be there all the same."),
    "heard": Words("Ai nói, từ lúc nào", "Who speaks, and when"),
    "sound": Words("Âm thanh", "Sound"),
    "no-sound": Words("Bản sao không có tiếng.", "The copy is silent."),
    "kept": Words("được giữ", "kept"),
    "silenced": Words("đã tắt tiếng", "silenced"),
    "again": Words("Có phải người số", "The same as figure"),
    "of-nobody": Words("chưa rõ là ai", "not known whose"),
    "moments": Words(
        "Những lúc cách đều nhau, và mỗi người lúc xuất hiện và ở giữa. Mọi khung hình đều được xem.",
        "Moments evenly apart, and each person as they appear and halfway. Every frame was looked at.",
    ),
    "left-out": Words("Không có chỗ cho {n} người nữa; xem danh sách.", "No room for {n} more; see the list."),
    "not-looked": Words("Những gì chưa được tìm", "What was not looked for"),
    "not-looked-note": Words(
        "Có thể vẫn còn trong ảnh. Người xem phải tự tìm bằng mắt.",
        "It may still be there. Whoever looks must check by eye.",
    ),
    "why": Words("Vì sao", "Why"),
    "whole": Words("Cả bức ảnh", "The picture as a whole"),
    "law-not-asked": Words(
        "Luật chưa được hỏi: tệp bị từ chối trước đó.", "The law was not asked: the file was refused before."
    ),
    "no-reasons": Words("Không có điều luật nào cho phép việc này.", "No rule permits this."),
    "flags": Words("Điều luật được kiểm chứng đến đâu", "How well each clause is known"),
    "duties": Words("Việc phải làm khi đăng", "What must be done with it"),
    "checked": Words("Đã kiểm tra lại những gì", "What was checked"),
    "checked-note": Words(
        "Bản sao đã ghi được mở lại và xem bằng những bộ dò khác.",
        "The copy as written was opened again and looked at with other detectors.",
    ),
    "not-checked": Words(
        "Không có bản sao nên không có gì để kiểm tra lại.", "There is no copy, so there was nothing to check."
    ),
    "passed": Words("Đạt", "Passed"),
    "failed": Words("Không đạt", "Failed"),
    "residuals": Words("Còn sót trong bản sao", "Still found in the copy"),
    "about-copy": Words("Bản sao và căn cứ", "The copy and what it rests on"),
    "level": Words("Cách che", "Redaction"),
    "identifiability": Words("Mức nhận dạng", "Identifiability"),
    "digest": Words("Mã băm của bản sao", "Digest of the copy"),
    "medium": Words("Mã băm của ảnh gốc", "Digest of the original"),
    "pack": Words("Gói luật", "Law pack"),
    "pack-digest": Words("Mã băm của gói luật", "Digest of the law pack"),
    "facts-digest": Words("Mã băm của dữ kiện", "Digest of the facts"),
    "date": Words("Xét theo luật ngày", "Judged by the law of"),
    "seconds": Words("Thời gian chạy", "Time taken"),
    "seconds-unit": Words("giây", "seconds"),
    "not-advice": Words(
        "Báo cáo này giúp người có trách nhiệm quyết định; nó không thay ý kiến của luật sư.",
        "This report helps those who answer for the decision; it does not replace a lawyer's advice.",
    ),
}


def sentences(*, film: bool) -> dict[Outcome, Words]:
    """`SENTENCE` of a film, or of a recording: neither is called a picture."""
    vi, en = ("phim", "film") if film else ("bản ghi âm", "recording")
    return SENTENCE | {
        Outcome.PERMIT: Words(SENTENCE[Outcome.PERMIT].vi.replace("Ảnh gốc", "Bản gốc"), SENTENCE[Outcome.PERMIT].en),
        Outcome.DENY: Words(
            f"Không bản nào của {vi} này được đăng như đã hỏi. Bản gốc ở lại phòng khám.",
            f"No copy of this {en} may go out as asked. The original stays in the clinic.",
        ),
    }


def words_for(report: Report) -> dict[str, Any]:
    """The tables in which a film or recording is not called a picture, by their names; {} for a picture."""
    if report.clip is None:
        return {}
    film = report.clip.frames > 0
    vi, en = ("phim", "film") if film else ("bản ghi âm", "recording")
    sound = Words("âm thanh chỉ còn lúc người đã đồng ý nói", "sound only while those speak who have agreed")
    others, everyone = LEVEL[Level.OTHERS_HIDDEN], LEVEL[Level.ALL_HIDDEN]
    levels = {
        Level.BARE: Words(f"{vi.capitalize()} như cũ, đã bỏ hết siêu dữ liệu", f"The {en} as it is, all metadata gone"),
        Level.OTHERS_HIDDEN: Words(f"{others.vi}; {sound.vi}", f"{others.en}; {sound.en}")
        if film
        else Words(sound.vi.capitalize(), sound.en.capitalize()),
        Level.ALL_HIDDEN: Words(f"{everyone.vi}; không còn âm thanh", f"{everyone.en}; no sound is left")
        if film
        else Words("Không còn âm thanh", "No sound is left"),
    }
    page = {
        "private": Words(f"Trang này có nội dung của {vi} gốc. Không gửi ra ngoài phòng khám.", PAGE["private"].en),
        "no-path": Words(
            f"Không tìm thấy cách hợp pháp nào để đăng {vi} này.", f"No lawful way to publish this {en} was found."
        ),
        "picture": Words(vi.capitalize(), f"The {en}"),
        "shown": Words("Bản gốc", "The original"),
        "alt-before": Words(f"Một lúc của {vi} gốc được đưa vào cổng", f"A moment of the {en} put before the gate"),
        "alt-after": Words("Cùng lúc đó trong bản sao", "The same moment of the copy"),
        "alt-uncovered": Words(
            "Cùng lúc đó trong bản sao, không che gì", "The same moment of the copy, nothing covered"
        ),
        "no-before": Words(
            f"{vi.capitalize()} không được mở ra để hiện ở đây.", f"The {en} was not opened to be shown here."
        ),
        "found-none": Words(
            f"Không tìm thấy dấu hiệu nào. Điều đó không có nghĩa là {vi} không có người.", PAGE["found-none"].en
        ),
        "in-picture": Words(f"Trong {vi}", f"In the {en}"),
        "not-looked-note": Words(
            f"Có thể vẫn còn trong {vi}. Người phụ trách phải tự xem và nghe.",
            "It may still be there. Whoever looks must check by eye and ear.",
        ),
        "whole": Words(f"Cả {vi}", f"The {en} as a whole"),
        "medium": Words(f"Mã băm của {vi} gốc", "Digest of the original"),
    }
    return {
        "PAGE": PAGE | page,
        "SENTENCE": sentences(film=film),
        "LEVEL": LEVEL | levels,
    }
