"""How promises, explanations and the calendar are shown on a terminal."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import WorkCalendar
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.policies.explanation import ExplanationLine, moment_text
from mingtang.institution.obligations.queries.explanation import Explanation
from mingtang.institution.obligations.queries.lists import Countdown, countdowns


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(BEIJING).isoformat() if moment else None


def print_obligations(rows: Iterable[Obligation], at: datetime, form: str) -> None:
    """Print promises, a line each, or one list of JSON objects."""
    found = list(rows)
    shown = list(zip(found, countdowns(found, at), strict=True))
    if form == "json":
        listed = [_as_json(row, countdown) for row, countdown in shown]
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for row, countdown in shown:
        state = ObligationState(row.state).label
        if row.is_live and not countdown.is_running:
            state = "暂停计时"
        due = f"{moment_text(row.due_at)}{'（暂定）' if row.provisional else ''}"
        asked = f"{countdown.label}（{countdown.asked}，{countdown.strength.label}）"
        click.echo("  ".join((str(row.pk), due, state, row.unit_key, row.subject, asked)))


def _as_json(row: Obligation, countdown: Countdown) -> dict[str, Any]:
    return {
        "id": row.pk,
        "rule": row.rule_id,
        "label": countdown.label,
        "citation": countdown.citation,
        "asked": countdown.asked,
        "strength": row.strength,
        "kind": row.kind,
        "subject": row.subject,
        "unit": row.unit_key,
        "site": row.site_key,
        "state": row.state,
        "opened_at": _iso(row.opened_at),
        "due": _iso(row.due_at),
        "provisional": row.provisional,
        "paused_at": _iso(row.paused_at),
        "decided_at": _iso(row.decided_at),
        "number": row.number,
        "target": row.target,
        "pack": row.pack,
        "pack_version": row.pack_version,
    }


def print_explanation(explanation: Explanation, form: str) -> None:
    """Print the lines of an explanation, or one JSON object."""
    if form == "json":
        told = {
            "id": explanation.obligation_id,
            "rule": explanation.rule_id,
            "label": explanation.label,
            "citation": explanation.citation,
            "at": _iso(explanation.at),
            "due": _iso(explanation.due_at),
            "provisional": explanation.provisional,
            "state": explanation.state.value,
            "lines": [_line_as_json(line) for line in explanation.lines],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    previous = ""
    for line in explanation.lines:
        heading = line.kind.label if line.kind.label != previous else "　　"
        previous = line.kind.label
        moment = f"{moment_text(line.at)}　" if line.at and line.day is None else ""
        if line.kind.value == "due":
            moment = ""  # it stands in the sentence
        click.echo(f"{heading}　{moment}{line.text}")


def _line_as_json(line: ExplanationLine) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": line.kind.value, "text": line.text, "at": _iso(line.at)}
    if line.day is not None:
        told["day"] = line.day.day.isoformat()
        told["counted"] = line.day.counted
        told["number"] = line.day.number
    return told


def print_calendar(calendar: WorkCalendar, year: int, form: str) -> None:
    """Print the exceptions of a year in the order of their days."""
    days = {entry.day: entry for entry in sorted(calendar.days, key=lambda one: one.known_since)}
    found = [entry for day, entry in sorted(days.items()) if day.year == year]
    if form == "json":
        listed = [
            {
                "day": entry.day.isoformat(),
                "is_working": entry.is_working,
                "name": entry.name,
                "source": entry.source,
                "known_since": _iso(entry.known_since),
            }
            for entry in found
        ]
        click.echo(
            json.dumps(
                {"year": year, "known": calendar.is_known(year), "days": listed}, ensure_ascii=False
            )
        )
        return
    if not calendar.is_known(year):
        click.echo(f"{year}年的放假安排还没有公布或登记，暂按周一至周五推算。")
    for entry in found:
        click.echo(f"{entry.day}  {calendar.why(entry.day)}  {entry.source}")
