"""The law of other countries, of several at once and of the clinic's own, from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import kindao

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "docs" / "examples" / "facts.json"


@pytest.mark.parametrize(("name", "rule"), [("gdpr", "GD-9-1"), ("hipaa", "HI-DEID-LEFT"), ("gmc", "JR-EYES")])
def test_each_pack_lists_shows_and_decides(name: str, rule: str) -> None:
    rules = json.loads(kindao("law", "--law", name, "list", "--json").stdout)["rules"]
    assert rule in {one["id"] for one in rules} and {one["pack"] for one in rules} == {name}
    assert rule in kindao("law", "--law", name, "show", rule).stdout
    assert kindao("law", "--law", name, "decide", FACTS, "--json").returncode in (3, 4)


def test_two_packs_are_asked_with_a_comma_or_with_the_option_twice() -> None:
    with_comma = json.loads(kindao("law", "--law", "vn,gdpr", "decide", FACTS, "--json").stdout)
    twice = json.loads(kindao("law", "--law", "vn", "--law", "gdpr", "decide", FACTS, "--json").stdout)
    assert with_comma == twice and with_comma["law"]["pack"] == "vn,gdpr"
    assert {one["pack"] for one in with_comma["reasons"]} >= {"vn", "gdpr"}


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_reason_says_whose_it_is_when_several_packs_were_asked(lang: str) -> None:
    assert "gdpr: GD-9-1" in kindao("--lang", lang, "law", "--law", "vn,gdpr", "decide", FACTS).stdout
    assert "gdpr: GD-9-1" not in kindao("--lang", lang, "law", "--law", "gdpr", "decide", FACTS).stdout


def sealed(where: Path, *names: str) -> tuple[int, str]:
    tool = [sys.executable, str(ROOT / "tools" / "seal_pack.py"), *names]
    done = subprocess.run(tool, cwd=where, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_a_pack_of_the_clinics_own_is_sealed_by_its_bare_name(tmp_path: Path) -> None:
    own = tmp_path / "our-pack"
    own.mkdir()
    (own / "pack.toml").write_text('name = "ours"\nversion = "1"\nextends = "vn"\nvalid_until = 2027-01-31\n')
    assert sealed(tmp_path, "our-pack") == (0, "")
    assert "[seal]" in (own / "pack.toml").read_text()
    assert kindao("law", "--law", str(own), "list").returncode == 0


def test_what_cannot_be_sealed_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "pack.toml").write_text("name = ")
    for name, says in (
        ("nowhere", "there is no folder nowhere, and no pack of that name ships"),
        ("empty", "empty has no pack.toml; docs/law.md shows what it says"),
        ("./odd", "is not TOML"),
    ):
        status, err = sealed(tmp_path, name)
        assert status == 1 and err.startswith("seal_pack: ") and says in err and err.count("\n") == 1


def test_an_expired_pack_of_the_clinics_own_says_what_to_do_with_it(tmp_path: Path) -> None:
    own = tmp_path / "our-pack"
    own.mkdir()
    (own / "pack.toml").write_text('name = "ours"\nversion = "1"\nextends = "vn"\nvalid_until = 2026-01-31\n')
    assert sealed(tmp_path, "our-pack") == (0, "")
    done = kindao("law", "--law", str(own), "decide", FACTS)
    assert done.returncode == 2 and "set valid_until in its pack.toml to a later day" in done.stderr
    assert "newer version" not in done.stderr
    assert "Hãy xem lại các quy tắc" in kindao("--lang", "vi", "law", "--law", str(own), "decide", FACTS).stderr


RULE = """@id("OC-1") @effect("permit") @since("2026-01-01") @cite("Luật 91/2025/QH15, Điều 10")
@vi("Được phép.") @en("It may.") @remedy("")
permit (principal, action == Action::"publish", resource);
"""


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "law pack own: rule OC-1 permits; a pack that extends another may not. Mend it and seal it again"),
        ("vi", "Gói luật own: quy tắc OC-1 là quy tắc cho phép; gói mở rộng không được cho phép gì. Hãy sửa rồi"),
    ],
)
def test_an_own_pack_that_permits_is_refused_in_one_sentence(tmp_path: Path, lang: str, says: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "pack.toml").write_text('name = "ours"\nversion = "1"\nextends = "vn"\nvalid_until = 2027-01-31\n')
    (own / "rules.cedar").write_text(RULE)
    subprocess.run([sys.executable, ROOT / "tools" / "seal_pack.py", own], check=True)
    done = kindao("--lang", lang, "law", "--law", f"vn,{own}", "list")
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.startswith(f"kindao: {says}") and done.stderr.count("\n") == 1
