from collections import Counter
from datetime import datetime

import pytest

from mingtang.editorial.content.enums import ArticleKind
from mingtang.ground.foundation.clock import BEIJING
from mingtang.wiring.config.demo_city.items import (
    FRESH,
    UNFINISHED,
    Item,
    all_items,
    day_in,
    earlier_items,
)
from mingtang.wiring.config.demo_city.places import SITES, UNITS
from mingtang.wiring.config.demo_city.texts import body_of, lines_of
from mingtang.wiring.config.demo_city.topic_plans import TOPICS, topic_of

EVERYTHING = [*earlier_items(), *all_items()]


def test_city_shows_300_items_with_titles_of_their_own_in_nine_sites() -> None:
    assert len(EVERYTHING) - UNFINISHED >= 300
    assert len({item.title for item in EVERYTHING}) == len(EVERYTHING)
    assert len({item.lead for item in EVERYTHING}) == len(EVERYTHING)
    assert {item.unit for item in EVERYTHING} == {plan.code for plan in UNITS}
    assert len(SITES) == 9


@pytest.mark.parametrize("items", [earlier_items(), all_items()], ids=["earlier", "year"])
def test_interpretation_comes_after_its_policy(items: list[Item]) -> None:
    policies: list[Item] = []
    for item in items:
        if item.kind is ArticleKind.POLICY:
            policies.append(item)
        if item.kind is ArticleKind.INTERPRETATION:
            assert [one for one in policies if one.unit == item.unit and item.explains in one.title]


def test_newest_items_are_of_every_unit_and_of_no_season() -> None:
    newest = all_items()[-UNFINISHED - len(FRESH) :]
    fresh = newest[: len(FRESH)]

    assert {item.unit for item in fresh} == {plan.code for plan in UNITS}
    assert {item.kind for item in fresh} == {ArticleKind.NEWS}
    assert not any(item.month for item in newest)


@pytest.mark.parametrize("month", range(1, 13))
def test_item_of_a_month_happens_there_in_the_last_year(month: int) -> None:
    now = datetime(2026, 2, 28, 12, tzinfo=BEIJING)

    day = day_in(month, 11, now)

    assert day.month == month
    assert 0 <= (now - day).days <= 365


def test_every_topic_has_items_and_titles_belong_to_one() -> None:
    found = Counter(topic_of(item.title) for item in EVERYTHING)

    assert all(found[plan.code] >= 6 for plan in TOPICS)
    assert [plan.is_closed for plan in TOPICS].count(True) == 1


def test_bodies_of_a_unit_differ_and_charts_are_drawn() -> None:
    day = datetime(2026, 3, 2, tzinfo=BEIJING).date()
    bodies = {item.title: body_of(item, "某局", day, None) for item in EVERYTHING}
    kinds = Counter(block["type"] for body in bodies.values() for block in body)

    assert kinds["chart"] == 10
    assert kinds["question"] == 3 * sum(
        item.kind is ArticleKind.INTERPRETATION for item in EVERYTHING
    )
    assert len({str(body) for body in bodies.values()}) == len(EVERYTHING)


def test_tables_have_cells_and_comments() -> None:
    assert lines_of("# a comment\n\na|b\nc|d") == [["a", "b"], ["c", "d"]]


def test_key_policies_have_a_plan_and_an_interpretation_that_goes_with_them() -> None:
    day = datetime(2026, 3, 2, tzinfo=BEIJING).date()
    keys = [item for item in all_items() if item.area]
    companions = [item for item in all_items() if item.goes_with_policy]

    assert {item.area for item in keys} == {"economy", "livelihood"}
    assert len(keys) == len(companions) == 3
    assert all(item.fields(day, [], None).interpretation_plan for item in keys)
    assert not any(item.area or item.content_class == "" for item in earlier_items())


def test_items_are_of_many_classes() -> None:
    classes = {(item.unit in {"qingxi", "danxia"}, item.content_class) for item in all_items()}

    assert len({code for is_county, code in classes if not is_county}) >= 4
    assert {code for is_county, code in classes if is_county} == {
        "development", "rules", "services",
    }  # fmt: skip
