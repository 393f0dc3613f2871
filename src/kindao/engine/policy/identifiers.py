"""The eighteen identifiers of 45 CFR 164.514(b)(2)(i), in our words: the floor for every pack.

Without consent no copy goes out in which one of them is left. The table says which of our kinds stand for each,
and what becomes of it in a copy; where nothing finds it, it says so."""

from dataclasses import dataclass

from kindao.engine.vocabulary import Identifier, Words


@dataclass(frozen=True, slots=True)
class Listed:
    """One letter of the list."""

    letter: str
    what: Words
    kinds: frozenset[Identifier]  # our kinds that stand for it, or may hold it; empty: nothing looks for it
    how: Words  # what becomes of it in a copy with everyone hidden, and what does not


_CARRIED = frozenset({Identifier.METADATA, Identifier.THUMBNAIL, Identifier.EMBEDDED, Identifier.FILE_NAME})
_WRITTEN = frozenset({Identifier.TEXT, Identifier.CODE}) | _CARRIED
_UNLABELLED = Words(
    "Không có bộ dò riêng. Trong ảnh: mọi chữ và mã đều bị che; trong tệp: không mang theo gì. Trong lời đăng: "
    "có thể lọt.",
    "No detector of its own. In the picture all writing and codes are covered; in the file nothing is carried over. "
    "In a caption it may pass.",
)

