import json
from pathlib import Path

import pytest

from sayso.cli.tests.whole_list import CAST, FACTS, SAID, SUPPRESS, csv_text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that a check needs, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAYSO_HOME", str(tmp_path / "home"))
    (tmp_path / "list.csv").write_text(csv_text(CAST), newline="")
    (tmp_path / "facts.json").write_text(json.dumps(FACTS))
    (tmp_path / "said.csv").write_text(SAID)
    (tmp_path / "suppress.csv").write_text(SUPPRESS)
    (tmp_path / "tps.txt").write_text("02079460004 \r\n02079460999 \r\n", newline="")
    (tmp_path / "ctps.txt").write_text("02079460999 \r\n", newline="")
    return tmp_path
