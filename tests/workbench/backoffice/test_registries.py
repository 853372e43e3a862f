"""Menu, start page and names of things: what rooms register, and who sees it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice import menu, start
from mingtang.workbench.backoffice import subjects as naming
from mingtang.workbench.backoffice.history import history_of
from mingtang.workbench.backoffice.menu import MenuEntry, menu_entries, register_menu_item
from mingtang.workbench.backoffice.start import (
    EVERY_POST,
    StartAction,
    StartPanel,
    Waiting,
    actions_for,
    panels_for,
    register_start_action,
    register_start_panel,
    waiting_for,
)
from mingtang.workbench.backoffice.subjects import Subject, register_subject, subjects
from tests.factories.cast import Cast


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from empty registries."""
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(start, "_registry", start._Registry())
    monkeypatch.setattr(naming, "_kinds", {})


def _powers(person: Person, at: datetime) -> Powers:
    return authority.powers_of(person, at)


@pytest.mark.django_db
def test_menu_shows_entries_whose_right_is_held(cast: Cast, at: datetime) -> None:
    register_menu_item(MenuEntry("b", "操作记录", "x", "history", order=2, rights=("events.read",)))
    register_menu_item(MenuEntry("a", "稿件", "x", "doc", order=1, rights=("content.read",)))
    register_menu_item(MenuEntry("c", "帮助", "x", "help", order=3))
    register_menu_item(MenuEntry("d", "从不", "x", "help", shown=lambda powers: False))

    assert [one.name for one in menu_entries(_powers(cast.officer, at))] == ["a", "c"]
    assert [one.name for one in menu_entries(_powers(cast.auditor, at))] == ["a", "b", "c"]
    assert [one.name for one in menu_entries(_powers(cast.colleague, at))] == ["c"]


def test_menu_refuses_two_entries_of_one_name_and_unknown_groups() -> None:
    entry = MenuEntry("a", "稿件", "x", "doc")

    register_menu_item(entry)
    register_menu_item(entry)
    with pytest.raises(ValueError, match="'a'"):
        register_menu_item(MenuEntry("a", "别的", "x", "doc"))
    with pytest.raises(ValueError, match="GROUPS"):
        register_menu_item(MenuEntry("b", "别的", "x", "doc", group="nothing"))


