import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

EXEMPLAR = Path(__file__).parents[1] / "exemplar.py"
PINNED = "73be41174d00f5a600df32c2981488722739a357fd1c028e8893c3ecb0d4561c"
"""Changes only when the demo organisation is meant to change; then pin it anew."""

TODAY = "2026-11-22"
EDITIONS = ("2026-09-18", "2026-10-23", "2026-11-09", "2026-11-20")
CHANNELS = {"email", "sms", "live_call", "automated_call", "fax", "post", "all"}
CORPORATE = frozenset({"limited_company", "llp", "public_body", "scottish_partnership"})
SUBSCRIBERS = CORPORATE | {
    "", "unknown", "individual", "sole_trader", "partnership", "unincorporated_association",
}  # fmt: skip
SAID_COLUMNS = (
    "contact,kind,on,withdrawn_on,ends_on,channels,covers,topics,to,address,sender_named,"
    "affirmative,unbundled,informed,evidenced,obtained,seq"
)

# Ofcom, numbers for use in TV and radio drama: national numbers, without the leading zero.
DRAMA = re.compile(
    r"(?:207946|11[3-8]496|1[23456]1496|191498|292018)0\d{3}|(?:1632960|7700900|3069990)\d{3}"
)
LOCAL_DRAMA = re.compile(r"(?:7946|496|498|2018|999)0\d{3}|9[06]0\d{3}")
FICTION_ABROAD = re.compile(r"3532091\d{5}|121255501\d{2}")

Row = dict[str, str]


def make(folder: Path, hash_seed: str) -> Path:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    subprocess.run([sys.executable, "-B", EXEMPLAR, folder], check=True, env=environment)
    return folder


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("demo"), hash_seed="1")


