import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Refused, no
from mingtang.institution.regulations import hooks
from mingtang.institution.regulations.actions import (
    bind_pack,
    end_binding,
    install_bundled_packs,
    install_pack,
)
from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.models import Binding, PackVersion, UnchangeableVersion
from mingtang.institution.regulations.queries import rules_for, rules_of_version
from mingtang.spine.events.models import Event
from tests.factories.regulations import bound_pack, pack_of, rule

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 11)


@pytest.fixture
def stranger() -> Iterator[str]:
    """An actor to whom the room above says no."""

    def answer(actor: str, right: str, unit: str, at: datetime) -> Decision:
        return YES if unit == "edu" else no("test.forbidden", "没有权限。")

    before = hooks._permission
    hooks.answer_permission_with(answer)
    yield "person:7"
    hooks.answer_permission_with(before)


def _test_pack(label: str = "测试规则"):
    return pack_of(
        {
            "reply.test": rule(
                label=label, opened_by="submission.arrived", met_by="submission.returned"
            )
        }
    )


def test_install_stores_text_and_event(at: datetime) -> None:
    pack = load_pack("demo")
    version = install_pack(actor="system", at=at, pack=pack)
    assert (version.name, version.number, version.digest) == ("demo", 1, pack.version)
    assert version.text == pack.text
    event = Event.objects.get(code="regulations.pack.installed")
    assert (event.subject, event.actor) == ("pack:demo", "system")


def test_install_again_changes_nothing(at: datetime) -> None:
    first = install_bundled_packs(actor="system", at=at)
    again = install_bundled_packs(actor="system", at=at + timedelta(days=1))
    assert again == first
    assert PackVersion.objects.count() == len(bundled_packs())


def test_earlier_text_comes_back_as_new_version(at: datetime) -> None:
    install_pack(actor="system", at=at, pack=_test_pack("甲"))
    install_pack(actor="system", at=at, pack=_test_pack("乙"))
    third = install_pack(actor="system", at=at, pack=_test_pack("甲"))
    assert third.number == 3
    assert third.digest == PackVersion.objects.get(number=1).digest


def test_install_refuses_unknown_event(at: datetime) -> None:
    with pytest.raises(PackError, match=r"没有事件 test\.met"):
        install_pack(
            actor="system",
            at=at,
            pack=pack_of({"reply.test": rule(opened_by="submission.arrived")}),
        )


def test_stored_version_cannot_be_changed(at: datetime) -> None:
    version = install_pack(actor="system", at=at, pack=_test_pack())
    for change in (version.save, version.delete, PackVersion.objects.all().delete):
        with pytest.raises(UnchangeableVersion):
            change()
    with pytest.raises(UnchangeableVersion):
        PackVersion.objects.update(text="")


def test_actor_without_right_is_refused(at: datetime, stranger: str) -> None:
    with pytest.raises(Refused):
        install_pack(actor=stranger, at=at, pack=_test_pack())
    install_pack(actor="system", at=at, pack=_test_pack())
    with pytest.raises(Refused, match="没有权限"):
        bind_pack(actor=stranger, at=at, unit_key="city", pack="test", valid_from=DAY)
    binding = bind_pack(actor=stranger, at=at, unit_key="edu", pack="test", valid_from=DAY)
    assert binding.bound_by == stranger


