"""How the publishing command prints what it found."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from mingtang.editorial.operating.queries import (
    batches,
    changes_of,
    failures,
    held,
    incidents_open,
    lanes,
    oldest_age,
    runs,
)
from mingtang.editorial.pages.engine.space import space
from mingtang.editorial.pages.policies.pauses import age_level
from mingtang.ground.foundation.clock import BEIJING

LEVELS = {"ok": "", "warn": "（超过 20 秒，请留意）", "alarm": "（超过 60 秒，请立即检查）"}


def print_status(at: datetime, form: str) -> None:
    """Print lanes, failures, held pages and runs."""
    if form == "json":
        _json(
            {
                "oldest_waiting_seconds": oldest_age(at),
                "level": age_level(oldest_age(at)),
                "incidents_open": incidents_open(),
                "lanes": [{**asdict(lane), "lane": lane.lane.name.lower()} for lane in lanes(at)],
                "failures": [asdict(failure) for failure in failures()],
                "held": dict(held()),
                "runs": [asdict(run) for run in runs()],
            }
        )
        return
    for lane in lanes(at):
        click.echo(
            f"{lane.lane.label}：等待 {lane.waiting}，正在生成 {lane.running}，"
            f"最久等待 {lane.oldest_age:.0f} 秒{LEVELS[lane.level]}"
        )
    for code, count in held():
        click.echo(f"已回退、暂停更新：{code} {count} 个页面")
    for run in runs(limit=5):
        click.echo(
            f"批量任务 {run.run_id} {run.kind} {run.site_code} {run.state} "
            f"{run.fed}/{run.total}（{run.percent}%）"
        )
    for failure in failures(limit=20):
        click.echo(f"失败 {failure.tries} 次：{failure.site_code}{failure.path}　{failure.reason}")


def print_batches(code: str, before: int | None, limit: int, form: str) -> None:
    """Print batches, newest first."""
    found = batches(before=before, site_codes=[code] if code else None, limit=limit)
    if form == "json":
        _json([asdict(batch) for batch in found])
        return
    for batch in found:
        words = " ".join(part for part in (batch.actor, batch.reason) if part)
        click.echo(
            f"{batch.batch_id}\t{_time(batch.started_at)}\t{batch.kind}\t{batch.state}\t"
            f"{batch.pages} 个页面\t{_size(batch.bytes)}\t{words}"
        )


def print_changes(batch_id: int, limit: int, form: str) -> None:
    """Print the files of a batch."""
    found = changes_of(batch_id, limit=limit)
    if form == "json":
        _json([asdict(change) for change in found])
        return
    for change in found:
        click.echo(f"{change.verb}\t{change.site_code}{change.path}\t{change.now[:12]}")


def print_space(at: datetime) -> None:
    """Print what the store holds."""
    found = space(at)
    click.echo(f"存储：{found.packs} 个包，共 {_size(found.bytes)}")
    click.echo(f"在线版本 {_size(found.current)}，旧版本 {_size(found.old)}")
    click.echo(f"其中超过保留期、可以清理的 {_size(found.expired)}")


def _time(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def _json(found: Any) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, default=str, indent=1))
