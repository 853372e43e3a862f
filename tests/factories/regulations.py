"""Packs in force, for tests of the rooms above."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mingtang.institution.regulations.actions import bind_pack, install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.models import Binding
from mingtang.institution.regulations.rules import Pack, make_pack
from mingtang.institution.regulations.schema import RULE, Rule


def bound_pack(
    unit_key: str, pack: str = "demo", *, at: datetime, since: date | None = None
) -> Binding:
    """Install a bundled pack and let it hold for a unit, from the day of `at` or from `since`."""
    install_pack(actor="system", at=at, pack=load_pack(pack))
    return bind_pack(
        actor="system", at=at, unit_key=unit_key, pack=pack, valid_from=since or at.date()
    )


def rule(rule_id: str = "reply.test", pack: str = "test", **keys: Any) -> Rule:
    """Return a rule of a house pack; a duty unless `kind` says otherwise."""
    duty = {"opened_by": "test.opened", "met_by": "test.met", "within": "1 working day"}
    raw: dict[str, Any] = {"kind": "duty", "label": "测试规则", "document": "《测试》"}
    raw |= duty if keys.get("kind", "duty") == "duty" else {}
    return RULE.validate_python({"id": rule_id, "pack": pack, **raw, **keys})


def pack_of(rules: Mapping[str, Rule] | None = None, name: str = "test") -> Pack:
    """Return a pack of the given rules."""
    return make_pack(name, "测试制度", (), dict(rules or {}))
