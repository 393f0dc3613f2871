"""Releases on a real WordPress (`wordpress`), step by step."""

from builders import a_patient
from kindao import clock
from kindao.engine.vocabulary import Destination
from kindao.web.clinics.models import Membership
from kindao.web.consent import actions as consents
from kindao.web.consent.models import Consent, Who
from kindao.web.releases import accounts, actions, probing
from kindao.web.releases.connectors.base import Access
from kindao.web.releases.connectors.wordpress import WordPress
from kindao.web.releases.models import Account, Release, Takedown
from permits import a_lawful_use
from released import as_if_due, worked_off
from wordpress import WEB, Blog

KIND = WordPress()


def told(blog: Blog, user: str = "web") -> dict[str, str]:
    return {"user": user, "password": blog.passwords[user]}


def reached(blog: Blog, address: str = "", user: str = "web") -> Access:
    return Access(address or blog.address, told(blog, user))


def an_account(by: Membership, blog: Blog, *, user: str = "web", address: str = "") -> Account:
    where = address or blog.address
    return accounts.open_account(
        by, "wordpress", Destination.WEBSITE, title="Trang web", address=where, told=told(blog, user)
    )


def a_release(by: Membership, account: Account, caption: str = "Sau ba tháng") -> Release:
    use = a_lawful_use(by, a_patient(by), destination=Destination.WEBSITE, caption=caption)
    return worked_off(actions.release(by, use, account))


def rows(blog: Blog, mark: str) -> list[list[str]]:
    """All that the site's database still holds of it."""
    like = f"LIKE '%{mark}%'"
    return blog.asked(
        f"SELECT post_type, post_status FROM wp_posts WHERE CONCAT(post_name, post_title, post_content, guid) {like} "
        f"UNION ALL SELECT meta_key, '' FROM wp_postmeta WHERE meta_value {like}"
    )


def status(address: str) -> int:
    return WEB.get(address, follow_redirects=True).status_code


def withdrawn(release: Release) -> Takedown:
    consents.withdraw(Consent.objects.get(), who=Who.PATIENT)
    return Takedown.objects.get(release=release)


def looked(release: Release) -> None:
    """As `looked_again`, at those that are not proven gone."""
    as_if_due(release.public_copies.seen())
    probing.look(release, clock.now())
