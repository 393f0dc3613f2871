"""A person has had the use of their data paused, has objected to it, or wanted their pictures deleted. Of a patient no
copy of a picture in which they are is permitted, whoever's it is and whatever was agreed. Of somebody else in it
whatever they agreed to counts for nothing: they are hidden in every copy, or nothing goes out; and where somebody
claims that no consent is needed, nothing does."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from kindao.engine.vocabulary import Ground, Words
from kindao.web.cases.models import OtherPerson, Patient
from kindao.web.review import elsewhere
from kindao.web.review.models import Use
from kindao.web.rights.models import Kind, RightsRequest

PAUSED = Words(
    "Một người trong ảnh đã yêu cầu tạm dừng hoặc phản đối. Không đăng gì cho đến khi chính họ cho dùng lại "
    "(Điều 4 và Điều 10 Luật 91/2025/QH15).",
    "Somebody in it asked to pause, or objected. Nothing goes out until they themselves end that "
    "(Law 91/2025/QH15, Articles 4 and 10).",
)
DELETED = Words(
    "Một người trong ảnh đã yêu cầu xóa ảnh của mình. Ảnh có họ không được đăng, trừ khi chính họ đồng ý lại "
    "(Điều 4 và Điều 14 Luật 91/2025/QH15).",
    "Somebody in it wanted their pictures deleted. Nothing with them goes out, unless they themselves agree anew "
    "(Law 91/2025/QH15, Articles 4 and 14).",
)
ERASED = Words(
    "Ảnh của một người trong ảnh này đã được xóa theo yêu cầu của họ. Ảnh này chỉ còn dùng để chữa bệnh.",
    "The pictures of somebody in it were erased, as they wanted. This one serves care alone, and never goes out.",
)


def held(use: Use) -> Words | None:
    """Why nothing may go out for this use; None where nothing holds it."""
    shown = use.original.appearances.exclude(patient=None).values_list("patient", flat=True)
    beside = elsewhere.named(use)  # in another record: it is the same picture
    people = {use.patient_id, use.original.patient_id, *shown, *beside}
    if Patient.objects.filter(pk__in=people, key__erased_at__isnull=False).exists():
        return ERASED  # whatever became of the request: a restored backup may know the erasure alone
    theirs = Q(patient__in=people)
    if use.ground != Ground.NONE:
        others = set(use.original.appearances.exclude(other=None).values_list("other", flat=True)) | beside
        if OtherPerson.objects.filter(pk__in=others, key__erased_at__isnull=False).exists():
            return DELETED
        theirs |= Q(other__in=others)
    kinds = set(RightsRequest.objects.holding().filter(theirs).values_list("kind", flat=True))
    if kinds - {Kind.DELETE}:
        return PAUSED
    return DELETED if kinds else None


def holds(person: Patient | OtherPerson, *, but: Iterable[RightsRequest] = ()) -> frozenset[str]:
    """The kinds of what was asked for about the person and holds back what was agreed to: restrict, object, delete. A
    destroyed key is a deletion. None: nothing does.

    but: requests that are left out of account."""
    rows = RightsRequest.objects.about(person).holding().exclude(pk__in=[one.pk for one in but])
    erased = {Kind.DELETE.value} if person.key.erased_at is not None else set()
    return frozenset({*rows.values_list("kind", flat=True), *erased})


def silent(people: Collection[UUID]) -> set[UUID]:
    """Of these people who are no patients, those whose yes counts for nothing just now: they are not to be seen. A
    destroyed key alone does it, as of a patient."""
    erased = OtherPerson.objects.filter(pk__in=people, key__erased_at__isnull=False).values_list("pk", flat=True)
    held = RightsRequest.objects.holding().filter(other__in=people).values_list("other", flat=True)
    return {one for one in (*erased, *held) if one}
