"""Resolve the lines of a table of past letters: their units, and letters imported before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingtang.ground.foundation.chunks import in_chunks
from mingtang.ground.foundation.text import comparison_key
from mingtang.ground.papers.tables_in import LineResult, LineState
from mingtang.institution.organization.models import Unit
from mingtang.service.letters.enums import LetterCategory
from mingtang.service.letters.models import LetterDetails, LetterImport
from mingtang.service.letters.policies.history import LetterLine, letter_lines
from mingtang.spine.vault.sealing import blind_index, blind_indexes
from mingtang.workbench.casework.models import TEXT

ASKED_AT_ONCE = 500
SHORTEST_END = 3  # characters


@dataclass(frozen=True)
class Incoming:
    """A line that can be imported: the code of its unit, and the key that identifies the letter."""

    letter: LetterLine
    unit: str
    key: str

    @property
    def line(self) -> int:
        """The number of the line, as Excel shows it."""
        return self.letter.line


def sort_out(
    table: LetterImport, rows: Sequence[Sequence[Any]], *, now: datetime
) -> tuple[list[Incoming], list[LineResult]]:
    """Return the lines that can be imported, and for the others the reason why not."""
    incoming: list[Incoming] = []
    results: list[LineResult] = []
    desk = table.site.operating_unit or table.site.unit
    units = UnitNames(desk)
    seen: dict[str, int] = {}
    default = LetterCategory(table.category)
    for one in letter_lines(rows, table.columns, default=default, now=now):
        if isinstance(one, LineResult):
            results.append(one)
            continue
        unit = units.code_of(one.unit) if one.unit else desk.code
        identity = _identity(table.site.code, one)
        if not unit:
            text = f"没有单位“{one.unit}”，请填写单位的全称、简称或代码。"
            results.append(LineResult(one.line, LineState.FAILED, text))
        elif identity in seen:
            text = f"与第 {seen[identity]} 行是同一封来信。"
            results.append(LineResult(one.line, LineState.SKIPPED, text))
        else:
            seen[identity] = one.line
            incoming.append(Incoming(one, unit, blind_index(TEXT, identity)))
    return _without_known(incoming, list(seen), results)


def _identity(site: str, one: LetterLine) -> str:
    """Return what identifies a letter: its year and number, else its time, sender and text."""
    if one.number:  # numbers may restart each year
        return f"{site}|{one.times.received.year}|{one.number}"
    words = comparison_key(one.title + one.text)
    return f"{site}|{one.times.received.isoformat()}|{one.sender}|{words}"


def _without_known(
    incoming: list[Incoming], identities: Sequence[str], results: list[LineResult]
) -> tuple[list[Incoming], list[LineResult]]:
    """Leave out the lines imported before, also under an earlier key of the vault."""
    known: set[str] = set()
    for some in in_chunks(list(zip(incoming, identities, strict=True)), ASKED_AT_ONCE):
        asked = {key: one.key for one, text in some for key in blind_indexes(TEXT, text)}
        there = LetterDetails.objects.filter(import_key__in=list(asked))
        known |= {asked[key] for key in there.values_list("import_key", flat=True)}
    results += [
        LineResult(one.line, LineState.SKIPPED, "以前导入过。")
        for one in incoming
        if one.key in known
    ]
    return [one for one in incoming if one.key not in known], results


class UnitNames:
    """Finds a unit by name, short name, code, or the end of a name (教育局).

    A merged unit resolves to its successor. Of several units with the same end, the one beside the
    desk is returned; an ambiguous name resolves to none.
    """

    def __init__(self, desk: Unit) -> None:
        self._units = {one.pk: one for one in Unit.objects.all()}
        self._desk = desk
        self._known: dict[str, str] = {}

    def code_of(self, written: str) -> str:
        """Return the code of the unit; empty if it is unknown or ambiguous."""
        name = comparison_key(written)
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> str:
        if not name:
            return ""
        active = [one for one in self._units.values() if one.is_active]
        beside = [one for one in active if one.parent_id in {self._desk.parent_id, self._desk.pk}]
        ended = [one for one in self._units.values() if not one.is_active]
        for units, fits in (
            (active, _is_called),
            (ended, _is_called),
            (beside, _ends_so),
            (active, _ends_so),
        ):
            codes = {_successor(one, self._units).code for one in units if fits(one, name)}
            if codes:
                return codes.pop() if len(codes) == 1 else ""
        return ""


def _names(unit: Unit) -> tuple[str, ...]:
    return tuple(map(comparison_key, (unit.name, unit.short_name, unit.code)))


def _is_called(unit: Unit, name: str) -> bool:
    return name in _names(unit)


def _ends_so(unit: Unit, name: str) -> bool:
    return len(name) >= SHORTEST_END and any(one.endswith(name) for one in _names(unit))


def _successor(unit: Unit, units: Mapping[int, Unit]) -> Unit:
    while unit.merged_into_id is not None:
        unit = units[unit.merged_into_id]
    return unit
