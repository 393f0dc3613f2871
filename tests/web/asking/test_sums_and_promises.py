"""What is paid is kept as it was read, or not as a figure at all; ordinary words promise nothing."""

import pytest

from kindao.web.asking import inducing


@pytest.mark.parametrize(
    ("payment", "amount"),
    [
        ("2,5 triệu", 2_500_000),
        ("1.5tr", 1_500_000),
        ("1tr5", None),
        ("1 triệu 5", None),
        ("2.500k", None),  # two and a half thousand, or million
        ("1,5 000 triệu", None),
        ("1.2.3 triệu", None),
        ("1.,5 triệu", None),
        ("5,,", None),
        ("5, triệu", None),
        ("1 000,5", None),
        ("0,5 đồng", None),
    ],
)
def test_an_odd_sum_is_no_figure(payment: str, amount: int | None) -> None:
    assert inducing.dong(payment) == amount


@pytest.mark.parametrize(
    "harmless",
    [
        "Nhận một cuộc hẹn tái khám",
        "Trừ một trường hợp",
        "Chụp nghiêng thay vì một tư thế khác",
        "Seen from the side instead of one more view",
        "Save one picture",
        "Chúng tôi ưu tiên sự an toàn",
        "Uu tien chat luong",
    ],
)
def test_a_number_that_is_an_article_and_a_preference_promise_nothing(harmless: str) -> None:
    assert not inducing.named([harmless])


@pytest.mark.parametrize(
    "promise", ["nhận hai triệu", "bớt vài trăm", "được ưu tiên", "ưu tiên khám sớm", "uu tien mo truoc"]
)
def test_what_is_meant_so_is_found(promise: str) -> None:
    assert inducing.named([promise])
