"""Accounts on platforms: opened, tried, closed. Nothing is published where nothing can be taken down."""

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import uuid4

import httpx
from django.db import transaction
from django.db.models import QuerySet

from kindao import clock
from kindao.engine.errors import BadInput, KindaoError
from kindao.engine.vocabulary import Destination, Words
from kindao.web import audit, rounds
from kindao.web.clinics.models import Clinic, Membership, Role, User
from kindao.web.releases import locks, orders, patience
from kindao.web.releases.addresses import as_typed, site_of
from kindao.web.releases.connectors import connector, installed, reaching, sites, tokens
from kindao.web.releases.connectors.base import (
    Access,
    Connector,
    Health,
    Later,
    NoRight,
    OfMachine,
    OfSite,
    OfUsers,
    Place,
    Refused,
)
from kindao.web.releases.models import MAY_BE_OUT, Account, PublicCopy, Release, Stage
from kindao.web.review.models import Work
from kindao.web.vault import ciphers, keys

log = logging.getLogger("kindao.accounts")
USE = "account"
CLOSED = Words("Tài khoản đã được đóng.", "The account was closed.")
BROKEN = Words(
    "Kindao không thử được tài khoản này: lỗi của chính Kindao. Người vận hành máy xem nhật ký của máy.",
    "Kindao could not try this account: its own failure. Whoever runs the machine finds in its log why.",
)
USED_UP = Words(
    "Lần thử này đã dùng mất mã làm mới vừa nhập: hãy lấy mã mới rồi nhập lại",
    "This try has used up the refresh token that was entered: make a new one and enter it",
)
TRIED = 5  # posts that a new user is tried with, the newest first, until one is there: somebody waits for it
DOUBTED_AGAIN = timedelta(minutes=2)  # between two trials because the platform refused something
TESTED_WITHIN = timedelta(hours=24)  # the right to delete is tried anew at least that often
TRIAL, HOPS = 20.0, 5  # seconds and redirects, when it is asked where a site has moved
SKEW = timedelta(minutes=5)  # between the clocks of workers; a trial of a later moment was of a clock that stood ahead


def open_account(
    by: Membership,
    name: str,
    destination: Destination,
    *,
    title: str = "",
    address: str = "",
    told: Mapping[str, str] | None = None,
    deleter: User | None = None,
) -> Account:
    """A new account, tried at once. name: the connector's; title: what the clinic calls it, which only one that is
    posted to by hand may lack.

    Raises BadInput for a field that is missing, for a platform that lets no program delete without a person who does,
    for a folder that is in use, and what `Connector.test` raises: no account is made then."""
    kind = connector(name)
    told = {field.name: (told or {}).get(field.name, "").strip() for field in kind.fields}
    missing = [field for field in kind.fields if field.required and not told[field.name]]
    if missing or not (title.strip() or kind.by_hand):
        raise BadInput("something is missing for this account", hint="Fill in every field")
    if destination not in kind.destinations:
        raise BadInput("this connector does not lead there", hint="Choose another")
    if not kind.can_delete and deleter is None:
        raise BadInput(
            "this platform lets no program delete", hint="Name who deletes by hand, before anything is posted"
        )
    _at_work(by.clinic, deleter)
    identity, key = uuid4(), keys.shared_key(by.clinic)
    account = Account(
        id=identity,
        clinic=by.clinic,
        connector=name,
        destination=destination.value,
        name=title.strip(),
        address=as_typed(address).rstrip("/"),
        key=key,
        sealed=_sealed(identity.bytes, keys.opened(key), told),
        deleter=deleter,
        opened_by=by.user,
        opened_at=clock.now(),
    )
    _is_free(by, kind, told)
    with _trading(told, entered=told):
        health = _tried(kind, Access(account.address, told, keep=told.update))
        _is_new(account, health)
    account.sealed = _sealed(identity.bytes, keys.opened(key), told)  # it may have renewed what it was told
    account.may_publish, account.may_delete = health.publish, health.delete
    account.who, account.ends_at, account.tested_at = health.who[:200], health.ends, clock.now()
    account.home = health.home[:500]
    account.trouble_vi, account.trouble_en = health.note.vi[:400], health.note.en[:400]
    with transaction.atomic():  # not before: while a platform is asked nobody else could write anything
        account.save()
        audit.record("account.opened", account, by=by.user, clinic=by.clinic, facts={"connector": name})
    return account


def open_by_hand(by: Membership, destination: Destination) -> Account:
    """One for whatever people post there themselves; whoever opens it takes down by hand. It has no name of its own."""
    return open_account(by, "manual", destination, deleter=by.user)


