"""kindao consent, as people and scripts use it."""

import json
from pathlib import Path

import pytest

from support import kindao

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
ADVERT = EXAMPLES / "consent-advertising.json"


def a_file(folder: Path, **changes: object) -> Path:
    file = folder / "consent.json"
    file.write_text(json.dumps(json.loads(ADVERT.read_text()) | changes))
    return file


def test_a_sound_consent_is_told_in_both_languages() -> None:
    for lang, says in (("en", "For advertising; where: Facebook"), ("vi", "Để quảng cáo; nơi đăng: Facebook")):
        done = kindao("--lang", lang, "consent", "show", ADVERT)
        assert done.returncode == 0 and says in done.stdout


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"rights_notice": False}, 4, "VN-DP-9-1"),
        ({"giver": {"role": "guardian", "relation": "mother"}, "birth_date": "2024-01-01"}, 3, "VN-CC-25-2-PROOF"),
        ({"withdrawn_at": "2026-11-01T09:00:00+07:00"}, 4, ""),
    ],
)
def test_what_is_wrong_is_named_with_its_article(
    tmp_path: Path, changes: dict[str, object], status: int, rule: str
) -> None:
    done = kindao("consent", "show", a_file(tmp_path, **changes), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == status
    assert {rule} - {""} <= {flaw["rule"] for flaw in said["flaws"]}
    assert said["withdrawn"] is ("withdrawn_at" in changes)
    plain = kindao("consent", "show", a_file(tmp_path, **changes)).stdout
    assert rule in plain and ("WITHDRAWN" in plain) is said["withdrawn"]


RECORD = {
    "age_check": "birth-certificate",
    "giver": {"role": "self", "identity": "sha256:" + "0a" * 32},
    "rights_notice": False,
    "rights_told": ["withdraw", "delete", "complain"],
    "signed_at": "2025-09-30T09:15:00+07:00",
    "migrated": {"on": "2026-01-05", "source": "paper form", "reference": "A-17"},
    "scopes": [
        {
            "purpose": "advertising",
            "destinations": ["facebook", "website"],
            "ticked": ["facebook"],
            "remuneration": "paid",
            "payment": {"amount": "2000000", "currency": "VND"},
        }
    ],
}


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        (
            "en",
            (
                "Born: 1991-03-08; age verified: by the birth certificate",
                "Identity document of the giver: sha256:0a0a",
                "Told of: the right to withdraw, the right to have it deleted, the right to complain; "
                "not told of: refusing costs no care",
                "remuneration: paid, 2000000 VND",
                "chosen by the person: Facebook",
                "not ticked, so not agreed to: website",
                "Carried over from a record under Decree 13/2023: paper form, A-17, 2026-01-05",
                "VN-D13-11-TOLD",
            ),
        ),
        (
            "vi",
            (
                "Ngày sinh: 08/03/1991; tuổi được xác minh: theo giấy khai sinh",
                "Giấy tờ của người ký: sha256:0a0a",
                "Đã được báo: quyền rút lại, quyền yêu cầu xóa, quyền khiếu nại; "
                "chưa được báo: từ chối không ảnh hưởng",
                "thù lao: có trả, 2000000 VND",
                "người ký tự chọn: Facebook",
                "chưa tự đánh dấu, nên chưa đồng ý: ",
                "Chuyển sang từ bản ghi theo Nghị định 13/2023: paper form, A-17, 05/01/2026",
                "VN-D13-11-TOLD",
            ),
        ),
    ],
)
def test_all_that_is_on_record_is_told(tmp_path: Path, lang: str, says: tuple[str, ...]) -> None:
    done = kindao("--lang", lang, "consent", "show", a_file(tmp_path, **RECORD))
    assert done.returncode == 4 and not [said for said in says if said not in done.stdout], done.stdout


def test_a_consent_goes_out_and_comes_back(tmp_path: Path) -> None:
    there, back = tmp_path / "fhir.json", tmp_path / "back.json"
    done = kindao("consent", "export", ADVERT, "--to", "fhir", "-o", there, "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["written"]["path"] == str(there)
    assert json.loads(there.read_text())["resourceType"] == "Consent"
    done = kindao("consent", "import", there, "-o", back)
    assert done.returncode == 0 and "advertising" in done.stdout
    told = kindao("consent", "show", ADVERT).stdout
    assert kindao("consent", "show", back).stdout == told


def test_a_receipt_is_written_for_machines_and_for_people(tmp_path: Path) -> None:
    machine, person = tmp_path / "receipt.jsonld", tmp_path / "receipt.txt"
    done = kindao("consent", "export", ADVERT, "--to", "receipt", "--on", "2026-11-23", "-o", machine)
    assert done.returncode == 0 and json.loads(machine.read_text())["dct:created"] == "2026-11-23"
    done = kindao("--lang", "vi", "consent", "export", ADVERT, "--to", "text", "-o", person)
    assert done.returncode == 0 and person.read_text().startswith("BIÊN NHẬN SỰ ĐỒNG Ý")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("mine")
    words = ("consent", "export", ADVERT, "--to", "fhir", "-o", out)
    done = kindao(*words)
    assert done.returncode == 2 and "--force" in done.stderr and out.read_text() == "mine"
    assert kindao(*words, "--force").returncode == 0 and out.read_text() != "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "facts.json: Consent: is not a FHIR Consent."), ("vi", "không phải là một tài nguyên")]
)
def test_what_is_no_fhir_consent_is_refused_in_one_sentence(tmp_path: Path, lang: str, says: str) -> None:
    out = tmp_path / "out.json"
    done = kindao("--lang", lang, "consent", "import", EXAMPLES / "facts.json", "-o", out, "--json")
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.splitlines()) == 1
    assert json.loads(done.stdout)["error"]["code"] == "bad-input" and not out.exists()
    done = kindao("--lang", lang, "consent", "import", tmp_path / "gone.json", "-o", out)
    assert done.returncode == 2 and "gone.json" in done.stderr


def test_a_signature_still_to_come_is_not_imported(tmp_path: Path) -> None:
    there, out = tmp_path / "fhir.json", tmp_path / "out.json"
    assert kindao("consent", "export", ADVERT, "--to", "fhir", "-o", there).returncode == 0
    said = json.loads(there.read_text()) | {"date": "2049-01-01"}
    said["period"]["start"] = "2049-01-01T09:00:00+07:00"
    said["provision"][0]["period"]["end"] = "2050-01-01"
    there.write_text(json.dumps(said))
    done = kindao("consent", "import", there, "-o", out)
    assert done.returncode == 2 and "later than now" in done.stderr and not out.exists()


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "--on: before the consent was signed"), ("vi", "--on: trước ngày ký")]
)
def test_no_receipt_is_older_than_what_it_is_for(tmp_path: Path, lang: str, says: str) -> None:
    out = tmp_path / "receipt.json"
    early = ("--lang", lang, "consent", "export", ADVERT, "--to", "receipt", "-o", out, "--on", "2026-09-29")
    done = kindao(*early)
    assert done.returncode == 2 and says in done.stderr and not out.exists()
    assert kindao(*early[:-1], "2026-09-30").returncode == 0


@pytest.mark.parametrize("hidden", ["\u202e", "\x1b[2J", "\u2028"], ids=ascii)
def test_a_name_that_would_move_the_terminal_is_told_escaped(hidden: str) -> None:
    for lang in ("en", "vi"):
        said = kindao("--lang", lang, "consent", "show", f"no{hidden}where.json").stderr
        assert hidden[0] not in said and ascii(hidden[0])[1:-1] in said and said.endswith("\n")