EIGHTEEN: tuple[Listed, ...] = (
    Listed(
        "A",
        Words("Tên", "Names"),
        _WRITTEN | {Identifier.NAME},
        Words(
            "Dò trong ảnh, tệp, tên tệp và lời đăng; chắc nhất khi họ tên được cho biết bằng --person.",
            "Looked for in picture, file, file name and caption; surest when --person gives the name.",
        ),
    ),
    Listed(
        "B",
        Words("Địa danh nhỏ hơn bang (ở đây: nhỏ hơn tỉnh)", "Places smaller than a state (here: a province)"),
        _WRITTEN | {Identifier.ADDRESS, Identifier.LOCATION},
        Words(
            "Dò địa chỉ và tọa độ. Tên cơ sở y tế trong lời đăng không tính; cảnh nền cho biết nơi "
            "chụp thì không dò được.",
            "Addresses and coordinates are looked for. The clinic's own name in a caption does not "
            "count; a setting that tells the place is not detected.",
        ),
    ),
    Listed(
        "C",
        Words("Ngày (trừ năm) gắn với một người; tuổi trên 89", "Dates (but the year) about a person; ages over 89"),
        _WRITTEN | {Identifier.BIRTH_DATE, Identifier.DATE, Identifier.TIME},
        Words(
            "Dò ngày viết đủ ngày, tháng, năm, ngày sinh và thời điểm trong tệp. Không dò ngày không "
            "có năm, cũng không dò tuổi.",
            "Full dates, birth dates and times in the file are looked for. A day without its year and an age are not.",
        ),
    ),
    Listed(
        "D",
        Words("Số điện thoại", "Telephone numbers"),
        _WRITTEN | {Identifier.PHONE},
        Words(
            "Dò trong ảnh, tệp, tên tệp và lời đăng, cả khi viết bằng chữ.",
            "Looked for in picture, file, file name and caption, in words too.",
        ),
    ),
    Listed(
        "E",
        Words("Số fax", "Fax numbers"),
        _WRITTEN | {Identifier.PHONE},
        Words(
            "Có dạng số điện thoại nên được dò như số điện thoại.",
            "They have the form of telephone numbers and are found as such.",
        ),
    ),
    Listed(
        "F",
        Words("Địa chỉ thư điện tử", "E-mail addresses"),
        _WRITTEN | {Identifier.EMAIL},
        Words(
            "Dò trong ảnh, tệp, tên tệp và lời đăng.",
            "Looked for in picture, file, file name and caption.",
        ),
    ),
    Listed(
        "G",
        Words(
            "Số an sinh xã hội (ở đây: căn cước, hộ chiếu)", "Social security numbers (here: identity card, passport)"
        ),
        _WRITTEN | {Identifier.IDENTITY_NUMBER},
        Words(
            "Dò theo nhãn và theo dạng; chắc nhất khi số được cho biết bằng --person.",
            "Looked for by label and by form; surest when --person gives the number.",
        ),
    ),
    Listed(
        "H",
        Words("Số hồ sơ bệnh án", "Medical record numbers"),
        _WRITTEN | {Identifier.RECORD_NUMBER},
        Words(
            "Dò theo nhãn; chắc nhất khi số được cho biết bằng --person.",
            "Looked for by label; surest when --person gives the number.",
        ),
    ),
    Listed(
        "I",
        Words("Số thẻ bảo hiểm", "Health plan numbers"),
        _WRITTEN | {Identifier.RECORD_NUMBER},
        Words(
            "Dò theo nhãn (BHYT, insurance no).",
            "Looked for by label (BHYT, insurance no).",
        ),
    ),
    Listed(
        "J",
        Words("Số tài khoản", "Account numbers"),
        _WRITTEN,
        _UNLABELLED,
    ),
    Listed(
        "K",
        Words("Số giấy phép, chứng chỉ", "Certificate and licence numbers"),
        _WRITTEN,
        _UNLABELLED,
    ),
    Listed(
        "L",
        Words("Biển số và số khung xe", "Vehicle plates and serial numbers"),
        _WRITTEN | {Identifier.IDENTITY_NUMBER},
        Words(
            "Biển số Việt Nam được dò theo dạng trong lời đăng; trong ảnh bị che như mọi chữ đọc được. Biển mờ hoặc "
            "nghiêng, số khung có thể lọt.",
            "Vietnamese plates are looked for by their form in a caption; one in the picture is covered as writing is. "
            "One that is blurred or slanted, and a chassis number, may pass.",
        ),
    ),
    Listed(
        "M",
        Words("Số máy, số sê-ri thiết bị", "Device identifiers and serial numbers"),
        _WRITTEN | {Identifier.DEVICE},
        Words(
            "Số máy ảnh trong tệp được dò và không mang theo. Số trên thiết bị cấy ghép hay máy móc "
            "chỉ bị che nếu là chữ đọc được.",
            "The camera's numbers in the file are found and not carried over. Numbers on an implant "
            "or a machine are covered only where they are writing that can be read.",
        ),
    ),
    Listed(
        "N",
        Words("Địa chỉ trang mạng", "Web addresses"),
        _WRITTEN | {Identifier.EMAIL},
        Words(
            "Dò trang cá nhân và tài khoản mạng xã hội (@tên, fb.com/…, zalo.me/…), trừ tài khoản có tên phòng khám. "
            "Địa chỉ khác trong lời đăng có thể lọt.",
            "Profiles and accounts of social networks (@name, fb.com/…, zalo.me/…) are looked for, but not those "
            "named as a clinic's. Another address in a caption may pass.",
        ),
    ),
    Listed(
        "O",
        Words("Địa chỉ IP", "IP addresses"),
        _WRITTEN,
        _UNLABELLED,
    ),
    Listed(
        "P",
        Words("Dấu sinh trắc: vân tay, giọng nói", "Biometrics: fingerprints, voice"),
        frozenset({Identifier.EYES, Identifier.VOICE}),
        Words(
            "Ảnh tĩnh không có giọng nói. Mắt được che cùng khuôn mặt. Không dò vân tay trên ảnh chụp gần ngón tay.",
            "A still picture has no voice. Eyes are covered with the face. Fingerprints in a "
            "close-up are not detected.",
        ),
    ),
    Listed(
        "Q",
        Words("Ảnh cả mặt và ảnh tương tự", "Full-face photographs and comparable images"),
        frozenset({Identifier.FACE, Identifier.HEAD, Identifier.PERSON}),
        Words(
            "Dò khuôn mặt, đầu và người; che cả đầu, rồi dò lại bằng mạng khác.",
            "Faces, heads and persons are looked for; the whole head is covered, and other networks look again.",
        ),
    ),
    Listed(
        "R",
        Words("Mọi dấu hiệu riêng khác", "Any other unique mark, characteristic or code"),
        frozenset({Identifier.SKIN_MARK, Identifier.CODE}),
        Words(
            "Mã QR và mã vạch được dò và che. Hình xăm, sẹo, bớt, ca bệnh hiếm, bối cảnh: không dò "
            "được; người phụ trách tự đánh dấu.",
            "QR and bar codes are found and covered. Tattoos, scars, birthmarks, a rare case, the "
            "setting: not detected; the officer marks them by hand.",
        ),
    ),
)

FLOOR: frozenset[Identifier] = frozenset().union(*(one.kinds for one in EIGHTEEN))
"""All of our kinds that stand for one of the eighteen."""
