from mingtang.institution.regulations.known_events import (
    known_events,
    planned_and_registered,
    unknown_events,
)
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.spine.events.registry import EventType, all_types
from tests.factories.regulations import pack_of, rule


def test_packs_name_only_known_events() -> None:
    known = known_events(all_types())
    faults = [
        str(fault)
        for name in bundled_packs()
        for fault in unknown_events(name, load_pack(name).rules, known)
    ]
    assert faults == []


def test_every_planned_event_is_named_by_a_rule() -> None:
    named = {
        code
        for name in bundled_packs()
        for one in load_pack(name).rules.values()
        for code in one.named_events()
    }
    assert [one.code for one in PLANNED if one.code not in named] == []


def test_no_planned_event_is_registered_already() -> None:
    hint = "take them out of mingtang/institution/regulations/planned_events.py"
    assert planned_and_registered(all_types()) == [], hint


def test_unknown_event_and_payload_key_are_told() -> None:
    known = {"test.opened": frozenset({"kind"})}
    pack = pack_of({"reply.test": rule(opened_when={"colour": "red"})})
    assert [str(fault) for fault in unknown_events("test", pack.rules, known)] == [
        "test：rules.reply.test：没有事件 test.met，请检查拼写",
        "test：rules.reply.test：事件 test.opened 没有数据项 colour",
    ]


def test_registered_type_counts_instead_of_the_planned_one() -> None:
    planned = PLANNED[0]
    registered = EventType(planned.code, "已登记", frozenset({"more"}))
    assert known_events([registered])[planned.code] == {"more"}
    assert planned_and_registered([registered]) == [planned.code]
