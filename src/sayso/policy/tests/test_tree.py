import pytest

from sayso.policy.problems import PolicyError
from sayso.policy.tree import DEEPEST, LARGEST, read_tree


def told(data: str | bytes) -> list[str]:
    with pytest.raises(PolicyError) as error:
        read_tree(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("'true'", "true"),
        ("", None),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-1", -1),
        ("'12'", "12"),
        ("012", 12),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        ("1.5", "1.5"),
        ("1234567890", "1234567890"),
        ("2026-11-22", "2026-11-22"),
        ("[a, 1]", ["a", 1]),
        ("{a: [b]}", {"a": ["b"]}),
        ("|-\n  one\n  two", "one\ntwo"),
        (">-\n  one\n  two", "one two"),
    ],
)
def test_a_value_is_what_it_looks_like(written: str, value: object) -> None:
    assert read_tree(f"key: {written}\n".encode()).value == {"key": value}


def test_every_place_has_its_line() -> None:
    tree = read_tree(b"# what for\na:\n  b:\n    - c\n    - d: 1\ne: |\n  two\n  lines\nf: 2\n")
    assert tree.lines == {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "b", 0): 4,
        ("a", "b", 1): 5,
        ("a", "b", 1, "d"): 5,
        ("e",): 6,
        ("f",): 9,
    }


def test_windows_lines_and_a_byte_order_mark_are_welcome() -> None:
    tree = read_tree("\ufeffa: 1\r\nb: 2\r\n".encode())
    assert tree.value == {"a": 1, "b": 2}
    assert tree.lines["b",] == 2


NOT_A_POLICY = {
    "nothing": ("", "line 1: write keys and values, such as `promises:`"),
    "a list": ("- a\n", "line 1: write keys and values, such as `promises:`"),
    "a word": ("a\n", "line 1: write keys and values, such as `promises:`"),
    "a tab": ("a:\n\tb: 1\n", "line 2: a tab stands here; indent with spaces"),
    "a NUL": ("a: 1\nb: \0\n", "line 2: leave out the control character U+0000"),
    "a bell": ("a: \x07\n", "line 1: leave out the control character U+0007"),
    "a C1 control": ("a: \x85\n", "line 1: leave out the control character U+0085"),
    "a line separator": ("a: \u2028b\n", "line 1: leave out the control character U+2028"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", "line 3, a: this key stands on line 1 already; keep one"),
    "a key twice inside": (
        "a:\n  b: 1\n  b: 2\n",
        "line 3, a.b: this key stands on line 2 already; keep one",
    ),
    "a list for a key": ("? [a]\n: 1\n", "line 1: a key is one word, not a list or a mapping"),
    "a mapping for a key": (
        "a:\n  ? {b: c}\n  : 1\n",
        "line 2, a: a key is one word, not a list or a mapping",
    ),
    "an escaped control in a key": (
        '"a\\0": 1\n',
        "line 1: leave out the control character U+0000",
    ),
    "an anchor": (
        "a: &x 1\n",
        "line 1, a: anchors (&) and aliases (*) are not read here; write it out",
    ),
    "a tag": ("a: !!python/object 1\n", "line 1, a: tags (!) are not read here; leave it out"),
    "a tag on a list": ("a: !x [1]\n", "line 1, a: tags (!) are not read here; leave it out"),
    "a character beyond the last": ('a: "\\U00110000"\n', "this is not YAML that can be read"),
    "a character far beyond": ('a: "\\UFFFFFFFF"\n', "this is not YAML that can be read"),
    "two documents": (
        "a: 1\n---\nb: 1\n",
        "line 2: a second document begins here; take the --- out",
    ),
}


@pytest.mark.parametrize(("text", "said"), NOT_A_POLICY.values(), ids=NOT_A_POLICY)
def test_what_cannot_be_read_is_one_clear_complaint(text: str, said: str) -> None:
    assert told(text) == [said]


def test_what_is_not_utf_8_names_the_line() -> None:
    assert told(b"a: 1\nb: \xff\n") == ["line 2: this is not UTF-8; save the file as UTF-8"]
    assert told("a: \ud800\n") == ["line 1: this is not UTF-8; save the file as UTF-8"]


def test_half_of_a_character_cannot_be_escaped_into_a_value_or_a_key() -> None:
    said = "leave out the control character U+D800"
    assert told('a: "\\ud800"\n') == [f"line 1, a: {said}"]
    assert told('"a\\ud800": 1\n') == [f"line 1: {said}"]


def test_an_unclosed_bracket_names_the_line_where_it_hurts() -> None:
    [said] = told("a: [1, 2\nb: 3\n")
    assert said.startswith("line 2: this is not YAML (")
    assert said.endswith("); look here and on the lines above")


def test_a_bomb_of_aliases_is_refused_and_never_built() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    said = told("\n".join(lines) + "\n")
    assert len(said) == 30 + 29 * 9
    assert all("aliases" in one for one in said)


def test_depth_has_a_limit() -> None:
    for opening in ("[", "{a: ", "? "):
        deep = "a: " + opening * 3_000 if opening != "? " else opening * 3_000
        assert told(deep) == ["line 1: this is nested too deeply; write it flatter"]
    fits = "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert read_tree(fits.encode()).value


def test_size_has_a_limit() -> None:
    assert told(b"#" * (LARGEST + 1)) == ["this is larger than 1,000,000 bytes; shorten it"]
    assert read_tree(b"a: 1\n" + b"#" * (LARGEST - 5)).value == {"a": 1}


def test_every_complaint_is_made_at_once() -> None:
    assert len(told("a: &x 1\nb: !y 2\na: 3\n? [c]\n: 4\n")) == 4
