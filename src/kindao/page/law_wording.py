"""Every word with which the law is told, on its page and by `kindao law`, in both languages. Keys are the product's own
words; one that is left without its words fails a test."""

from kindao.engine.policy.consent import GiverRole, Relation
from kindao.engine.policy.decision import Effect
from kindao.engine.policy.explaining import Leads
from kindao.engine.policy.facts import Role
from kindao.engine.vocabulary import Outcome, Words

SUBJECT: dict[str, Words] = {
    "blocks": Words("Điều cấm đứng trước sự đồng ý", "Bans that stand before consent"),
    "children": Words("Trẻ em", "Children"),
    "consent": Words("Thế nào là một sự đồng ý", "What makes a consent"),
    "data": Words("Dữ liệu cá nhân, từ năm 2026", "Personal data, from 2026"),
    "decree13": Words("Dữ liệu cá nhân, 2023–2025", "Personal data, 2023–2025"),
    "health": Words("Khám bệnh, chữa bệnh", "Medical examination and treatment"),
    "image": Words("Hình ảnh và đời sống riêng tư", "Image and private life"),
    "advertising": Words("Quảng cáo", "Advertising"),
    "network": Words("Mạng xã hội và an ninh mạng", "Social networks and the cyber law"),
    "house": Words("Quy tắc riêng của Kindao", "Kindao's own rules"),
    "gdpr": Words("Quy định (EU) 2016/679 (GDPR)", "Regulation (EU) 2016/679 (GDPR)"),
    "hipaa": Words("45 CFR 164 (HIPAA, Hoa Kỳ)", "45 CFR 164 (HIPAA, United States)"),
    "gmc": Words(
        "Hội đồng Y khoa Anh (GMC) và các tạp chí y khoa", "The General Medical Council (UK) and medical journals"
    ),
    "people": Words("Ai được ký, và khi nào thôi dùng", "Who may sign, and when use ends"),
    "": Words("Khi không quy tắc nào lên tiếng", "When no rule speaks"),
}
"""By the file in which the rules stand."""

EFFECT_IN_FULL: dict[Effect, Words] = {
    Effect.FORBID: Words("không được đăng; một điều là đủ", "it does not go out; one such rule is enough"),
    Effect.REVIEW: Words(
        "chưa được đăng cho đến khi người phụ trách xem", "it does not go out until the privacy officer has looked"
    ),
    Effect.REQUIRE: Words("được đăng, kèm một nghĩa vụ", "it may go out, with a duty"),
    Effect.PERMIT: Words("được đăng, nếu không điều nào cấm hay giữ lại", "it may go out, if nothing above stands"),
}

ACT: dict[str, Words] = {
    "sign": Words("khi ký đồng ý", "when a consent is signed"),
    "rely": Words("khi dựa vào sự đồng ý", "when a consent is relied on"),
    "capture": Words("khi chụp", "when the picture is taken"),
    "publish": Words("khi đăng, xét từng người", "when it goes out, person by person"),
    "release": Words("khi đăng, xét cả bức ảnh", "when it goes out, the picture as a whole"),
    "keep": Words("khi lưu hồ sơ", "when it is filed in the record"),
}

ROLE: dict[Role, Words] = {
    Role.PATIENT: Words("người bệnh", "patient"),
    Role.BYSTANDER: Words("người khác", "bystander"),
    Role.STAFF: Words("nhân viên", "staff"),
    Role.UNKNOWN: Words("chưa rõ là ai", "unknown"),
}

GIVER: dict[GiverRole, Words] = {
    GiverRole.SELF: Words("chính người đó", "the person"),
    GiverRole.GUARDIAN: Words("cha, mẹ hoặc người đại diện", "a parent or legal representative"),
    GiverRole.KIN: Words("thân nhân của người đã mất", "the family of the person who died"),
    GiverRole.STAFF: Words("nhân viên", "staff"),
}

RELATION: dict[Relation, Words] = {
    Relation.NONE: Words("", ""),
    Relation.MOTHER: Words("mẹ", "mother"),
    Relation.FATHER: Words("cha", "father"),
    Relation.GUARDIAN: Words("người giám hộ", "guardian"),
    Relation.COURT: Words("do Tòa án chỉ định", "appointed by a court"),
    Relation.SPOUSE: Words("vợ hoặc chồng", "spouse"),
    Relation.ADULT_CHILD: Words("con thành niên", "adult child"),
    Relation.PARENT: Words("cha hoặc mẹ", "parent"),
}

LEADS: dict[Leads, Words] = {
    Leads.YES: Words("Để được đăng", "To a yes"),
    Leads.OFFICER: Words("Để người phụ trách quyết định; họ có thể từ chối", "To the officer, who may still say no"),
    Leads.WITHOUT: Words("Không dùng tấm ảnh này", "Without this picture"),
}

