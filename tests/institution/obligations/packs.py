"""Packs that differ from a bundled one in a few keys of one rule."""

from datetime import datetime
from typing import Any

from mingtang.institution.regulations.actions import install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.rules import make_pack
from mingtang.institution.regulations.schema import RULE


def install_changed(name: str, at: datetime, rule_id: str, **keys: Any) -> None:
    """Load a new version of a bundled pack in which one rule says something else."""
    pack = load_pack(name)
    raw = pack.rules[rule_id].model_dump(mode="json") | keys
    rules = dict(pack.rules.items()) | {rule_id: RULE.validate_python(raw)}
    install_pack(actor="system", at=at, pack=make_pack(pack.name, pack.label, pack.extends, rules))
