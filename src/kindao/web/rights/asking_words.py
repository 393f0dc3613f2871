"""What each right means, in plain words, for its form. One thought a sentence; the article stands apart."""

from dataclasses import dataclass, replace

from kindao.engine.vocabulary import Words
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.rights.keeping import YEARS
from kindao.web.rights.models import Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """What happens when the button is pressed, and what it is called."""

    title: Words
    happens: tuple[Words, ...]
    button: Words


ASKED: dict[Kind, Asked] = {
    Kind.SEE: Asked(
        Words("Xem những gì phòng khám đang giữ", "See what the clinic holds"),
        (
            Words(
                "Trang của bạn đã cho thấy phần lớn. Một số ảnh hoặc phim có thể chưa mở được.",
                "Your page shows most of it already. Some pictures or films may not open yet.",
            ),
            Words(
                "Gửi yêu cầu này, phòng khám phải cho bạn xem cả những thứ đó.",
                "Send this, and the clinic must let you see those as well.",
            ),
        ),
        Words("Tôi muốn xem", "I want to see it"),
    ),
    Kind.COPY: Asked(
        Words("Lấy một bản sao", "Get a copy"),
        (
            Words(
                "Bạn nhận một tệp gồm thông tin, các câu trả lời và ảnh của bạn.",
                "You get one file with your details, your answers and your pictures.",
            ),
            Words(
                "Ảnh có người khác thì người đó được che. Phim thì phòng khám trao tận tay.",
                "In pictures with others, the others are covered. Films the clinic hands over.",
            ),
        ),
        Words("Lấy bản sao của tôi", "Get my copy"),
    ),
    Kind.CORRECT: Asked(
        Words("Sửa chỗ sai", "Have something corrected"),
        (
            Words(
                "Bạn viết chỗ nào sai và đúng ra là gì. Không cần viết dài.",
                "Write what is wrong and what would be right. A short note is enough.",
            ),
        ),
        Words("Gửi yêu cầu sửa", "Send it"),
    ),
    Kind.RESTRICT: Asked(
        Words("Tạm dừng", "Pause"),
        (
            Words(
                "Từ lúc bạn bấm nút, không ảnh nào của bạn được đăng thêm.",
                "From the moment you press the button, no picture of you may be posted.",
            ),
            Words(
                "Những gì đã đăng sẽ được gỡ xuống ngay. Bạn có thể cho phép lại khi muốn.",
                "What was posted comes down at once. You can end the pause when you like.",
            ),
        ),
        Words("Tạm dừng ngay", "Pause now"),
    ),
    Kind.OBJECT: Asked(
        Words("Phản đối", "Object"),
        (
            Words(
                "Bạn không muốn phòng khám dùng ảnh của mình, kể cả cho quảng cáo.",
                "You don't want the clinic to use your pictures, for adverts as well.",
            ),
            Words(
                "Từ lúc bạn bấm nút, không ảnh nào của bạn được đăng thêm. Những gì đã đăng sẽ được gỡ xuống.",
                "From the moment you press the button, no picture of you may be posted. What was posted comes down.",
            ),
        ),
        Words("Tôi phản đối", "I object"),
    ),
    Kind.DELETE: Asked(
        Words("Xóa ảnh của tôi", "Delete my pictures"),
        (
            Words(
                "Mọi điều bạn đã đồng ý sẽ được rút lại ngay. Những gì đã đăng sẽ được gỡ xuống.",
                "All that you agreed to is taken back at once. What was posted comes down.",
            ),
            Words(
                f"Bản để đăng sẽ bị xóa. Ảnh trong bệnh án có thể phải giữ {YEARS.vi} theo luật.",
                f"Copies for posting are deleted. Pictures in your medical record may have to be kept {YEARS.en}.",
            ),
            Words(
                "Nếu phải giữ, phòng khám nói rõ điều luật nào và giữ đến bao giờ.",
                "If so, the clinic names the law, and until when they are kept.",
            ),
            Words(
                "Ảnh của người khác mà có bạn thì vẫn ở hồ sơ của họ, và không được đăng.",
                "A picture of somebody else with you in it stays in their record, and may not be posted.",
            ),
            Words(
                "Họ tên, ngày sinh, số hồ sơ và cách liên lạc vẫn còn. Câu trả lời của bạn cũng vậy. Đó là bằng chứng.",
                "Name, birth date, record number and how you are reached stay. So do your answers. They are the proof.",
            ),
        ),
        Words("Xóa ảnh của tôi", "Delete my pictures"),
    ),
    Kind.WITHDRAW_HELP: Asked(
        Words("Nhờ giúp rút lại sự đồng ý", "Get help to take consent back"),
        (
            Words(
                "Bạn tự rút lại được trên trang này, bất cứ lúc nào. Nếu thấy khó, hãy nhờ phòng khám.",
                "You can take it back on this page yourself, at any time. If that is hard, ask the clinic.",
            ),
            Words(
                "Phòng khám gọi cho bạn và làm cùng bạn. Bạn không phải nói lý do.",
                "The clinic calls you and does it with you. You need not say why.",
            ),
        ),
        Words("Hãy gọi cho tôi", "Call me"),
    ),
    Kind.PROTECT: Asked(
        Words("Bảo vệ dữ liệu của tôi tốt hơn", "Have my data protected better"),
        (
            Words(
                "Bạn muốn phòng khám giữ ảnh của bạn kín hơn: ít người xem hơn, hoặc không gửi đi đâu.",
                "You want the clinic to keep your pictures closer: seen by fewer people, or sent nowhere.",
            ),
            Words(
                "Bạn viết điều bạn muốn. Phòng khám phải trả lời đã làm gì.",
                "Write what you want. The clinic must answer what it has done.",
            ),
        ),
        Words("Gửi yêu cầu này", "Send it"),
    ),
    Kind.COMPLAIN: Asked(
        Words("Khiếu nại", "Complain"),
        (
            Words(
                "Bạn viết điều gì đã xảy ra. Thấy ảnh của mình ở đâu thì ghi cả chỗ đó.",
                "Write what happened. If you saw a picture of you, write where.",
            ),
            Words(
                "Việc chữa bệnh của bạn không thay đổi gì.",
                "Nothing changes in your treatment.",
            ),
        ),
        Words("Gửi khiếu nại", "Send the complaint"),
    ),
}
_NOT_SEEN = Words(
    "Từ lúc bạn bấm nút, bạn được che trong mọi ảnh được đăng. Không che được thì không đăng.",
    "From the moment you press the button you are covered in every picture that is posted, or it is not posted.",
)
OF_OTHERS: dict[Kind, tuple[Words, ...]] = {
    Kind.COPY: (
        Words(
            "Bạn nhận một tệp gồm thông tin, các câu trả lời và ảnh có bạn.",
            "You get one file with your details, your answers and the pictures with you in them.",
        ),
        Words(
            "Ảnh đó thuộc hồ sơ của người bệnh, nên chỉ thấy bạn. Mọi thứ khác được che.",
            "Those belong to the record of a patient, so they show you alone. All else is covered.",
        ),
    ),
    Kind.RESTRICT: (
        _NOT_SEEN,
        Words(
            "Bản đã đăng mà cho thấy bạn sẽ được gỡ ngay. Bạn có thể cho phép lại khi muốn.",
            "What was posted and shows you comes down at once. You can end the pause when you like.",
        ),
    ),
    Kind.OBJECT: (
        Words(
            "Bạn không muốn phòng khám dùng ảnh có mình, kể cả cho quảng cáo.",
            "You don't want the clinic to use pictures with you in them, for adverts as well.",
        ),
        _NOT_SEEN,
        Words("Bản đã đăng mà cho thấy bạn sẽ được gỡ xuống.", "What was posted and shows you comes down."),
    ),
    Kind.DELETE: (
        Words(
            "Mọi điều bạn đã đồng ý sẽ được rút lại ngay. Bản đã đăng mà cho thấy bạn sẽ được gỡ xuống.",
            "All that you agreed to is taken back at once. What was posted and shows you comes down.",
        ),
        Words(
            "Bản để đăng mà cho thấy bạn, giấy và chữ ký của bạn sẽ bị xóa.",
            "Copies for posting that show you are deleted, and so is what you signed.",
        ),
        Words(
            "Ảnh của người bệnh mà có bạn thì vẫn ở hồ sơ của họ. Bản nào được đăng thì bạn được che.",
            "A picture of a patient with you in it stays in their record. In what is posted of it you are covered.",
        ),
        Words(
            "Họ tên, ngày sinh, cách liên lạc và câu trả lời của bạn vẫn còn. Đó là bằng chứng.",
            "Name, birth date, how you are reached and your answers stay. They are the proof.",
        ),
    ),
    Kind.COMPLAIN: (
        Words(
            "Bạn viết điều gì đã xảy ra. Thấy ảnh có mình ở đâu thì ghi cả chỗ đó.",
            "Write what happened. If you saw a picture with you in it, write where.",
        ),
        Words("Không có gì khác thay đổi với bạn.", "Nothing else changes for you."),
    ),
}
"""What happens where who asks is no patient: the pictures are the patient's."""
_MINE = Words("Xóa dữ liệu của tôi", "Delete my data")


def asked(kind: Kind, person: Patient | OtherPerson) -> Asked:
    """What is said of this right to this person."""
    told = ASKED[kind]
    if isinstance(person, Patient) or kind not in OF_OTHERS:
        return told
    told = replace(told, happens=OF_OTHERS[kind])
    return replace(told, title=_MINE, button=_MINE) if kind == Kind.DELETE else told