def test_without_answer_from_above_only_the_system_may(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_permission", hooks._system_only)
    with pytest.raises(Refused, match="平台管理员"):
        install_pack(actor="person:7", at=at, pack=_test_pack())


def test_bind_names_every_reason(at: datetime, stranger: str) -> None:
    with pytest.raises(Refused) as refused:
        bind_pack(
            actor=stranger,
            at=at,
            unit_key="city",
            pack="nowhere",
            valid_from=DAY,
            valid_to=DAY - timedelta(days=1),
        )
    codes = [reason.code for reason in refused.value.reasons]
    assert codes == ["test.forbidden", "regulations.ends_early", "regulations.not_installed"]


def test_bind_twice_is_one_binding(at: datetime) -> None:
    assert bound_pack("city", at=at) == bound_pack("city", at=at)
    assert Event.objects.filter(code="regulations.pack.bound").count() == 1


def test_new_binding_ends_the_open_one_the_day_before(at: datetime) -> None:
    old = bound_pack("city", "xuancheng", at=at)
    bound_pack("city", "xingning", at=at, since=date(2026, 5, 1))
    old.refresh_from_db()
    assert old.valid_to == date(2026, 4, 30)
    assert rules_for(["city"], at).pack == "xuancheng"
    assert rules_for(["city"], at + timedelta(days=60)).pack == "xingning"
    assert Event.objects.filter(code="regulations.binding.ended").count() == 1


def test_overlapping_binding_is_refused(at: datetime) -> None:
    bound_pack("city", "xuancheng", at=at)
    with pytest.raises(Refused, match="日期重叠"):
        bound_pack("city", "xingning", at=at)


def test_ended_binding_holds_through_its_last_day(at: datetime) -> None:
    binding = bound_pack("city", at=at)
    for _ in range(2):
        end_binding(actor="system", at=at, binding_id=binding.pk, last_day=DAY)
    assert rules_for(["city"], at).pack == "demo"
    assert rules_for(["city"], at + timedelta(days=1)).pack == ""
    assert Event.objects.filter(code="regulations.binding.ended").count() == 1


def test_binding_cannot_be_prolonged_or_end_before_it_began(at: datetime) -> None:
    binding = bound_pack("city", at=at)
    with pytest.raises(Refused, match="早于启用日期"):
        end_binding(actor="system", at=at, binding_id=binding.pk, last_day=DAY - timedelta(days=1))
    end_binding(actor="system", at=at, binding_id=binding.pk, last_day=DAY)
    with pytest.raises(Refused, match="重新启用"):
        end_binding(actor="system", at=at, binding_id=binding.pk, last_day=DAY + timedelta(days=1))


def test_unknown_binding_is_not_visible(at: datetime) -> None:
    with pytest.raises(NotVisible):
        end_binding(actor="system", at=at, binding_id=404, last_day=DAY)


def test_case_keeps_the_version_it_was_opened_under(at: datetime) -> None:
    install_pack(actor="system", at=at, pack=_test_pack("旧"))
    bind_pack(actor="system", at=at, unit_key="city", pack="test", valid_from=DAY)
    opened = rules_for(["city"], at)
    install_pack(actor="system", at=at + timedelta(hours=1), pack=_test_pack("新"))
    assert rules_of_version(opened.pack, opened.version)["reply.test"].label == "旧"
    assert rules_for(["city"], at)["reply.test"].label == "旧"
    assert rules_for(["city"], at + timedelta(hours=1))["reply.test"].label == "新"


def test_binding_rows_agree_with_the_span(at: datetime) -> None:
    binding = bound_pack("city", at=at)
    assert Binding.objects.get().span == binding.span


def _at_once(number: int, function: Callable[[], object]) -> list[object]:
    """Call a function from several threads that begin together; return results and errors."""
    gate = threading.Barrier(number)

    def call(_: int) -> object:
        try:
            gate.wait()
            return function()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


@pytest.mark.django_db(transaction=True)
def test_many_installers_at_once_make_one_version(at: datetime) -> None:
    for attempt in range(3):
        fresh = _test_pack(f"第{attempt}稿")
        numbers = _at_once(6, lambda: install_pack(actor="system", at=at, pack=fresh).number)  # noqa: B023
        assert numbers == [attempt + 1] * 6
    assert PackVersion.objects.count() == 3
    assert Event.objects.filter(code="regulations.pack.installed").count() == 3


@pytest.mark.django_db(transaction=True)
def test_many_binders_at_once_leave_no_overlap(at: datetime) -> None:
    install_bundled_packs(actor="system", at=at)
    packs = iter(bundled_packs())

    def bind() -> Binding:
        return bind_pack(
            actor="system",
            at=at,
            unit_key="city",
            pack=next(packs),
            valid_from=DAY,
            valid_to=DAY + timedelta(days=30),
        )

    results = _at_once(6, bind)
    assert sum(isinstance(one, Binding) for one in results) == 1
    assert sum(isinstance(one, Refused) for one in results) == 5
    assert Binding.objects.count() == 1
