"""Which unit a letter is proposed to: 300 written letters over 20 units, a third of them held out."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingtang.service.letters.models import Matter, MatterVersion
from mingtang.service.letters.policies.routing import (
    MATTER_WEIGHT,
    PastLetter,
    Router,
    is_directory,
    learn,
)
from mingtang.service.letters.queries import proposals_for
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.letters import letter

DATA = Path(__file__).resolve().parents[2] / "data" / "letters"
HELD_OUT, OF = 2, 3  # every third letter of a unit is held out
Browser = Callable[..., Client]


def written() -> list[tuple[str, str]]:
    """Return unit and text of every written letter."""
    unit, found = "", []
    for line in (DATA / "letters.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            unit = line.strip("[]")
        elif line:
            found.append((unit, line))
    return found


def matters() -> list[PastLetter]:
    """Return the lines of the written directory."""
    lines = (DATA / "matters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("|", 1) for line in lines)
    return [PastLetter(unit, text, MATTER_WEIGHT) for unit, text in pairs]


@pytest.fixture(scope="module")
def router() -> Router:
    """What is learned from the directory and two thirds of the letters."""
    past = [PastLetter(*one) for at, one in enumerate(written()) if at % OF != HELD_OUT]
    return learn([*past, *matters()])


def test_held_out_letters_go_to_the_right_unit(router: Router) -> None:
    letters = written()
    held_out = [one for at, one in enumerate(letters) if at % OF == HELD_OUT]
    assert (len(letters), len(held_out), len({unit for unit, _ in letters})) == (300, 100, 20)
    found = [(unit, router.propose(text)) for unit, text in held_out]
    first = [unit for unit, proposed in found if proposed.units and proposed.units[0].unit == unit]
    among = [unit for unit, proposed in found if unit in {one.unit for one in proposed.units}]
    sure = [(unit, proposed.units[0].unit) for unit, proposed in found if proposed.is_sure]
    assert len(first) / len(held_out) >= 0.85
    assert len(among) / len(held_out) >= 0.95
    assert sum(unit == proposed for unit, proposed in sure) / len(sure) >= 0.9


@pytest.mark.parametrize("text", ["你好", "今天天气真好，谢谢你们", "", "？？？"])
def test_what_says_nothing_of_a_matter_is_not_sure(router: Router, text: str) -> None:
    assert not router.propose(text).is_sure


def test_proposal_says_which_words_speak_for_it_and_never_the_letter(router: Router) -> None:
    found = router.propose("公积金贷款的额度怎么算？").units[0]
    assert found.unit == "fund"
    assert 0 < found.nearness <= 1
    assert all(len(word) == 2 for word in found.words)
    assert learn([]).propose("公积金").units == ()


def test_directory_names_units_in_use() -> None:
    assert is_directory(["edu"], frozenset({"edu"}))
    assert [one.code for one in is_directory([], frozenset()).reasons] == ["letters.no_matters"]
    assert "第 2 行" in str(is_directory(["x"], frozenset()).reasons[0].text)


def _workbook(*rows: tuple[str, str]) -> SimpleUploadedFile:
    written_to = io.BytesIO()
    book = xlsxwriter.Workbook(written_to, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate([("事项", "办理单位"), *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return SimpleUploadedFile("目录.xlsx", written_to.getvalue())


@pytest.mark.django_db
def test_desk_imports_the_directory_and_is_shown_proposals(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    url = reverse("letters:import-matters")
    with time_machine.travel(at, tick=False):
        desk = browser(cast.desk_editor)

        def send(*rows: tuple[str, str]) -> Any:
            fields = {"unit": "office", "sheet": _workbook(*rows)}
            return desk.post(url, {FIELD: new_form_key(cast.desk_editor.pk, url), **fields})

        wrong = send(("校车、学校", "市教育局"), ("医院", "无此单位"))
        assert wrong.status_code == 422
        assert "第 3 行：没有单位“无此单位”" in wrong.content.decode()
        assert not MatterVersion.objects.exists()
        assert (
            send(("校车、学校收费、学籍", "市教育局"), ("医院挂号、疫苗", "health")).status_code
            == 302
        )
        assert list(Matter.objects.values_list("unit", flat=True)) == ["edu", "health"]
        assert "第 1 版" in desk.get(reverse("letters:matters")).content.decode()
        first = letter(at)
        second = letter(at)
        page = desk.get(reverse("casework:case", args=[second.pk])).content.decode()
        assert all(text in page for text in ("转办建议", "校车", "可能重复的来信", first.number))
        assert proposals_for(second).units[0].unit == "edu"
        assert second.state == "received"  # proposed, never sent
        assert browser(cast.officer).get(url).status_code == 404