@pytest.mark.django_db
def test_what_waits_is_in_the_order_of_deadlines(cast: Cast, at: datetime) -> None:
    def item(title: str, hours: float | None) -> Waiting:
        due = None if hours is None else at + timedelta(hours=hours)
        return Waiting(title, "/", "审批", due_at=due)

    def first(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
        yield from (item("不急", None), item("明天", 24))

    def second(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
        yield from (item("今天", 2), item("已超期", -1))

    register_start_panel(EVERY_POST, StartPanel("one", "一", waiting=first))
    register_start_panel(Post.INFORMATION_OFFICER, StartPanel("two", "二", waiting=second))

    officer = waiting_for(cast.officer, _powers(cast.officer, at), at)
    leader = waiting_for(cast.leader, _powers(cast.leader, at), at)

    assert [one.title for one in officer] == ["已超期", "今天", "明天", "不急"]
    assert [one.title for one in leader] == ["明天", "不急"]


@pytest.mark.django_db
def test_rooms_whose_lists_are_empty_are_not_asked(cast: Cast, at: datetime) -> None:
    asked: list[str] = []

    def panel(name: str, *lists: QuerySet[Any]) -> StartPanel:
        def waiting(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
            asked.append(name)
            yield Waiting(name, "/", "审批")

        return StartPanel(name, name, waiting=waiting, rows=lambda *_: lists)

    everybody, nobody = Person.objects.all(), Person.objects.filter(username="没有")
    register_start_panel(EVERY_POST, panel("空", nobody, Person.objects.none()))
    register_start_panel(EVERY_POST, panel("有", nobody, everybody))
    register_start_panel(EVERY_POST, panel("无表"))
    powers = _powers(cast.officer, at)

    with CaptureQueriesContext(connection) as queries:
        found = waiting_for(cast.officer, powers, at)

    assert [one.title for one in found] == asked == ["有"]
    assert len(queries) == 1


@pytest.mark.django_db
def test_what_is_to_be_signed_stands_in_front_of_what_is_due(cast: Cast, at: datetime) -> None:
    def due(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
        yield Waiting("已超期", "/", "办理", due_at=at - timedelta(hours=1))

    def signing(person: Person, powers: Powers, at: datetime) -> Iterator[Waiting]:
        yield Waiting("明天到期的审签", "/", "审签", due_at=at + timedelta(days=1), is_signing=True)
        yield Waiting("不急的审签", "/", "审签", is_signing=True)

    register_start_panel(EVERY_POST, StartPanel("due", "时限", order=1, waiting=due))
    register_start_panel(EVERY_POST, StartPanel("signing", "审签", order=2, waiting=signing))

    found = waiting_for(cast.leader, _powers(cast.leader, at), at)

    assert [one.title for one in found] == ["明天到期的审签", "不急的审签", "已超期"]


@pytest.mark.django_db
def test_panels_and_actions_follow_posts_and_rights(cast: Cast, at: datetime) -> None:
    panel = StartPanel("desk", "编辑部")
    register_start_panel(Post.DESK, panel)
    register_start_panel(Post.DESK, panel)
    register_start_action(StartAction("write", "写稿件", "", "x", "edit", right="content.write"))
    register_start_action(StartAction("book", "通讯录", "", "x", "mail", order=1))

    assert panels_for(_powers(cast.desk_editor, at)) == [panel]
    assert panels_for(_powers(cast.officer, at)) == []
    assert [one.name for one in actions_for(_powers(cast.officer, at))] == ["book", "write"]
    assert [one.name for one in actions_for(_powers(cast.leader, at))] == ["book"]
    with pytest.raises(ValueError, match="desk"):
        register_start_panel(Post.DESK, StartPanel("desk", "另一个"))
    with pytest.raises(ValueError, match="write"):
        register_start_action(StartAction("write", "另一个", "", "x", "edit"))


@pytest.mark.django_db
def test_subjects_are_named_for_those_who_may_see_them(cast: Cast, at: datetime) -> None:
    def resolve(rests: list[str], person: Person, at: datetime) -> dict[str, Subject]:
        assert sorted(rests) == ["1", "2"]
        return {"1": Subject("一号", "/1/")} if person == cast.officer else {}

    register_subject("thing", "东西", resolve)
    keys = ["thing:1", "thing:2", "other:5"]

    assert subjects(keys, cast.officer, at) == {
        "thing:1": Subject("一号", "/1/"),
        "thing:2": Subject("东西（已删除或无权查看）"),
        "other:5": Subject("其他事项"),
    }
    assert subjects(keys, cast.stranger, at)["thing:1"] == Subject("东西（已删除或无权查看）")
    with pytest.raises(ValueError, match="thing"):
        register_subject("thing", "别的", lambda rests, person, at: {})


@pytest.mark.django_db
def test_history_tells_who_did_what_the_newest_first(cast: Cast, at: datetime) -> None:
    from mingtang.institution.organization.actions.units import (  # needs set-up
        change_unit,
        rename_unit,
    )

    later = at + timedelta(hours=1)
    change_unit(
        actor=cast.operator, at=at, unit_id=cast.edu.pk, short_name="教育局", phone="", position=0
    )
    rename_unit(actor=cast.operator, at=later, unit_id=cast.edu.pk, name="明州市教育和体育局")

    entries = history_of("unit:edu")

    assert [(one.recorded_at, one.actor, one.label) for one in entries] == [
        (later, "孙立", "单位更名"),
        (at, "孙立", "修改单位信息"),
    ]
    assert not entries[0].is_dated_back
    assert history_of("unit:nothing") == []
