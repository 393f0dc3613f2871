"""What promises or presses in so many ways that no list of phrases has them all: who bears the cost, what is dearer to
others, what comes on top, who is treated first or last, who is not treated at all."""

NOT = ("không", "k", "ko", "kh", "khg", "hok")
COST = (
    "chi phí", "phí", "viện phí", "tiền mổ", "tiền khám", "tiền thuốc", "tiền viện", "tiền chữa", "hóa đơn", "hoá đơn",
)  # fmt: skip
CLINIC = (
    "phòng khám", "pk", "bệnh viện", "bv", "thẩm mỹ viện", "nha khoa", "trung tâm", "bác sĩ", "bs", "chúng tôi",
    "bên em", "bên mình", "công ty", "nhãn hàng",
)  # fmt: skip
TREATS = ("mổ", "phẫu thuật", "khám", "chữa", "làm", "điều trị", "tiêm", "nhận ca", "nhận khám", "nhận mổ", "phục vụ")
SHOWS = (
    "cho đăng", "cho chụp", "cho quay", "cho dùng ảnh", "cho dùng hình", "chịu đăng", "chịu chụp", "chịu quay",
    "chịu ký", "chịu lên", "chịu làm mẫu", "đồng ý đăng", "đồng ý lên",
)  # fmt: skip
"""What somebody does who says yes to be shown."""
UNSHOWN = (*SHOWS, "đăng", "ký", "lên hình", "chụp ảnh", "chụp hình", "quay phim", "quay video")
SOME = ("#", "một", "mấy")
MONEY = (*COST, "đồng nào", "đồng bạc", "một đồng", "xu nào", "một xu", "cắc nào", "khoản nào")
PAPER = (
    "giấy", "giấy tờ", "giấy cam kết", "giấy đồng ý", "giấy cho đăng", "giấy cho phép", "cam kết", "bản cam kết",
    "tờ cam kết", "đơn", "tờ đơn", "tờ giấy",
)  # fmt: skip
GOODS = (
    "lọ", "hộp", "chai", "tuýp", "hũ", "suất", "buổi", "gói", "thẻ", "phiếu", "combo", "bộ sản phẩm",
    "bộ mỹ phẩm", "bộ chăm sóc", "liệu trình", "lượt",
)  # fmt: skip
LATER = (("chờ", "đợi", "phải chờ", "phải đợi"), ("lâu", "sau"))
FAMILIES: tuple[tuple[tuple[str, ...], ...], ...] = (
    # Somebody else bears what it costs.
    (("lo", "bao", "chịu", "gánh", "đài thọ"), COST),
    (CLINIC, ("trả", "chi trả", "thanh toán"), tuple(one for one in COST if one != "phí")),  # an advert is "trả phí"
    (("trả", "đóng", "nộp", "thanh toán"), ("hộ", "giúp", "thay"), COST),
    (("trả", "đóng", "nộp", "thanh toán"), COST, ("hộ", "giúp", "thay")),
    (("trả", "đóng", "nộp", "thanh toán"), ("hộ",)),
    (COST, ("do", "để"), CLINIC, ("chi trả", "trả", "chịu", "lo", "bao", "thanh toán", "gánh")),
    (CLINIC, ("trả", "chi trả", "thanh toán"), ("hết", "trọn", "trọn gói", "toàn bộ", "tất cả")),
    (CLINIC, ("lo", "bao"), ("hết", "trọn", "trọn gói", "toàn bộ")),
    (
        ("we", "clinic", "hospital"),
        ("cover", "covers", "pay", "pays", "bear", "bears"),
        ("cost", "costs", "fee", "fees", "bill", "bills", "expenses"),
    ),
    (("we", "we ll", "clinic", "hospital"), ("pay", "pays", "will pay"), ("for",)),
    (("cost", "costs", "fee", "fees", "bill"), ("paid", "covered"), ("by",), ("clinic", "hospital", "doctor", "us")),
    # Nothing is to be paid.
    (
        NOT,
        ("mất tiền", "mất phí", "tốn", "thu tiền", "thu phí", "thu gì", "thu thêm", "thu bất kỳ", "tính tiền",
         "tính phí", "lấy tiền", "lấy phí", "phải trả"),
    ),
    (NOT, ("thu", "lấy", "tính", "mất", "đòi"), MONEY),
    (NOT, ("thu",), ("#",)),
    (("đỡ", "đỡ được"), ("#",), ("triệu", "tr", "nghìn", "ngàn", "đồng")),
    # A price that others don't get.
    (
        ("giá",),
        ("ưu tiên", "ưu ái", "đặc biệt", "riêng", "nội bộ", "mẫu", "hữu nghị", "người nhà", "nhân viên", "mềm",
         "thấp hơn", "dành cho", "dành riêng"),
    ),
    (("special", "reduced", "lower", "staff", "model"), ("price", "prices", "fee", "fees")),
    # Something more.
    (("thêm",), SOME, GOODS),
    (("cho thêm", "được thêm", "được làm thêm"), SOME, (*GOODS, "lần")),
    (("kèm", "kèm theo", "gửi kèm"), SOME, GOODS),
    (("get", "receive", "given", "plus"), ("extra", "additional"), ("session", "sessions", "treatment", "visit")),
    (("hoa hồng",), ("#",)),
    # Sooner than others.
    (("được", "đc", "dc"), TREATS, ("sớm hơn", "nhanh hơn")),
    (("xếp lịch",), ("sớm", "trước", "ngay")),
    ((*NOT, "khỏi"), ("xếp hàng", "phải xếp hàng", "cần xếp hàng")),
    (("sooner", "earlier"), ("appointment", "slot")),
    (("skip", "jump"), ("queue", "line", "waiting list")),
    # Later than others.
    (("từ chối", "không đồng ý"), LATER[0], LATER[1]),
    (NOT, UNSHOWN, LATER[0], LATER[1]),
    (("refuse", "refuses", "decline", "declines"), ("wait", "waits"), ("longer",)),
    # Care for those alone who let themselves be shown.
    (("ai", "những ai", "người nào", "bạn nào", "chị nào", "anh nào", "khách nào", "ca nào"), SHOWS),
    (("người", "khách", "ca"), tuple(one for one in SHOWS if one.startswith("chịu"))),
    (("chỉ",), TREATS, (*SHOWS, "lên hình", "lên sóng")),
    (NOT, UNSHOWN, NOT, TREATS),
    (NOT, UNSHOWN, ("khỏi", "đừng", "hoãn"), TREATS),
    (NOT, ("ký", "ký vào", "ký tên vào"), PAPER, (*NOT, "khỏi", "đừng", "hoãn"), TREATS),
    (SHOWS, ("thì", "sẽ", "là", "mới"), ("được",), (*TREATS, "giảm", "tặng", "hưởng", "hỗ trợ", "ưu")),
    (SHOWS, ("mới", "thì mới"), TREATS),
    (("no photo", "no photos", "no picture", "no consent"), ("no",), ("surgery", "treatment", "care")),
    (("only treat", "only operate on", "only accept"), ("who agree", "who are shown", "who appear")),
)  # fmt: skip
"""What is said in many ways: one word of each row after the other, with `BETWEEN` at most between them."""
MOST_BETWEEN = 4
BETWEEN = frozenset(
    {"toàn", "bộ", "hết", "mọi", "tất", "cả", "trọn", "gói", "cho", "bạn", "chị", "anh", "em", "khách", "luôn", "phần",
     "sẽ", "thì", "là", "được", "của", "ca", "mổ", "khám", "điều", "trị", "phẫu", "thuật", "này", "đó", "ảnh", "hình",
     "bài", "mình", "bên", "các", "những", "người", "bệnh", "nhân", "đều", "cũng", "bác", "sĩ", "đi", "giúp", "hộ",
     "the", "all", "your", "full", "of", "a", "an", "are", "is", "for", "you", "whole"}
)  # fmt: skip
OTHERWISE = {
    "giảm": ("chứng",),
    "tích": ("phân", "diện", "thể"),
    "km": ("#",),
    "giá": ("đánh", "chuyên", "quốc", "tham"),
    "trả": ("kiểm", "điều", "thanh"),
    "lo": ("tự",),
    "chịu": ("tự", "phải"),
    "thêm": (
        "cần", "phải", "nên", "trị", "tiêm", "chụp", "làm", "mổ", "chiếu", "khám", "hẹn", "dõi", "bôi", "uống", "tập",
        "đợi", "chờ", "mất", "đi", "bắn", "đó", "để", "sau",
    ),
}  # fmt: skip
"""The word before makes something else of it: "chuyên gia" and "kiểm tra", whose marks may be left out; a treatment
that goes on."""
