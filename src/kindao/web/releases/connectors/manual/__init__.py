"""By hand: the copy is downloaded once, somebody posts it, and tells where. What a person posted, a person takes down.
Lectures, journals and prints go this way too."""

from datetime import datetime

from kindao.engine.vocabulary import Destination, Words
from kindao.web.releases.connectors.base import (
    Access,
    ByHand,
    Field,
    Found,
    Gone,
    Health,
    Item,
    Limits,
    Published,
    Unsure,
)


class Manual:
    name = "manual"
    title = Words("Tự tay đăng", "By hand")
    destinations = frozenset(Destination) - {Destination.INTERNAL}
    by_hand = True
    can_delete = False
    lists_children = False
    revocability = Words(
        "Một người của phòng khám tự tay gỡ, và chụp màn hình làm bằng chứng.",
        "Somebody of the clinic takes it down by hand, with a picture of that as evidence.",
    )
    taken_back = Words(
        "Chỉ gỡ được bằng tay: một người của phòng khám phải tự xóa.",
        "Only by hand: somebody of the clinic must delete it.",
    )
    fields: tuple[Field, ...] = ()
    limits = Limits(
        frozenset({"image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm", "video/x-matroska", "audio/mp4"})
    )

    def test(self, access: Access) -> Health:
        return Health(publish=True, delete=False)

    def publish(self, access: Access, item: Item) -> Published:
        raise ByHand("this is posted by a person", hint="Download the copy, post it, and tell its address")

    def find(self, access: Access, item: Item, since: datetime) -> Published | None:
        raise Unsure("only the person who posts it knows", hint="Ask them, and write the address down")

    def addresses(self, access: Access, ref: str, mark: str) -> tuple[Found, ...]:
        return ()

    def delete(self, access: Access, ref: str, mark: str) -> Gone:
        raise ByHand("this is taken down by a person", hint="Delete it where it was posted, and add a picture of that")
