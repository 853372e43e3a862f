"""How events, faults and failed deliveries are shown on a terminal."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click
from django.db.models import prefetch_related_objects

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.registry import UnknownEvent, event_type
from mingtang.spine.events.verification import Verification


def _time(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _label(code: str) -> str:
    try:
        return event_type(code).label
    except UnknownEvent:  # recorded by a room that is no longer installed
        return code


def event_as_json(event: Event) -> dict[str, Any]:
    """Return an event as it is printed with `--format json`."""
    return {
        "position": event.position,
        "code": event.code,
        "label": _label(event.code),
        "subject": event.subject,
        "actor": event.actor,
        "unit": event.unit,
        "site": event.site,
        "payload": json.loads(event.payload),
        "occurred_at": event.occurred_at.astimezone(BEIJING).isoformat(),
        "recorded_at": event.recorded_at.astimezone(BEIJING).isoformat(),
        "reason": str(event.reason or ""),
        "hash": event.hash,
    }


def _event_line(event: Event) -> str:
    position = "未封存" if event.position is None else str(event.position)
    parts = [position, _time(event.recorded_at), _label(event.code), event.subject, event.actor]
    parts += [code for code in (event.unit, event.site) if code]
    if event.occurred_at != event.recorded_at:
        parts.append(f"发生于 {_time(event.occurred_at)}")
    if event.reason:
        parts.append(f"理由：{event.reason}")
    if event.payload != "{}":
        parts.append(event.payload)
    return "  ".join(parts)


def print_events(events: Iterable[Event], form: str, *, streams: bool = False) -> None:
    """Print events, a line each; as JSON one list, or one object a line where they stream."""
    events = list(events)
    prefetch_related_objects(events, "reason")
    if form == "json" and not streams:
        click.echo(json.dumps([event_as_json(event) for event in events], ensure_ascii=False))
        return
    for event in events:
        if form == "json":
            click.echo(json.dumps(event_as_json(event), ensure_ascii=False))
        else:
            click.echo(_event_line(event))


def print_verification(result: Verification, form: str) -> None:
    """Print what a verification found."""
    if form == "json":
        faults = [
            {
                "kind": fault.kind.value,
                "position": fault.position,
                "last": fault.last,
                "id": fault.row_id,
                "text": fault.text,
            }
            for fault in result.faults
        ]
        read = {"rows": result.rows, "reached": result.reached, "anchors": result.anchors}
        read["erased"] = result.erased
        click.echo(json.dumps(read | {"faults": faults}, ensure_ascii=False))
        return
    for fault in result.faults:
        click.echo(f"{fault.kind.label}：{fault.text}")
    if result.erased:
        click.echo(f"{result.erased} 条事件的理由文字已依申请删除，其余内容和次序仍可核对。")
    verdict = f"发现 {len(result.faults)} 处问题。" if result.faults else "没有发现问题。"
    click.echo(
        f"核对了 {result.rows} 条事件（到第 {result.reached} 条）和 {result.anchors} 个锚，{verdict}"
    )


def print_failures(failures: Iterable[Delivery], form: str) -> None:
    """Print failed deliveries with their latest error."""
    if form == "json":
        rows = [
            {
                "id": one.pk,
                "subscriber": one.subscriber,
                "key": one.key,
                "position": one.position,
                "code": one.event.code,
                "tries": one.tries,
                "due_at": one.due_at.astimezone(BEIJING).isoformat() if one.due_at else None,
                "error": one.error,
            }
            for one in failures
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in failures:
        due = _time(one.due_at) if one.due_at else ""
        click.echo(
            f"投递 {one.pk}  {one.subscriber}  {one.key}  第 {one.position} 条"
            f"（{_label(one.event.code)}）  已试 {one.tries} 次，{due} 再试"
        )
        click.echo(f"    {one.error.strip().splitlines()[-1] if one.error.strip() else ''}")
