"""Looking at promises, explaining one, settling what is due, and keeping the working-day calendar."""

import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused
from mingtang.wiring.cli.acting import person_named
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.obligations.models.obligations import ObligationQuerySet
    from mingtang.institution.obligations.policies.notice_days import DayChange

FORMATS = click.Choice(["text", "json"])
STATES = click.Choice(["open", "met", "met_late", "overdue", "closed"])
DAY_KINDS = {"上班": True, "放假": False, "work": True, "rest": False}
LINE = "2027-01-04,放假,元旦"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """查看、说明时限事项，处理到期的事项，维护工作日历。"""
    setup_django()


@command.command("list")
@click.option("--unit", "units", multiple=True, metavar="CODE", help="只看这个单位承担的，可重复")
@click.option("--state", "states", multiple=True, type=STATES, help="只看这种状态，可重复")
@click.option("--rule", default="", help="只看这条规则的，如 submission.desk")
@click.option("--subject", default="", help="只看这个对象的，如 article:12")
@click.option("--after", type=int, metavar="ID", help="接着这一项往下列")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--format", "form", type=FORMATS, default="text")
def list_obligations(
    units: tuple[str, ...],
    states: tuple[str, ...],
    rule: str,
    subject: str,
    after: int | None,
    limit: int,
    form: str,
) -> None:
    """按截止时间先后列出时限事项；不写状态的，列出还没有办结的。"""
    from mingtang.institution.obligations.models import Obligation  # needs set-up
    from mingtang.institution.obligations.queries.lists import ORDER  # needs set-up
    from mingtang.wiring.cli.obligation_lines import print_obligations  # needs set-up

    rows = Obligation.objects.filter(state__in=states) if states else Obligation.objects.live()
    rows = rows.owed_by(*units) if units else rows
    rows = rows.about(subject) if subject else rows
    rows = rows.filter(rule_id=rule) if rule else rows
    print_obligations(_behind(rows, after).order_by(*ORDER)[:limit], clock.now(), form)


def _behind(rows: "ObligationQuerySet", after: int | None) -> "ObligationQuerySet":
    if after is None:
        return rows
    last = rows.model._default_manager.filter(pk=after).first()
    if last is None:
        raise click.UsageError(f"没有编号为 {after} 的时限事项。")
    return rows.after(last.due_at, last.pk)


@command.command()
@click.argument("number", type=int, metavar="ID")
@click.option(
    "--at", "moment", metavar="时刻", help="按这一时刻所知说明，如 2026-05-07T09:00；缺省为现在"
)
@click.option("--format", "form", type=FORMATS, default="text")
def explain(number: int, moment: str | None, form: str) -> None:
    """逐条说明一个时限事项：依据、起算、逐日计入与否、截止、现状。"""
    from mingtang.institution.obligations.queries import explanation  # needs set-up
    from mingtang.institution.obligations.queries.lists import find_obligation  # needs set-up
    from mingtang.wiring.cli.obligation_lines import print_explanation  # needs set-up

    obligation = find_obligation(number)
    if obligation is None:
        raise click.ClickException(f"没有编号为 {number} 的时限事项。")
    print_explanation(
        explanation.explain(obligation, _moment(moment) if moment else clock.now()), form
    )


@command.command()
def sweep() -> None:
    """处理所有到期的事项：认定逾期、记录提醒、开立周期、按新日历重新推算。后台进程平时会自动做。"""
    from mingtang.institution.obligations.actions import (  # needs set-up
        open_quota_periods,
        recalculate_obligations,
        settle_due,
    )
    from mingtang.institution.obligations.queries.delivery import heard_until  # needs set-up

    at = clock.now()
    for label, work in (
        ("重新推算", recalculate_obligations),
        ("开立周期", open_quota_periods),
        ("处理到期事项", settle_due),
    ):
        done = 0
        while some := work(at):
            done += some
        click.echo(f"{label}：{done}")
    if heard_until(at) < at:
        click.echo(
            "有事件还没有投递，其后的到期事项留待投递后处理；请确认后台进程在运行。", err=True
        )


@command.group()
def calendar() -> None:
    """查看、修改工作日历。"""


@calendar.command("show")
@click.argument("year", type=click.IntRange(2000, 2100), metavar="年份")
@click.option("--format", "form", type=FORMATS, default="text")
def show_calendar(year: int, form: str) -> None:
    """列出一年里放假和调休上班的日子及依据。"""
    from mingtang.institution.obligations.queries.calendar import calendar_known_at  # needs set-up
    from mingtang.wiring.cli.obligation_lines import print_calendar  # needs set-up

    print_calendar(calendar_known_at(clock.now()), year, form)


@calendar.command("amend")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"), metavar="文件")
@click.option("--document", required=True, help="依据文件的名称和文号")
@click.option(
    "--completes-year", type=click.IntRange(2000, 2100), help="这份文件公布了哪一年的全部安排"
)
@click.option("--by", "username", required=True, metavar="用户名", help="由谁登记（平台管理员）")
def amend(file: Iterable[str], document: str, completes_year: int | None, username: str) -> None:
    """登记放假调休安排。文件每行一天：日期,放假或上班,节日名称（可空），如 2027-01-04,放假,元旦。"""
    from mingtang.institution.obligations.actions import amend_calendar  # needs set-up

    days = _days(file)
    try:
        notice = amend_calendar(
            actor=person_named(username),
            at=clock.now(),
            document=document,
            days=days,
            completes_year=completes_year,
        )
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"已登记“{notice.document}”，{len(days)}天；未办结的事项由后台重新推算。")


@calendar.command("progress")
def show_progress() -> None:
    """看日历修改之后重新推算到哪里了。"""
    from mingtang.institution.obligations.models import CalendarEdition  # needs set-up

    latest = CalendarEdition.objects.order_by("-noted_at").first()
    if latest is None:
        click.echo("日历没有修改过，没有需要重新推算的。")
    elif latest.finished_at is None:
        click.echo(f"正在重新推算：{latest.done}/{latest.waiting}")
    else:
        finished = latest.finished_at.astimezone(BEIJING)
        click.echo(f"已全部重新推算：{latest.done}项，{finished:%Y-%m-%d %H:%M}完成")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"时刻“{text}”看不懂，请写成 2026-05-07T09:00。") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def _days(lines: Iterable[str]) -> "list[DayChange]":
    """Read the days of a file; every line that cannot be read is told, and then nothing is entered."""
    from mingtang.institution.obligations.policies.notice_days import DayChange  # needs set-up

    days, wrong = [], []
    for number, line in enumerate(lines, start=1):
        parts = [part.strip() for part in line.replace("，", ",").split(",")]
        if not any(parts):
            continue
        try:
            name = parts[2] if len(parts) > 2 else ""
            days.append(DayChange(date.fromisoformat(parts[0]), DAY_KINDS[parts[1]], name))
        except (ValueError, LookupError):
            wrong.append(f"第 {number} 行看不懂：{line.strip()}，请写成 {LINE}")
    if wrong:
        click.echo("\n".join(wrong), err=True)
        sys.exit(2)
    return days
