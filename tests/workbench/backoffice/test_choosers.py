from collections.abc import Callable
from datetime import datetime

import pytest
from django import forms
from django.test import Client

from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.choosers import (
    Chooser,
    SearchOfVisible,
    chooser,
    register_chooser,
)
from mingtang.workbench.backoffice.forms import DeskForm
from tests.factories.cast import Cast
from tests.factories.organization import UnitFactory

Browser = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("rooms")


class UnitForm(DeskForm):
    unit = SearchOfVisible("unit", label="单位", required=False)


def _chosen(cast: Cast, at: datetime, text: str) -> object:
    form = UnitForm({"unit": text}, person=cast.operator, at=at)
    return form.cleaned_data["unit"] if form.is_valid() else form.errors["unit"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["明州市教育局（edu）", "edu", " edu ", "明州市教育局", "市教育局", "改过的名字（edu）"]
)
def test_text_means_a_unit_by_code_or_whole_name(cast: Cast, at: datetime, text: str) -> None:
    assert _chosen(cast, at, text) == cast.edu


@pytest.mark.django_db
def test_nothing_typed_means_nothing(cast: Cast, at: datetime) -> None:
    assert _chosen(cast, at, "  ") is None


@pytest.mark.django_db
def test_text_that_means_several_or_none_is_told_apart(cast: Cast, at: datetime) -> None:
    for code, parent in (("one", cast.edu), ("two", cast.health)):
        UnitFactory(code=code, name="同名处", short_name="处", parent=parent)

    assert "没有找到“教育”" in str(_chosen(cast, at, "教育"))
    assert "有多个“同名处”" in str(_chosen(cast, at, "同名处"))


@pytest.mark.django_db
def test_what_is_not_visible_cannot_be_chosen(cast: Cast, at: datetime) -> None:
    form = UnitForm({"unit": "edu"}, person=cast.stranger, at=at)

    assert "没有找到“edu”" in str(form.errors["unit"])


@pytest.mark.django_db
def test_row_is_shown_with_its_code(cast: Cast, at: datetime) -> None:
    form = UnitForm(initial={"unit": cast.edu}, person=cast.operator, at=at)

    assert 'value="明州市教育局（edu）"' in str(form["unit"])


@pytest.mark.django_db
def test_search_gives_visible_matches_only(cast: Cast, browser: Browser) -> None:
    ask = {"q": "明州 委"}

    own = browser(cast.operator).get("/desk/choose/unit/", ask).json()
    foreign = browser(cast.officer).get("/desk/choose/unit/", ask).json()

    assert own == {"results": ["明州市卫生健康委员会（health）"]}
    assert foreign == {"results": []}
    assert browser(cast.operator).get("/desk/choose/nothing/").status_code == 404


def test_two_choosers_cannot_share_a_name() -> None:
    known = chooser("unit")
    other = Chooser("unit", Unit.objects.visible_to, "code", ("name",), str)

    register_chooser(known)
    with pytest.raises(ValueError, match="unit"):
        register_chooser(other)
    with pytest.raises(LookupError):
        chooser("nothing")


def test_field_that_nobody_bound_chooses_nothing() -> None:
    class Loose(forms.Form):
        unit = SearchOfVisible("unit", required=False)

    form = Loose({"unit": "edu"})

    assert form.is_valid()
    assert form.cleaned_data["unit"] is None
