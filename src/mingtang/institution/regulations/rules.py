"""Packs and rule sets in memory: read a rule by its ID, or walk over all of them."""

import hashlib
import json
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.schema import RULE, Rule
from mingtang.institution.regulations.tracing import note_read

Kind = TypeVar("Kind", bound=Rule)
FORMAT = 1  # of the stored text


class Rules(Mapping[str, Rule]):
    """The rules of one pack by ID. Reading one by its ID is noted; walking over them is not."""

    def __init__(self, pack: str, rules: Mapping[str, Rule]) -> None:
        self._pack = pack
        self._rules = dict(sorted(rules.items()))

    def __getitem__(self, rule_id: str) -> Rule:
        try:
            rule = self._rules[rule_id]
        except KeyError:
            raise UnknownRule(rule_id, self._pack) from None
        note_read(rule)
        return rule

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._rules

    def values(self) -> ValuesView[Rule]:
        """Return all rules without noting that they were read."""
        return self._rules.values()

    def items(self) -> ItemsView[str, Rule]:
        """Return all rules with their IDs without noting that they were read."""
        return self._rules.items()

    def of_type(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Return the rules of one class, by ID, without noting that they were read."""
        return tuple(rule for rule in self._rules.values() if isinstance(rule, kind))

    @cached_property
    def by_event(self) -> Mapping[str, tuple[Rule, ...]]:
        """Return event code → the rules that name it; not noted, the engine notes what takes effect."""
        found: dict[str, list[Rule]] = {}
        for rule in self._rules.values():
            for code in rule.named_events():
                found.setdefault(code, []).append(rule)
        return {code: tuple(rules) for code, rules in found.items()}


@dataclass(frozen=True)
class RuleSet:
    """The rules in force for a unit: which pack, which version of it, and the rules."""

    pack: str
    version: str
    rules: Rules = field(compare=False)

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self.rules

    def rule(self, rule_id: str, kind: type[Kind]) -> Kind:
        """Return a rule that has to be of the given class.

        :raises UnknownRule: the pack has no such rule, or it is of another class.
        """
        found = self.rules[rule_id]
        if not isinstance(found, kind):
            raise UnknownRule(rule_id, self.pack)
        return found


@dataclass(frozen=True)
class Pack:
    """A regulation pack (制度包) with everything it extends and takes resolved.

    `version` is the digest of the resolved text: two packs with the same version say the same.
    """

    name: str
    label: str
    rules: Rules = field(compare=False)
    text: str = field(repr=False)
    extends: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Return the digest (SHA-256, hexadecimal) of the text."""
        return digest_of(self.text)

    @property
    def rule_set(self) -> RuleSet:
        """Return the rules with name and version."""
        return RuleSet(self.name, self.version, self.rules)

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its ID.

        :raises UnknownRule: the pack has no such rule.
        """
        return self.rules[rule_id]


def digest_of(text: str) -> str:
    """Return the version that a resolved text has."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_pack(name: str, label: str, extends: tuple[str, ...], rules: Mapping[str, Rule]) -> Pack:
    """Return a pack whose text holds every value, the defaults too."""
    body = {
        "format": FORMAT,
        "name": name,
        "label": label,
        "extends": list(extends),
        "rules": [rules[rule_id].model_dump(mode="json") for rule_id in sorted(rules)],
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Pack(name, label, Rules(name, rules), text, extends)


def pack_from_text(text: str) -> Pack:
    """Return the pack that a stored text holds; keys that came later take their defaults."""
    body = json.loads(text)
    rules = {raw["id"]: RULE.validate_python(raw) for raw in body["rules"]}
    return Pack(
        body["name"], body["label"], Rules(body["name"], rules), text, tuple(body["extends"])
    )