def deleters(clinic: Clinic) -> QuerySet[User]:
    """Who may be named to delete by hand: whoever works there today; an auditor changes nothing."""
    at_work = Membership.objects.in_clinic(clinic).exclude(role=Role.AUDITOR)
    return User.objects.filter(pk__in=at_work.values("user")).order_by("name")


def _tried(kind: Connector, opened: Access, *, settles: bool = True) -> Health:
    """Of what is not kept yet, and so not tried again by itself. settles: what it needs of this machine, too."""
    try:
        if settles and isinstance(kind, OfMachine):
            kind.settled(opened)
        return kind.test(opened)
    except Later as later:
        raise Later(later.message, hint="Nothing was kept: try it again in a while") from None


@contextmanager
def _trading(told: Mapping[str, str], *, entered: Mapping[str, str], own: Access | None = None) -> Iterator[None]:
    """Around a trial, which may trade in a token that is good once. Where it fails nothing else is kept: what came for
    the account's own token is, and whoever entered one is told that it is used up. entered: what was; own: the account
    as it is kept."""
    once = tokens.KEPT[0]
    before = told.get(once)
    try:
        yield
    except Exception as error:
        if told.get(once) == before:
            raise
        if own is not None and entered.get(once, "") in ("", own.told.get(once)):
            own.keep({name: told[name] for name in tokens.KEPT if name in told})
            raise
        if not isinstance(error, KindaoError):
            raise
        hint, vi = (". ".join(filter(None, said)) for said in ((error.hint, USED_UP.en), (error.vi, USED_UP.vi)))
        raise NoRight(error.message, hint=hint, vi=vi) from None


def _is_free(by: Membership, kind: Connector, told: Mapping[str, str]) -> None:
    """Raises BadInput for a folder of this machine in which, above which or below which another clinic's site lies, or
    which is an account of this one already. Asked before anything is written there."""
    wanted = _folders(kind, told)
    if not wanted:
        return
    used = Account.objects.open() | Account.objects.filter(releases__in=Release.objects.out())
    for row in used.distinct().select_related("key"):
        is_ours = row.clinic_id == by.clinic_id
        other = installed().get(row.connector)
        if other is None or (is_ours and (row.connector != kind.name or row.closed_at)):
            continue
        try:
            theirs = _folders(other, access(row).told)
        except KindaoError:  # its key is gone: nothing is done there any more
            continue
        for a, b in product(wanted, theirs):
            if is_ours and a == b and isinstance(kind, OfSite):  # else each has a folder of its own in it
                raise _open_already()
            if not is_ours and (a.is_relative_to(b) or b.is_relative_to(a)):
                raise BadInput(
                    "this folder is another clinic's site", hint="Ask whoever runs the machine for one of your own"
                )


def _folders(kind: Connector, told: Mapping[str, str]) -> list[Path]:
    """Those of this machine that an account is told, as they are without links."""
    named = [told.get(one.name, "") for one in kind.fields if one.local]
    return [Path(os.path.realpath(one)) for one in named if one]


def _open_already() -> BadInput:
    return BadInput("this account is open here already", hint="Renew its access, or close it first")


def _is_new(account: Account, health: Health) -> None:
    """Raises BadInput where another that is open is this one, by whatever name its site is reached."""
    here = _known_by(account.address, health.home)
    same = Account.objects.open().filter(clinic=account.clinic, connector=account.connector, who=health.who[:200])
    rows = same.exclude(pk=account.pk).values_list("address", "home")
    if health.who and any(here & _known_by(*row) for row in rows):
        raise _open_already()


def _known_by(*addresses: str) -> set[str]:
    """The sites to which an account's address leads, and that of which the site says that it is."""
    known = set()
    for one in filter(None, addresses):
        with suppress(ValueError):  # of a site that says nonsense
            known.add(site_of(one))
    return known


def _at_work(clinic: Clinic, deleter: User | None) -> None:
    if deleter is not None and not deleters(clinic).filter(pk=deleter.pk).exists():
        raise BadInput("whoever deletes by hand must work in this clinic", hint="Choose somebody of the clinic")


