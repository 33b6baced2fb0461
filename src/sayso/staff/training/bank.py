"""The material of a training: a text to read, and the bank from which its questions are drawn."""

from functools import cache
from importlib.resources import files
from typing import Annotated

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator
from ruamel.yaml import YAML

FOLDER = files("sayso.staff.training.material")
LEAST = 40
"""Questions in a bank: of twenty drawn, at most half are those of the time before on average."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^[^\n\r\t]+$")]


class Question(BaseModel):
    """One question: the right answer, three others, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,79}$")]
    asks: Line
    answer: Line
    others: Annotated[list[Line], Field(min_length=3, max_length=3)]
    because: Line

    @model_validator(mode="after")
    def _distinct(self) -> "Question":
        if len({self.answer, *self.others}) != 4:
            raise ValueError("four answers that differ are needed")
        return self

    @property
    def choices(self) -> tuple[str, ...]:
        """Every answer, the right one first: what is shown is shuffled."""
        return (self.answer, *self.others)


_BANK = TypeAdapter(list[Question])


def has_material(module: str) -> bool:
    """Whether there is anything to read and to ask; else nobody can pass it."""
    return module.replace("-", "").isalnum() and FOLDER.joinpath(f"{module}.yaml").is_file()


@cache
def bank(module: str) -> dict[str, Question]:
    """Every question of a training by its id."""
    text = FOLDER.joinpath(f"{module}.yaml").read_text("utf-8")
    questions = _BANK.validate_python(YAML(typ="safe").load(text))
    return {one.id: one for one in questions}


@cache
def text_of(module: str) -> SafeString:
    """What is to be read, as HTML; its title is left to the page."""
    source = FOLDER.joinpath(f"{module}.md").read_text("utf-8")
    _, _, body = source.partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).render(body)
    safe: SafeString = mark_safe(html)  # noqa: S308 - ours, and HTML in it is taken as text
    return safe
