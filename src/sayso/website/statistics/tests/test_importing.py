"""A web server's log is counted once, by pages alone, in whatever form it comes."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from sayso.people.tests.rows import everything
from sayso.website.statistics import importing
from sayso.website.statistics.importing import LogError, Read, import_log
from sayso.website.statistics.weblog import page_of, read_line
from sayso.website.tally_models import LogRead, Of, Tally

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ADDRESS = "192.0.2.77"


def line(
    path: str = "/about",
    *,
    at: str = "22/Nov/2026:10:15:32 +0000",
    asked: str = "GET",
    status: int = 200,
    agent: str = FIREFOX,
) -> str:
    """One of the format combined."""
    request = f'"{asked} {path} HTTP/1.1"'
    return (
        f'{ADDRESS} - ada [{at}] {request} {status} 512 "https://news.example/?q=ada" "{agent}"\n'
    )


def log(folder: Path, *lines: str, name: str = "access.log") -> Path:
    file = folder / name
    file.write_text("".join(lines), encoding="utf-8")
    return file


def counts() -> dict[tuple[str, str], int]:
    return {(row.of, row.value): row.count for row in Tally.objects.all()}


def test_only_pages_that_somebody_read_are_counted_as_read(tmp_path: Path) -> None:
    file = log(
        tmp_path,
        line(),
        line("/about?utm_source=ada@example.org"),
        line("/site.css"),
        line("/about", asked="POST"),
        line("/gone", status=404),
        line("/old", status=301),
        line(agent="Googlebot/2.1"),
        "what is this\n",
    )
    read = import_log(file)
    assert (read.lines, read.pages) == (8, 2)
    assert read.left_out == {
        "part of a page": 1,
        "not a page that was asked for": 1,
        "not a page that was served": 2,
        "robots": 1,
        "unreadable": 1,
    }
    assert counts() == {
        ("served", ""): 2,
        ("page", "/about"): 2,
        ("status", "2xx"): 3,
        ("status", "3xx"): 1,
        ("status", "4xx"): 1,
        ("robot", ""): 1,
    }


def test_34_a_log_is_counted_once_under_any_name_packed_or_grown(tmp_path: Path) -> None:
    lines = [line(f"/page-{number % 3}") for number in range(50)]
    log(tmp_path, *lines[:30])
    import_log(tmp_path / "access.log")
    before = counts()
    renamed = log(tmp_path, *lines[:30], name="access.log.1")
    packed = tmp_path / "access.log.2.gz"
    packed.write_bytes(gzip.compress(renamed.read_bytes()))
    for again in (tmp_path / "access.log", renamed, packed):
        assert import_log(again) == Read()
    assert counts() == before

    grown = log(tmp_path, *lines)
    assert import_log(grown).lines == 20
    assert counts()["served", ""] == 50
    assert import_log(grown) == Read()
    whole = log(tmp_path, *lines, name="other.log")
    LogRead.objects.all().delete()
    Tally.objects.all().delete()
    import_log(whole)
    assert counts()["served", ""] == 50


def test_34_nothing_of_who_asked_is_written_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import_log(log(tmp_path, line("/people/ada@example.org"), line("/reset/" + "4f" * 16)))
    written = str([row for _, row in everything()]) + caplog.text
    for secret in (ADDRESS, "ada", "Firefox", "news.example", "4f4f"):
        assert secret not in written
    assert counts()["page", "/people/…"] == 1
    assert counts()["page", "/reset/…"] == 1


def test_half_a_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    whole = line("/second")
    file = log(tmp_path, line(), whole[:40])
    assert import_log(file).lines == 1
    log(tmp_path, line(), whole)
    assert import_log(file).lines == 1
    assert counts()["page", "/second"] == 1


def test_34_what_somebody_else_read_meanwhile_is_not_counted_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, grown = log(tmp_path, line()), log(tmp_path, line(), line("/new"), name="grown.log")
    count = importing._counted

    def overtaken(*of: Any) -> Any:
        monkeypatch.setattr(importing, "_counted", count)
        import_log(grown)
        return count(*of)

    monkeypatch.setattr(importing, "_counted", overtaken)
    with pytest.raises(LogError, match="somebody else just did"):
        import_log(file)
    assert counts()["served", ""] == 2


@pytest.mark.parametrize("kept", [[0], [0, 2], [0, 1, 3]])
def test_what_begins_like_a_log_and_is_another_is_not_counted(
    tmp_path: Path, kept: list[int]
) -> None:
    lines = [line(f"/page-{number}") for number in range(3)] + [line("/new")]
    import_log(log(tmp_path, *lines[:3]))
    before = counts()
    with pytest.raises(LogError, match="does not go on as that did"):
        import_log(log(tmp_path, *(lines[one] for one in kept)))
    assert counts() == before


@pytest.mark.parametrize(
    "text",
    [
        line(),
        line().partition(' "https')[0] + "\n",
        "www.example.org:443 " + line(),
        "www.example.org " + line(),
        line().replace(" - ada ", " - ada of the wood "),
        line(at="22/Nov/2026:15:45:32 +0530"),
        line().replace(ADDRESS, "dsl-77.example.net").replace(" - ada ", " - ada wood "),
        json.dumps(
            {
                "time_iso8601": "2026-11-22T10:15:32+00:00",
                "remote_addr": ADDRESS,
                "request": "GET /about HTTP/1.1",
                "status": "200",
                "http_user_agent": FIREFOX,
            }
        ),
        json.dumps(
            {
                "ts": 1795342532.5,
                "request": {
                    "remote_ip": ADDRESS,
                    "method": "GET",
                    "host": "www.example.org",
                    "uri": "/about",
                    "headers": {"User-Agent": [FIREFOX]},
                },
                "status": 200,
            }
        ),
    ],
)
def test_every_form_of_a_line_says_the_same(text: str) -> None:
    served = read_line(text)
    assert served
    assert (served.method, served.path, served.status) == ("GET", "/about", 200)
    assert served.hour == 1_795_341_600 // 3_600
    assert page_of(served, "").removeprefix("www.example.org") == "/about"


def test_an_hour_of_summer_is_that_of_its_zone(tmp_path: Path) -> None:
    import_log(log(tmp_path, line(at="02/Jul/2026:00:30:00 +0100")))
    assert Tally.objects.get(of=Of.PAGE).since.isoformat().startswith("2026-07-02")


def test_any_log_of_garbage_is_refused_in_a_sentence_or_counted(tmp_path: Path) -> None:
    dice = random.Random(34)
    good = [line(f"/{number}").encode() for number in range(20)]
    good += [in_json(host=f"site-{number}").encode() for number in range(10)]
    for number in range(300):
        data = bytearray(b"".join(dice.sample(good, 5)))
        for _ in range(dice.randrange(40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.3:
            data = bytearray(gzip.compress(bytes(data)))[: dice.randrange(1, 400)]
        file = tmp_path / f"{number}.log"
        file.write_bytes(data)
        told = outcome(file)
        assert isinstance(told, Read) or told.startswith(f"{file.name} was not counted, because ")
        if isinstance(told, Read):
            assert told.lines == told.pages + sum(told.left_out.values())


def outcome(file: Path) -> Read | str:
    try:
        return import_log(file)
    except LogError as error:
        return str(error)


def in_json(**said: Any) -> str:
    """A line of JSON, in which whoever asked has a say."""
    usual = {"ts": 1795342532.5, "request": "GET /about HTTP/1.1", "status": 200}
    return json.dumps(usual | {"http_user_agent": FIREFOX} | said) + "\n"


@pytest.mark.parametrize(
    "host", ["=1+1", "ada@example.org", "a\x00b", "\ud800", "a b", "-" * 300, "٣.example", "[::1]"]
)
def test_a_name_of_a_site_that_is_none_is_left_out(tmp_path: Path, host: str) -> None:
    import_log(log(tmp_path, in_json(host=host)))
    (page,) = Tally.objects.filter(of=Of.PAGE).values_list("value", flat=True)
    assert page == "/about"


@pytest.mark.parametrize("host", ["www.example.org", "WWW.Example.org:8443"])
def test_a_site_is_known_by_its_name_alone(tmp_path: Path, host: str) -> None:
    import_log(log(tmp_path, in_json(host=host)))
    assert counts()["page", "www.example.org/about"] == 1


@pytest.mark.parametrize("path", ["=1+1", "*", "//[x", "about"])
def test_no_page_begins_with_anything_but_a_stroke(tmp_path: Path, path: str) -> None:
    import_log(log(tmp_path, line(path)))
    assert counts()["page", "/…"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        line(at="31/Dec/9999:23:59:59 -0100"),
        line(at="01/Jan/0001:00:00:00 +0100"),
        line(status=999),
        in_json(ts=-1e10),
        in_json(ts=4.2e9),
        in_json(ts=float("nan")),
        in_json(status=10**300),
        in_json(status=-200),
        in_json(status=float("inf")),
        "{",
        "[]",
        '{"request": 5}',
        "{" * 5_000,
        "null",
        line(at="99/Nov/2026:10:15:32 +0000"),
        '{"ts": 1e300, "request": {"method": "GET", "uri": "/"}, "status": 200}',
        "\x00" * 99,
    ],
)
def test_a_line_that_is_none_is_not_read(text: str) -> None:
    assert read_line(text) is None


def test_a_line_without_end_takes_no_memory_and_counts_once(tmp_path: Path) -> None:
    file = log(tmp_path, line(), "x" * 1_000_000 + "\n", line())
    read = import_log(file)
    assert (read.lines, read.pages, read.left_out["unreadable"]) == (3, 2, 1)