CARRIES: dict[Outcome, Words] = {
    Outcome.PERMIT: Words("dùng được cho việc này", "carries this use"),
    Outcome.INDETERMINATE: Words("dùng được sau khi người phụ trách xem", "carries it once the officer has looked"),
    Outcome.DENY: Words("không dùng được như vậy", "does not carry it as it is"),
}
"""What a consent is good for."""

LAW: dict[str, Words] = {
    # The commands
    "none-in-force": Words(
        "Không có điều luật nào trong gói {pack} có hiệu lực vào {on}; điều sớm nhất có hiệu lực từ {first}.",
        "No rule of the pack {pack} is in force on {on}; the first begins on {first}.",
    ),
    "withdrawn-since": Words(
        "Sự đồng ý {consent} đã được rút lại vào {on}, sau ngày được hỏi: câu trả lời trên chỉ đúng cho {asked}.",
        "The consent {consent} was withdrawn on {on}, after the day asked about: the answer is of {asked} only.",
    ),
    # The page
    "title": Words("Luật trong gói {pack}", "The law in the pack {pack}"),
    "headline": Words("Khi nào được đưa hình ảnh người bệnh ra ngoài", "When a patient's image may go out"),
    "lead": Words(
        "Mỗi quy tắc dưới đây là một điều luật. Kindao hỏi từng điều, theo luật của đúng ngày mỗi việc diễn ra.",
        "Each rule below is one article. Kindao asks them one by one, under the law of the day of each act.",
    ),
    "unsigned": Words(
        "Chưa có luật sư nào rà soát gói này. Hãy hỏi luật sư của nước có luật này trước khi dựa vào nó.",
        "No lawyer has reviewed this pack. Ask one of the country whose law it is before relying on it.",
    ),
    "reviewed": Words("Luật sư đã rà soát", "Reviewed by the lawyer"),
    "pack": Words("Gói luật", "Law pack"),
    "covers": Words("Xét được các ngày", "Covers the days"),
    "digest": Words("Mã băm", "Digest"),
    "contents": Words("Mục lục", "Contents"),
    "how": Words("Bốn cách trả lời, điều trên thắng điều dưới", "Four answers; what stands above prevails"),
    "timeline": Words("Văn bản nào có hiệu lực khi nào", "Which instrument was in force when"),
    "timeline-note": Words(
        "Chấm tròn nối văn bản cũ với văn bản thay thế nó. Chạm vào một dòng để đọc các điều.",
        "A dot joins an instrument to the one that replaced it. Tap a line to read its articles.",
    ),
    "rules": Words("Các quy tắc", "The rules"),
    "cases-note": Words(
        "Nếu không nói khác, mỗi ca là một người bệnh trưởng thành đã được che và đã đồng ý đúng cách cho một "
        "quảng cáo trên Facebook.",
        "Unless it says otherwise, a case is about an adult patient, hidden, who agreed in due form to one advert on "
        "Facebook.",
    ),
    "instruments": Words("Các văn bản và điều luật", "Instruments and articles"),
    "summary-note": Words(
        "Lời tóm tắt là của Kindao, không phải nguyên văn.",
        "The summaries are Kindao's own, not the wording of the law.",
    ),
    "fines": Words("Mức phạt", "Fines"),
    "fines-note": Words(
        "Để biết; áp dụng ra sao do người có thẩm quyền quyết định.", "For information; who fines decides."
    ),
    "with-it": Words("Kèm theo", "With it"),
    "breaks": Words("Quy tắc bị vi phạm", "Rules that the act breaks"),
    "goes-with": Words("Quy tắc liên quan", "Rules that go with it"),
    "deadlines": Words("Thời hạn", "Deadlines"),
    "deadlines-note": Words(
        "Những việc phải làm sau một sự kiện. Lệnh kindao law deadlines tính ra ngày cụ thể.",
        "What has to be done after an event. kindao law deadlines counts the days.",
    ),
    "when": Words("Khi", "When"),
    "term": Words("Hạn", "Term"),
    "unsettled": Words("chưa rõ là ngày dương lịch hay ngày làm việc", "calendar or working days is not settled"),
    "who": Words("Ai phải làm", "Who must do it"),
    "todo": Words("Làm gì", "What to do"),
    "flags": Words("Điều luật được kiểm chứng đến đâu", "How well each clause is known"),
    "sources": Words("Nguồn", "Sources"),
    "sources-note": Words(
        "Nơi từng điều được đọc. Đây là các bản sao và ghi chú, không phải Công báo.",
        "Where each clause was read: mirrors and notes, not the official gazette.",
    ),
    "filter": Words("Lọc", "Filter"),
    "day": Words("Luật vào ngày", "The law on"),
    "today": Words("Hôm nay", "Today"),
    "clear": Words("Bỏ lọc", "Clear"),
    "first-day": Words("ngày bắt đầu", "first day"),
    "refine": Words("Lọc thêm", "Refine"),
    "unfold": Words("Mở hoặc gập tất cả", "Open or fold all"),
    "more": Words("Điều luật, hiệu lực, cách gỡ, ca ví dụ", "Article, dates, what lifts it, cases"),
    "articles": Words("Các điều được trích", "Articles that are cited"),
    "search": Words("Tìm chữ", "Search"),
    "shown": Words("quy tắc đang hiện, trong tổng số", "rules shown, of"),
    "none-shown": Words("Không quy tắc nào khớp với bộ lọc.", "No rule fits the filter."),
    "not-advice": Words(
        "Trang này giúp hiểu luật; nó không thay ý kiến của luật sư.",
        "This page helps to understand the law; it does not replace a lawyer's advice.",
    ),
    # What was reported
    "incidents": Words("Những vụ việc đã xảy ra", "What has happened"),
    "incidents-note": Words(
        "Các vụ việc báo chí đã nêu, kể bằng lời của Kindao. Mỗi vụ được hỏi như khi ảnh chưa được đưa ra, theo luật "
        "Việt Nam của ngày đó và của hiện nay; vụ ở nước ngoài được hỏi như thể xảy ra tại Việt Nam. Nếu chỉ biết "
        "tháng hoặc năm thì lấy một ngày trong đó.",
        "Cases from the press, told in Kindao's words. Each is asked as before the picture went out, under the law of "
        "Việt Nam of that day and of today; what happened abroad is asked as if it had happened here. Where only the "
        "month or year is known, a day in it stands for it.",
    ),
    "then": Words("Khi đó", "At the time"),
    "now": Words("Theo luật hiện nay", "Under today's law"),
    "no-day": Words("Không rõ ngày.", "The day is not known."),
    # One rule
    "in-force": Words("Hiệu lực", "In force"),
    "asked": Words("Được hỏi", "Asked"),
    "article": Words("Điều luật", "Article"),
    "lifts": Words("Cách tháo gỡ", "What lifts it"),
    "decides": Words("Áp dụng", "Applies"),
    "leaves": Words("Không áp dụng", "Does not apply"),
    "no-case": Words(
        "Chưa có ca minh họa cho quy tắc này trong gói luật này.", "No case is told for this rule in this pack."
    ),
    "by": Words("theo", "by"),
    "and-more": Words("và {n} quy tắc khác", "and {n} more"),
    "own": Words("quy tắc của Kindao, không phải luật", "Kindao's own rule, not law"),
    "replaced-by": Words("Được thay bằng", "Replaced by"),
    "source": Words("Nguồn", "Source"),
    "cited-by": Words("Quy tắc dựa vào", "Rules that rest on it"),
    "uncited": Words("Chưa quy tắc nào dựa vào điều này.", "No rule rests on it."),
    # A decision
    "asked-about": Words("Câu hỏi", "Asked"),
    "the-picture": Words("Cả bức ảnh", "The picture as a whole"),
    "years": Words("{n} tuổi", "aged {n}"),
    "no-age": Words("chưa biết tuổi", "age not known"),
    "must-agree": Words("Phải đồng ý", "Must agree"),
    "lacking": Words("Còn thiếu", "Still lacking"),
    "consent": Words("Sự đồng ý {id}, {giver} ký ngày {day}", "Consent {id}, signed by {giver} on {day}"),
    "stranger": Words(
        "Sự đồng ý {id} nói về một người không có trong dữ kiện.",
        "Consent {id} is about somebody of whom the facts do not tell.",
    ),
    "duties": Words("Kèm theo nghĩa vụ", "Duties that come with it"),
    "ways": Words("Các cách", "The ways"),
    "no-way": Words("Không tìm thấy cách hợp pháp nào.", "No lawful way was found."),
    # What changed
    "changed": Words("Luật thay đổi từ {first} đến {last}", "What changed in the law from {first} to {last}"),
    "nothing-changed": Words("Không quy tắc nào thay đổi.", "No rule changed."),
    "new-instrument": Words("mới", "new"),
    "no-successor": Words("hết hiệu lực", "ended"),
    "between": Words("Bắt đầu rồi kết thúc giữa hai ngày đó", "Began and ended between the two days"),
    "answer-changed": Words("Câu trả lời cho dữ kiện này", "The answer for these facts"),
    "same-reasons": Words("Các lý do vẫn như cũ.", "The reasons are the same."),
}
