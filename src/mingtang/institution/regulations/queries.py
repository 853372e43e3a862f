"""Which rules hold for a unit, and which held when a promise was opened."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.models import Binding, PackVersion
from mingtang.institution.regulations.rules import Rules, RuleSet, digest_of, pack_from_text

NO_RULES = RuleSet("", "", Rules("", {}))

# digest → rules. What a digest stands for never changes, so that nothing here can grow stale.
_parsed: dict[str, RuleSet] = {}


def rules_for(unit_path: Sequence[str], at: datetime) -> RuleSet:
    """Return the rules in force for a unit: those of the nearest pack bound to it or to one above.

    `unit_path` holds unit codes from the unit up to the root (`organization.queries.unit_path`). The
    version is the newest one loaded by then. Without a binding the set is empty, and asking it for
    a rule raises :class:`UnknownRule`.
    """
    path = tuple(unit_path)
    return remembered(("rules", path, at), lambda: _rules_for(path, at))


def _rules_for(unit_path: Sequence[str], at: datetime) -> RuleSet:
    bindings = Binding.objects.filter(unit_key__in=unit_path).holding_on(beijing_date(at))
    versions = PackVersion.objects.filter(name=OuterRef("pack"), loaded_at__lte=at)
    newest = Subquery(versions.order_by("-number").values("digest")[:1])
    found = bindings.values_list("unit_key", "pack", newest)
    packs = {unit: (pack, digest) for unit, pack, digest in found}
    for code in unit_path:
        if code in packs:
            pack, digest = packs[code]
            return rules_of_version(pack, digest) if digest else NO_RULES
    return NO_RULES


def newest_rules(pack: str, at: datetime) -> RuleSet:
    """Return the rules of a pack in the version that was newest at a moment; empty if there was none."""
    return remembered(("newest_rules", pack, at), lambda: _newest_rules(pack, at))


def _newest_rules(pack: str, at: datetime) -> RuleSet:
    newest = PackVersion.objects.of(pack).filter(loaded_at__lte=at)
    digest = newest.values_list("digest", flat=True).first()
    return rules_of_version(pack, digest) if digest else NO_RULES


def rules_of_version(pack: str, version: str) -> RuleSet:
    """Return the rules of a stored version: what a promise goes by that was opened under it.

    :raises LookupError: no such version was ever loaded.
    :raises PackError: the stored text is not the one that was loaded.
    """
    known = _parsed.get(version)
    if known is None or known.pack != pack:
        known = _parsed[version] = _read(pack, version)
    return known


def _read(pack: str, version: str) -> RuleSet:
    rows = PackVersion.objects.of(pack).filter(digest=version)
    text = rows.values_list("text", flat=True).first()
    if text is None:
        raise LookupError(f"pack {pack} was never loaded in version {version}")
    if digest_of(text) != version:
        raise PackError.one(
            f"{pack}@{version[:8]}", "", "存储的内容与装入时不同，可能被改动，请查操作记录"
        )
    return pack_from_text(text).rule_set