@pytest.fixture(scope="module")
def lines(demo: Path) -> list[list[str]]:
    with (demo / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


@pytest.fixture(scope="module")
def rows(lines: list[list[str]]) -> list[Row]:
    heading, *body = lines
    return [dict(zip(heading, cells, strict=False)) for cells in body]


@pytest.fixture(scope="module")
def said(demo: Path) -> list[Row]:
    return records(demo / "said.csv")


@pytest.fixture(scope="module")
def stories(demo: Path) -> dict[str, list[str]]:
    contents = json.loads((demo / "stories.json").read_text("utf-8"))
    return {story["story"]: story["rows"] for story in contents["stories"]}


@pytest.fixture(scope="module")
def first_rows(rows: list[Row], stories: dict[str, list[str]]) -> dict[str, Row]:
    by_ref = {row["Ref"]: row for row in rows}
    return {story: by_ref[refs[0]] for story, refs in stories.items()}


def records(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def listed(demo: Path, register: str, edition: str) -> set[str]:
    text = (demo / f"{register}-{edition}.txt").read_text("ascii")
    return {line.replace(" ", "") for line in text.splitlines()}


def digest(folder: Path) -> str:
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def is_near(count: int, share: float, whole: int) -> bool:
    """Within a tenth of the share, or half a percentage point where the share is small."""
    return abs(count / whole - share) <= max(share / 10, 0.005)


# The same bytes


def test_two_runs_give_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    assert digest(make(tmp_path, hash_seed="2")) == digest(demo)


def test_the_bytes_are_those_that_were_pinned(demo: Path) -> None:
    assert digest(demo) == PINNED


def test_a_second_run_replaces_what_the_first_left(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("half a li")
    assert digest(make(tmp_path, hash_seed="1")) == digest(demo)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    run = subprocess.run(
        [sys.executable, "-B", EXEMPLAR, tmp_path / "file" / "demo"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 2
    assert re.fullmatch(r"Cannot write the demo to .+\. Choose .+\.\n", run.stderr)


def test_without_a_folder_it_says_how_to_be_run() -> None:
    run = subprocess.run(
        [sys.executable, "-B", EXEMPLAR], check=False, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (2, "Usage: python demo/exemplar.py FOLDER\n")


# Nobody's numbers, nobody's addresses


def digit_runs(text: str) -> Iterator[str]:
    """Every stretch of six digits or more, as people group them, days and postcodes left out."""
    text = re.sub(r"\b\d{4}-\d\d-\d\d\b", "day", text)
    text = re.sub(r"(?<=[\d ])O(?=\d)", "0", text)
    text = re.sub(r"(\d{10})\.0\b", r"\1", text)
    text = re.sub(r"\b4\.4\d{0,4}E\+11\b", "lost", text)
    for match in re.finditer(r"\d(?:[ .()\u00a0-]{0,2}\d){5,}", text):
        yield re.sub(r"\D", "", match[0])


def is_fiction(digits: str) -> bool:
    national = re.sub(r"^(?:00440?|440?|0)", "", digits)
    return any(
        pattern.fullmatch(candidate)
        for pattern, candidate in (
            (DRAMA, national), (DRAMA, digits), (LOCAL_DRAMA, digits), (FICTION_ABROAD, digits)
        )
    )  # fmt: skip


def test_every_number_in_every_file_is_kept_for_drama(demo: Path) -> None:
    found: Counter[str] = Counter()
    for path in demo.iterdir():
        text = path.read_text("utf-8-sig")
        for line in text.splitlines():
            runs = [line.replace(" ", "")] if path.suffix == ".txt" else list(digit_runs(line))
            strangers = [run for run in runs if not is_fiction(run)]
            assert not strangers, (path.name, strangers)
            found[path.name.partition("-")[0]] += len(runs)
    assert found["contacts.csv"] > 3000
    assert found["said.csv"] > 1000
    assert found["suppress.csv"] > 20
    assert found["tps"] > 15000
    assert found["ctps"] > 3000


@pytest.mark.parametrize(
    "digits", ["02079461000", "07911123456", "441632961123", "01614961000", "35312345678", "112358"]
)
def test_the_scan_would_see_a_real_number(digits: str) -> None:
    assert list(digit_runs(f"x,{digits},y")) == [digits]
    assert not is_fiction(digits)


def domains(text: str) -> set[str]:
    named = re.findall(r"(?:@+|\(at\)|://) ?([\w-]+(?:\.+[\w-]+)*)", text)
    ending = re.findall(
        r"[\w.-]+\.(?:com|org|net|uk|eu|ie|io|co|info|biz|gov|ac)\b", text, re.IGNORECASE
    )
    return {domain.lower().rpartition("@")[2] for domain in (*named, *ending)}


def is_example(domain: str) -> bool:
    return re.search(r"(?:^|\.)example(?:\.+(?:org|com|net))?$", domain) is not None


def test_every_domain_in_every_file_is_an_example(demo: Path) -> None:
    found = {path.name: domains(path.read_text("utf-8-sig")) for path in demo.iterdir()}
    formulas = {"sum"}  # @SUM(…) is a formula, not an address
    for name, those in found.items():
        assert not [d for d in those - formulas if not is_example(d)], name
    assert len(found["contacts.csv"]) > 500
    assert len(found["said.csv"]) > 200
    assert found["suppress.csv"]


@pytest.mark.parametrize("text", ["a@notexample.org", "www.service.org.uk", "a@example.org.uk"])
def test_the_scan_would_see_a_real_domain(text: str) -> None:
    assert not all(map(is_example, domains(text)))


def test_every_postcode_is_in_an_area_that_does_not_exist(demo: Path) -> None:
    postcode = re.compile(r"\b([A-Z]{1,2})\d[A-Z\d]? *\d[A-Z]{2}\b", re.IGNORECASE)
    areas = Counter(
        area for path in demo.iterdir() for area in postcode.findall(path.read_text("utf-8-sig"))
    )
    assert set(areas) == {"ZZ"}
    assert areas["ZZ"] > 3000


# The contact list


def test_the_list_is_one_that_a_spreadsheet_saved(demo: Path, lines: list[list[str]]) -> None:
    content = (demo / "contacts.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfRef,First name,")
    assert content.endswith(b"\r\n")
    assert len(lines) == 1 + 4800
    assert any("\n" in cell for cells in lines for cell in cells)
    assert any('"' in cell for cells in lines for cell in cells)


def test_two_lines_have_too_many_cells(
    lines: list[list[str]], stories: dict[str, list[str]]
) -> None:
    long = [cells[0] for cells in lines if len(cells) != len(lines[0])]
    assert long == stories["too_many_cells"]


def test_references_count_the_rows(rows: list[Row]) -> None:
    assert [row["Ref"] for row in rows] == [f"EI-{number:04d}" for number in range(1, 4801)]


def test_subscribers_have_the_stated_shape(rows: list[Row]) -> None:
    count = Counter(row["subscriber"] for row in rows)
    assert set(count) == SUBSCRIBERS
    assert is_near(count["individual"], 0.22, 4800)
    assert is_near(count["unknown"], 0.04, 4800)
    assert is_near(sum(count[corporate] for corporate in CORPORATE), 0.36, 4800)


def test_three_in_four_came_directly(rows: list[Row]) -> None:
    count = Counter(row["provenance"] for row in rows)
    assert set(count) == {"direct", "bought_in"}
    assert is_near(count["bought_in"], 0.25, 4800)


def test_only_people_who_came_directly_have_a_relationship(rows: list[Row]) -> None:
    kinds = Counter((row["provenance"], row["relationship.kind"]) for row in rows)
    bought = {kind for provenance, kind in kinds if provenance == "bought_in"}
    direct = {kind for provenance, kind in kinds if provenance == "direct"}
    assert bought <= {"", "none"}
    assert direct == {"", "none", "sale", "negotiation", "membership"}


def test_relationship_cells_are_codes_and_past_days(rows: list[Row]) -> None:
    for row in rows:
        known = row["relationship.kind"] not in {"", "none"}
        for flag in ("with_sender", "refusal_offered", "refused"):
            assert row[f"relationship.{flag}"] in ({"true", "false", ""} if known else {""})
        assert bool(row["relationship.collected_on"]) is known
        if known:
            assert date.fromisoformat(row["relationship.collected_on"]) <= date(2026, 11, 22)


def test_three_in_a_hundred_rows_are_there_twice(rows: list[Row]) -> None:
    seen: Counter[str] = Counter()
    again = 0
    for row in rows:
        points = [row["Email"].strip().casefold(), row["Address"] and row["Address"] + row["Town"]]
        points = [point for point in points if point not in {"", "not given"}]
        again += any(seen[point] for point in points)
        seen.update(points)
    assert is_near(again, 0.03, 4800)
    assert max(seen.values()) == 2


def test_a_mobile_repeats_only_in_a_row_that_repeats(rows: list[Row]) -> None:
    owners: dict[str, set[str]] = {}
    for row in rows:
        number = re.sub(r"\D", "", row["Mobile"].removesuffix(".0"))[-9:]
        if re.fullmatch(r"700900\d{3}", number):
            owners.setdefault(number, set()).add(row["Surname"].strip().casefold())
    assert 700 < len(owners) < 1000
    assert all(len(surnames) == 1 for surnames in owners.values())


TROUBLES = {
    "two numbers": r"\d[^+\d]*(?:/|or|;|,) 0\d",
    "an extension": r" (?:x|ext )\d+$",
    "a decimal": r"^\d{10}\.0$",
    "an exponent": r"^4\.4\d{10}E\+11$",
    "an exponent that lost digits": r"^4\.4\d{0,4}E\+11$",
    "a letter for a nought": r"O\d",
    "words": r"\((?:home)\)|ask for",
    "another country": r"^\+(?:353|1) ",
    "a lost zero": r"^[1-9]\d{9}$",
    "a nought in brackets": r"^\+44 \(0\)",
    "no area code": r"^(?:7946|496|498|2018|960|999) 0?\d{3}$",
    "no number at all": r"^n/a$",
    "a space that is none": "\u00a0",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_telephones_suffer_from(trouble: str, rows: list[Row]) -> None:
    assert sum(bool(re.search(TROUBLES[trouble], row["Telephone"])) for row in rows) >= 5


def test_some_emails_cannot_be_used(rows: list[Row]) -> None:
    plain = re.compile(r"\s*[^@\s()]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
    spoilt = [row for row in rows if row["Email"] and not plain.fullmatch(row["Email"])]
    assert is_near(len(spoilt), 0.03, sum(bool(row["Email"]) for row in rows))


def test_some_cells_would_run_in_a_spreadsheet(rows: list[Row]) -> None:
    runs = [row["Notes"] for row in rows if row["Notes"][:1] in {"=", "@", "-", "+"}]
    assert len(runs) > 10
    assert any(cell.startswith("=HYPERLINK(") for cell in runs)


# The registers


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_record_is_twelve_characters_and_a_line_end(demo: Path, edition: str) -> None:
    layouts = {"tps": rb"[\d ]{5}[\d ]{7}\r\n", "ctps": rb"\d{11} \r\n"}
    for register, layout in layouts.items():
        content = (demo / f"{register}-{edition}.txt").read_bytes()
        assert len(content) % 14 == 0
        found = [content[at : at + 14] for at in range(0, len(content), 14)]
        assert all(re.fullmatch(layout, record) for record in found)
        assert len(set(found)) == len(found) > 500


def test_tps_records_are_split_after_the_dialling_code(demo: Path) -> None:
    text = (demo / "tps-2026-11-20.txt").read_text("ascii")
    assert "0207 9460004" in text
    assert re.search(r"^01632 960\d{3}$", text, re.MULTILINE)
    assert re.search(r"^0161 4960\d{3}$", text, re.MULTILINE)


@pytest.mark.parametrize("register", ["tps", "ctps"])
def test_no_edition_is_oddly_shrunk(demo: Path, register: str) -> None:
    sizes = [len(listed(demo, register, edition)) for edition in EDITIONS]
    assert max(sizes) < 1.2 * min(sizes)
    assert all(
        listed(demo, register, older) != listed(demo, register, newer)
        for older, newer in pairwise(EDITIONS)
    )


def plain_numbers(rows: list[Row], *, corporate: bool) -> set[str]:
    return {
        row[column].replace(" ", "")
        for row in rows
        if (row["subscriber"] in CORPORATE) is corporate
        for column in ("Telephone", "Mobile")
        if re.fullmatch(r"0[\d ]{10,12}", row[column])
    }


def test_the_registers_list_the_stated_shares(demo: Path, rows: list[Row]) -> None:
    tps, ctps = listed(demo, "tps", EDITIONS[-1]), listed(demo, "ctps", EDITIONS[-1])
    people = plain_numbers(rows, corporate=False)
    companies = plain_numbers(rows, corporate=True)
    assert is_near(len(people & tps), 0.38, len(people))
    assert 0.08 < len(companies & ctps) / len(companies) < 0.14
    assert 0 < len(companies & tps) < 0.05 * len(companies)
    assert not people & ctps


def test_some_numbers_are_too_new_to_bind(demo: Path, rows: list[Row]) -> None:
    newest = listed(demo, "tps", EDITIONS[-1]) - listed(demo, "tps", EDITIONS[-2])
    assert len(newest & plain_numbers(rows, corporate=False)) > 20


# What people said


def test_said_has_the_columns_of_the_contract(demo: Path) -> None:
    assert (demo / "said.csv").read_text("utf-8").splitlines()[0] == SAID_COLUMNS


def test_every_line_said_can_be_read(said: list[Row]) -> None:
    for line in said:
        assert None not in line.values()
        assert line["contact"]
        assert line["kind"] in {"consent", "objection", "solicited"}
        assert set(line["channels"].split(";")) <= CHANNELS
        assert set(line["covers"].split(";")) <= {"", "own_similar", "own_other", "third_party"}
        assert line["to"] in {"", "marketing"}
        assert line["address"] in {"", "this"}
        assert line["sender_named"] in {"", "named", "described", "category_only"}
        assert line["obtained"] in {"", "direct", "indirect"}
        assert line["seq"] in {"", "1", "2"}
        for flag in ("affirmative", "unbundled", "informed", "evidenced"):
            assert line[flag] in {"", "true", "false"}


def test_nothing_was_said_after_today_or_withdrawn_before_it_was_said(said: list[Row]) -> None:
    for line in said:
        days = [line["on"], line["withdrawn_on"] or TODAY, TODAY]
        assert [date.fromisoformat(day).isoformat() for day in days] == sorted(days)
        assert not line["ends_on"] or line["ends_on"] > line["on"]


@pytest.mark.parametrize(
    ("channel", "share"),
    [("email", 0.41), ("post", 0.22), ("live_call", 0.17), ("sms", 0.06), ("fax", 0.004)],
)
def test_consents_have_the_stated_shape(said: list[Row], channel: str, share: float) -> None:
    given = [line for line in said if (line["kind"], line["channels"]) == ("consent", channel)]
    assert is_near(len(given), share, 4800)


def rows_that_said(rows: list[Row], contacts: set[str]) -> int:
    return sum(
        bool({row["Email"].strip(), ", ".join((row["Address"], row["Town"], row["Postcode"]))}
             & contacts)
        for row in rows
    )  # fmt: skip


def test_seven_in_a_hundred_want_no_direct_marketing(rows: list[Row], said: list[Row]) -> None:
    objected = {line["contact"] for line in said if line["channels"] == "all"}
    assert is_near(rows_that_said(rows, objected), 0.066, 4800)  # those reached by neither: no row


def test_consents_fail_in_every_way(said: list[Row]) -> None:
    consents = [line for line in said if line["kind"] == "consent"]
    ways = {
        "withdrawn": [line for line in consents if line["withdrawn_on"]],
        "ended": [line for line in consents if "" < line["ends_on"] <= TODAY],
        "old": [line for line in consents if line["on"] < "2023-11-22"],
        "unevidenced": [line for line in consents if line["evidenced"] == "false"],
        "bundled": [line for line in consents if line["unbundled"] == "false"],
        "unknown": [line for line in consents if line["evidenced"] == ""],
        "not named": [line for line in consents if line["sender_named"] != "named"],
        "other topic": [line for line in consents if line["topics"] == "events"],
        "indirect": [line for line in consents if line["obtained"] == "indirect"],
    }
    assert {way: len(lines) for way, lines in ways.items() if len(lines) < 20} == {}
    sound = set(map(id, consents)).difference(*(map(id, lines) for lines in ways.values()))
    assert len(sound) > len(consents) / 3


def test_a_few_asked_for_the_message_themselves(said: list[Row]) -> None:
    assert 5 <= sum(line["kind"] == "solicited" for line in said) <= 50


def test_suppressed_people_come_back_on_the_bought_in_list(demo: Path, rows: list[Row]) -> None:
    stops = records(demo / "suppress.csv")
    assert list(stops[0]) == ["contact", "channel"]
    assert 36 <= len(stops) <= 80
    assert {stop["channel"] for stop in stops} == {"", "email"}
    emails = {stop["contact"].casefold() for stop in stops if "@" in stop["contact"]}
    back = [row for row in rows if row["Email"].strip().casefold() in emails]
    assert sum(row["provenance"] == "bought_in" for row in back) >= 15
    assert emails - {row["Email"].strip().casefold() for row in back}


def test_the_facts_are_those_of_the_campaign(demo: Path) -> None:
    assert json.loads((demo / "facts.json").read_text("utf-8")) == {
        "message": {
            "promotes": ["own_similar"],
            "names_sender": True,
            "opt_out": True,
            "contact_details": True,
            "caller_id_shown": True,
        },
        "sender": {"kind": "non_profit"},
        "data_protection": {"basis": "legitimate_interests", "notice_given": True},
    }


# The stories


def test_every_story_has_its_rows(stories: dict[str, list[str]], rows: list[Row]) -> None:
    told = [ref for refs in stories.values() for ref in refs]
    assert len(stories) >= 25
    assert len(told) == len(set(told))
    assert set(told) <= {row["Ref"] for row in rows}
    assert all(stories.values())


def test_every_expectation_is_a_verdict_on_a_checked_channel(demo: Path) -> None:
    contents = json.loads((demo / "stories.json").read_text("utf-8"))
    answers = [answer for story in contents["stories"] for answer in story["expect"].items()]
    assert {channel for channel, _ in answers} == {"email", "live_call", "post"}
    assert {verdict for _, verdict in answers} == {"allow", "deny"}


def test_the_cast_comes_first(rows: list[Row], stories: dict[str, list[str]]) -> None:
    assert [row["First name"] for row in rows[:5]] == ["Ada", "Bert", "Cleo", "Dev", "Eve"]
    assert list(stories.values())[:5] == [[row["Ref"]] for row in rows[:5]]


@pytest.mark.parametrize(
    ("story", "register", "editions"),
    [
        ("dev_is_on_tps", "tps", EDITIONS),
        ("listed_12_days_ago", "tps", EDITIONS[3:]),
        ("listed_29_days_ago", "tps", EDITIONS[2:]),
        ("consent_beats_tps", "tps", EDITIONS),
        ("company_on_ctps", "ctps", EDITIONS),
        ("sole_trader_mislabelled", "tps", EDITIONS),
        ("ada_consented", "tps", ()),
        ("cleo_is_a_company", "ctps", ()),
    ],
)
def test_registers_bear_a_story_out(
    story: str, register: str, editions: tuple[str, ...], demo: Path, first_rows: dict[str, Row]
) -> None:
    number = first_rows[story]["Telephone"].replace(" ", "")
    found = tuple(day for day in EDITIONS if number in listed(demo, register, day))
    assert found == editions


@pytest.mark.parametrize(
    ("story", "kinds"),
    [
        ("ada_consented", ["consent"]),
        ("bert_objected", ["objection"]),
        ("both_boxes_ticked", ["consent", "objection"]),
        ("later_yes", ["objection", "consent"]),
        ("solicited", ["solicited"]),
        ("soft_opt_in", []),
    ],
)
def test_what_was_said_bears_a_story_out(
    story: str, kinds: list[str], said: list[Row], first_rows: dict[str, Row]
) -> None:
    email = first_rows[story]["Email"]
    assert [line["kind"] for line in said if line["contact"] == email] == kinds


@pytest.mark.parametrize(
    ("story", "trouble"),
    [
        ("two_numbers_in_a_cell", "two numbers"),
        ("two_numbers_one_listed", "two numbers"),
        ("excel_decimal", "a decimal"),
        ("excel_exponent", "an exponent"),
        ("excel_digits_lost", "an exponent that lost digits"),
        ("extension", "an extension"),
        ("lost_zero", "a lost zero"),
        ("letter_for_nought", "a letter for a nought"),
        ("eve_is_elsewhere", "another country"),
    ],
)
def test_a_telephone_cell_bears_a_story_out(
    story: str, trouble: str, first_rows: dict[str, Row]
) -> None:
    assert re.search(TROUBLES[trouble], first_rows[story]["Telephone"])


def test_the_duplicate_is_one_person_in_two_rows(
    rows: list[Row], stories: dict[str, list[str]]
) -> None:
    first, second = (row for row in rows if row["Ref"] in stories["duplicate"])
    assert first["Ref"] != second["Ref"]
    assert first["Telephone"] == second["Telephone"]
    assert first["Email"].casefold() == second["Email"].casefold()
