"""What the officer is to do about each kind of request, and what its receipt says to the person: in both languages."""

from kindao.engine.vocabulary import Words
from kindao.web.rights.models import Kind, RightsRequest

STEPS: dict[Kind, tuple[Words, ...]] = {
    Kind.SEE: (
        Words(
            "Xác nhận ai có trong từng ảnh: ảnh chưa xác nhận thì người bệnh chưa xem được.",
            "Say who is in each picture: until then the patient can't look at it.",
        ),
        Words(
            "Người bệnh không dùng điện thoại: mời đến xem tại chỗ, hoặc in trang này ra.",
            "A patient without a phone: invite them to look here, or print their page.",
        ),
    ),
    Kind.COPY: (
        Words(
            "Người bệnh tự tải được bản sao. Xem mục nào bị để ngoài, và vì sao.",
            "The patient can fetch the copy themselves. See what was left out, and why.",
        ),
        Words(
            "Phim hoặc ảnh có người khác: che người khác trước, rồi trao tận tay.",
            "A film or picture with others in it: hide the others first, then hand it over in person.",
        ),
    ),
    Kind.CORRECT: (
        Words(
            "Đối chiếu với hồ sơ, sửa ở trang người bệnh; nơi đã nhận bản cũ cũng phải được báo.",
            "Compare with the record, correct it on the patient's page; tell whoever got the old one.",
        ),
    ),
    Kind.RESTRICT: (
        Words(
            "Cổng đã chặn mọi bản mới và đang gỡ những gì đăng từ đây. Tự gỡ những gì đăng bằng cách khác.",
            "The gate lets nothing out, and takes down what went out from here. Take down the rest yourself.",
        ),
        Words("Báo cho mọi nơi đã nhận bản sao.", "Tell everybody who was handed a copy."),
    ),
    Kind.OBJECT: (
        Words(
            "Cổng đã chặn mọi bản mới và đang gỡ những gì đăng từ đây. Tự gỡ phần còn lại, kể cả quảng cáo.",
            "The gate lets nothing out, and takes down what went out from here. Take down the rest, adverts too.",
        ),
        Words("Báo cho mọi nơi đã nhận bản sao.", "Tell everybody who was handed a copy."),
    ),
    Kind.DELETE: (
        Words(
            "Mọi sự đồng ý trước đó đã hết hiệu lực; những gì đăng từ đây đang được gỡ. Gỡ phần còn lại trước khi xóa.",
            "Every consent from before has ended; what was released here comes down. Take down the rest first.",
        ),
        Words(
            "Hồ sơ bệnh án còn trong thời hạn lưu: từ chối xóa, nêu điều luật và số năm. Bản để đăng vẫn bị xóa.",
            "A medical record that must still be kept: refuse, with article and years. Copies for posting still go.",
        ),
        Words(
            "Không thuộc hồ sơ phải giữ: xóa. Không lấy lại được; bằng chứng đã đồng ý vẫn còn.",
            "No record that must be kept: erase. It can't be undone; the proof that consent existed stays.",
        ),
        Words(
            "Ảnh của người bệnh khác có họ vẫn ở hồ sơ người kia, và không bao giờ được đăng nữa.",
            "Pictures of other patients in which they are stay in those records, and never go out any more.",
        ),
    ),
    Kind.WITHDRAW: (
        Words(
            "Giấy phép đã hết hiệu lực ngay lúc rút; những gì đăng từ đây đang được gỡ. Tự gỡ phần còn lại.",
            "Permits ended in the moment of the withdrawal; what went out from here comes down. Take down the rest.",
        ),
        Words(
            "Báo cho mọi nơi đã nhận bản sao, và giữ bằng chứng đã gỡ.",
            "Tell everybody who was handed a copy, and keep proof that it is gone.",
        ),
    ),
    Kind.WITHDRAW_HELP: (
        Words(
            "Gọi cho người bệnh, hỏi họ muốn rút gì, rồi làm cùng họ trên trang của họ.",
            "Call the patient, ask what they want to take back, and do it with them on their page.",
        ),
        Words("Gỡ những gì đã đăng; báo cho nơi đã nhận.", "Take down what was posted; tell who was handed a copy."),
    ),
    Kind.PROTECT: (
        Words(
            "Xem họ muốn biện pháp nào; gọi cho họ nếu chưa rõ. Làm được ngay thì làm ngay.",
            "See which measure they want; call them where it is not clear. What can be done at once is done at once.",
        ),
        Words(
            "Ghi trong câu trả lời đã làm gì và từ ngày nào.",
            "Write in the answer what was done, and from which day on.",
        ),
    ),
    Kind.COMPLAIN: (
        Words(
            "Có bài đã đăng: ẩn bài trước, xem xét sau, trong 48 giờ.",
            "Something is posted: hide it first, look into it then, within 48 hours.",
        ),
        Words(
            "Không có bài nào: gọi cho người bệnh, ghi lại đã làm gì.",
            "Nothing is posted: call the patient, write down what was done.",
        ),
    ),
}
_UNSEEN = Words(
    "Từ lúc này điều họ đã đồng ý không được tính: cổng che họ trong mọi bản, và đang gỡ bản cho thấy họ.",
    "What they agreed to no longer counts: the gate hides them in every copy, and takes down what shows them.",
)
OF_OTHERS: dict[Kind, tuple[Words, ...]] = {
    Kind.SEE: (
        Words(
            "Xác nhận ai có trong từng ảnh: ảnh chưa xác nhận thì họ chưa xem được.",
            "Say who is in each picture: until then they can't look at it.",
        ),
        Words(
            "Họ chỉ được thấy chính mình. Muốn cho xem nhiều hơn, hãy hỏi người bệnh trước.",
            "They are shown themselves alone. To show them more, ask the patient first.",
        ),
    ),
    Kind.COPY: (
        Words(
            "Họ tự tải được bản sao. Xem mục nào bị để ngoài, và vì sao.",
            "They can fetch the copy themselves. See what was left out, and why.",
        ),
    ),
    Kind.CORRECT: (Words("Đối chiếu rồi sửa ở trang của họ.", "Compare, then correct it on their page."),),
    Kind.RESTRICT: (_UNSEEN, Words("Tự gỡ những gì đăng bằng cách khác.", "Take down the rest yourself.")),
    Kind.OBJECT: (_UNSEEN, Words("Tự gỡ những gì đăng bằng cách khác.", "Take down the rest yourself.")),
    Kind.DELETE: (
        Words(
            "Điều họ đồng ý trước đó không được tính: họ được che cho đến khi chính họ đồng ý lại. "
            "Đang gỡ bản cho thấy họ.",
            "What they agreed to before does not count: they are hidden until they themselves agree anew. "
            "What shows them comes down.",
        ),
        Words(
            "Xóa: bản quét, chữ ký và mọi bản cho thấy họ bị hủy. Ảnh vẫn ở hồ sơ của người bệnh.",
            "Erase: scans, signatures and every copy that shows them go. The pictures stay in the patients' records.",
        ),
        Words(
            "Từ chối thì phải nêu điều luật; họ vẫn được che cho đến khi chính họ đồng ý lại.",
            "A refusal names its article; they stay hidden all the same, until they themselves agree anew.",
        ),
    ),
    Kind.WITHDRAW_HELP: (
        Words(
            "Gọi cho họ, hỏi họ muốn rút gì, rồi làm cùng họ trên trang của họ.",
            "Call them, ask what they want to take back, and do it with them on their page.",
        ),
        Words("Gỡ những gì đã đăng; báo cho nơi đã nhận.", "Take down what was posted; tell who was handed a copy."),
    ),
}
"""The same where who asks is no patient, as far as it differs."""


def steps(request: RightsRequest) -> tuple[Words, ...]:
    kind = Kind(request.kind)
    return OF_OTHERS.get(kind, STEPS[kind]) if request.other_id else STEPS[kind]


ANOTHER = Words("điều luật khác", "another article")
