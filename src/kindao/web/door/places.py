"""Where the pages of each purpose begin, and where somebody finds theirs."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from kindao.engine.vocabulary import Words
from kindao.web.door.models import Purpose

HERE = ("localhost", "127.0.0.1", "::1")
BEGINS: dict[Purpose, str] = {}
"""Apps above say so: the name of an address that takes the token alone."""


def where_to_withdraw(clinic: str) -> Words:
    """In words to be kept: the link itself is nobody else's business. Where the installation has an address of its own
    for the public, the page there says how one comes to one's own."""
    vi = "trang riêng của bạn: mở từ nơi bạn đã trả lời, hoặc xin phòng khám đường dẫn"
    en = "your own page: open it from where you answered, or ask the clinic for your link"
    if urlsplit(settings.ADDRESS).hostname not in HERE:
        page = f"{settings.ADDRESS}{reverse('rights:explained')}"
        vi, en = f"{vi}; xem {page}", f"{en}; see {page}"
    return Words(f"{vi}; {clinic}", f"{en}; {clinic}")