def renew(
    by: Membership,
    account: Account,
    *,
    title: str,
    address: str = "",
    told: Mapping[str, str] | None = None,
    deleter: User | None = None,
) -> None:
    """Give an open account, or a closed one of which something has to come back, a new access; what is left out stays
    as it is. What is out there can only be taken down by the same account, or by another user of the same site who may
    delete what others post.

    Raises BadInput for another account of the platform, for a user who may not, or, while something is out, one that
    leads elsewhere, and what `Connector.test` raises: nothing is changed then."""
    row = Account.objects.of(by).select_related("key").get(pk=account.pk)
    kind, before = connector(row.connector), access(row)
    new = {name: value.strip() for name, value in (told or {}).items() if value.strip()}
    merged, place = {**before.told, **new}, as_typed(address).rstrip("/") or row.address
    for one in [name for name in merged if name.endswith(sites.MARKED)]:
        del merged[one]  # whoever renews it says that this is the folder
    _at_work(by.clinic, deleter)
    if _folders(kind, merged) != _folders(kind, before.told):
        _is_free(by, kind, merged)
    is_moved = any(merged.get(one.name) != before.told.get(one.name) for one in kind.fields if not one.secret)
    with _trading(merged, entered=new, own=before):
        opened = Access(place, merged, keep=merged.update)
        health = _tried(kind, opened, settles=is_moved)  # no deletion needs it
        is_another = bool(row.who and health.who) and not _is_one(health.who[:200], row.who)
        is_out = row.releases.out().exclude(sent_at=None).exists()
        has_moved = isinstance(kind, OfSite) and site_of(place) != site_of(row.address)
        if is_another and not has_moved and isinstance(kind, OfUsers):
            if not _takes_over(kind, opened, row, is_moved=is_moved):
                raise BadInput(
                    "this is another user of the site, who may not delete what was posted there before",
                    hint="Give them the role Editor on the site; or open it as a new account, and what is out stays "
                    "with the old",
                )
            if row.closed_at is None:  # a closed one only takes down
                _is_new(row, health)
            is_another = False
        if (is_another and place == row.address) or (is_out and (is_another or (has_moved and not _shows(row, place)))):
            raise BadInput(
                "this is another account of the platform", hint="Open it as a new one; what is out stays with the old"
            )
    changed = {name: value for name, value in merged.items() if before.told.get(name) != value}
    with transaction.atomic():  # not before: while a platform is asked nobody else could write anything
        row = Account.objects.of(by).select_for_update(of=("self",)).select_related("key").get(pk=account.pk)
        _keep(
            row,
            name=title.strip() or row.name,
            address=place,
            sealed=_sealed(row.pk.bytes, keys.opened(row.key), {**access(row).told, **changed}),
            deleter=deleter or row.deleter,
            may_publish=health.publish,
            may_delete=health.delete,
            who=health.who[:200],
            home=health.home[:500],
            ends_at=health.ends,
            tested_at=clock.now(),
            trouble_vi=health.note.vi[:400],
            trouble_en=health.note.en[:400],
        )
        audit.record("account.renewed", row, by=by.user, clinic=by.clinic)
        orders.hurry_of(row)


def _is_one(who: str, other: str) -> bool:
    """Whether both name one account: some are called by their address, which may begin with https:// by now."""
    both_of_web = all(one.startswith(("http://", "https://")) for one in (who, other))
    return who == other or (both_of_web and site_of(who) == site_of(other))


def _takes_over(kind: OfUsers, opened: Access, account: Account, *, is_moved: bool) -> bool:
    """Whether whoever it is now may delete what this account posted: tried with the newest that is there. A site that
    lets them see none of it is another, or does not let them. is_moved: another user was entered; else the site has got
    another title. Raises Later."""
    newest = list(account.releases.out().exclude(ref="").order_by("-sent_at")[:TRIED])
    if not newest and not is_moved:
        return True
    try:
        told = (
            kind.takes_over(opened, ref, mark) for ref, mark in [(one.ref, one.mark) for one in newest] or [("", "")]
        )
        return next((one for one in told if one is not None), False)
    except (NoRight, Refused):
        return False


def _shows(account: Account, address: str) -> bool:
    """Whether a stranger is led from where its last file is to the site of that address: that of another name may be
    another site, whose users and title are the same."""
    files = PublicCopy.objects.filter(release__account=account, release__stage__in=MAY_BE_OUT, place=Place.FILE)
    last = files.exclude(found_by="person").order_by("-found_at").first()
    if last is None:
        return False
    try:
        with (
            reaching.client(total=TRIAL, max_redirects=HOPS, headers=reaching.BROWSER) as client,
            client.stream("GET", last.address, follow_redirects=True) as answer,
        ):
            return answer.status_code == 200 and f"{site_of(str(answer.url))}/".startswith(f"{site_of(address)}/")
    except (KindaoError, httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False


def _sealed(bound: bytes, secret: bytes, told: Mapping[str, str]) -> bytes:
    return ciphers.encrypt(secret, json.dumps(dict(told), sort_keys=True).encode(), bound, USE)


def access(account: Account) -> Access:
    """The account, opened. Raises Erased, Missing, Failed."""
    secret = keys.opened(account.key)

    def read(row: Account) -> dict[str, str]:
        opened: dict[str, str] = json.loads(ciphers.decrypt(secret, bytes(row.sealed), row.pk.bytes, USE))
        return opened

    told = read(account)

    @transaction.atomic
    def keep(renewed: Mapping[str, str]) -> None:
        """Beside whatever another worker has kept meanwhile."""
        row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        told.update(read(row))
        told.update(renewed)
        Account.objects.filter(pk=account.pk).update(sealed=_sealed(account.pk.bytes, secret, told))

    @contextmanager
    def alone() -> Iterator[None]:
        with locks.alone(f"account-{account.pk}"):
            told.update(read(Account.objects.get(pk=account.pk)))
            yield

    return Access(account.address, told, keep, alone)


def test(account: Account) -> bool:
    """Try it with the platform, and keep what came of it. True: it may publish and what it publishes can come back."""
    tried(account)
    return is_ready(account)


def doubt(account: Account) -> None:
    """The platform has just refused its access: it is tried now, so that its card says so and nothing more is sent
    there. A refusal may be of one post alone, so not at each of them, and what waits is not hurried by it."""
    age = None if account.tested_at is None else clock.now() - account.tested_at
    if age is None or not timedelta(0) <= age < DOUBTED_AGAIN:
        tried(account, hurries=False)


def tried(account: Account, *, hurries: bool = True) -> Later | None:
    """As `test`. A platform that does not answer leaves what was known, until it is too old; how it puts us off is
    given. hurries: what could not be deleted there is tried again at once where the account works."""
    now = clock.now()
    try:
        opened = access(account)
        with patience.asking(account):
            health = connector(account.connector).test(opened)
    except Later as later:
        _keep(account, trouble_vi=later.vi[:400], trouble_en=str(later)[:400])
        return later
    except Exception as error:  # noqa: BLE001 - a connector that is broken is told of on its account's card
        if isinstance(error, KindaoError):
            said = Words(error.vi, str(error))
        else:
            said = BROKEN
            log.error("account %s: its trial failed: %s", account.pk, type(error).__name__)
        _keep(
            account,
            may_publish=False,
            may_delete=False,
            tested_at=now,
            trouble_vi=said.vi[:400],
            trouble_en=said.en[:400],
        )
        return None
    _keep(
        account,
        may_publish=health.publish,
        may_delete=health.delete,
        who=health.who[:200],
        home=health.home[:500],
        ends_at=health.ends,
        tested_at=now,
        trouble_vi=health.note.vi[:400],
        trouble_en=health.note.en[:400],
    )
    if health.delete and hurries:
        orders.hurry_of(account)
    return None


def _keep(account: Account, **fields: object) -> None:
    Account.objects.filter(pk=account.pk).update(**fields)
    account.refresh_from_db()


def is_ready(account: Account) -> bool:
    """Whether it may publish now: tried not long ago, and what goes out there can come back."""
    age = None if account.tested_at is None else clock.now() - account.tested_at
    fresh = age is not None and -SKEW < age < TESTED_WITHIN
    return bool(account.closed_at is None and fresh and account.may_publish and comes_back(account))


def comes_back(account: Account) -> bool:
    """Whether what goes out there can be taken down: by program, or by the person who is named, if they work here."""
    if account.may_delete:
        return True
    if account.deleter_id is None or connector(account.connector).can_delete:
        return False
    return deleters(account.clinic).filter(pk=account.deleter_id).exists()


@transaction.atomic
def close(by: Membership, account: Account) -> int:
    """Nothing more goes out there: what waits for its time is called off. What is out is still watched and taken down.
    A second time changes nothing. Gives how many were called off."""
    now = clock.now()
    if not Account.objects.of(by).open().filter(pk=account.pk).update(closed_at=now):
        return 0
    audit.record("account.closed", account, by=by.user, clinic=by.clinic)
    waiting = list(account.releases.to_come())
    for row in waiting:
        Release.objects.filter(pk=row.pk).update(
            stage=Stage.CANCELLED,
            state=Work.State.DONE,
            lease=None,
            leased_until=None,
            why_vi=CLOSED.vi,
            why_en=CLOSED.en,
        )
        row.permits.alive().update(died_at=now, died_of="called-off")
        audit.record("release.called-off", row, by=by.user, clinic=by.clinic, facts={"why": "account-closed"})
    return len(waiting)


def test_all() -> int:
    """Once a day each open account, and each closed one of which something is still out. Gives how many can't publish
    or delete now."""
    out = Account.objects.open() | Account.objects.filter(releases__stage__in=("out", "coming-down"))
    now = clock.now()
    old = out.exclude(tested_at__range=(now - TESTED_WITHIN / 2, now + SKEW)).distinct()
    return rounds.every(old, lambda account: not test(account))
