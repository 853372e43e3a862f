"""What citizens sent and no room has taken yet; what could not be taken, and taking it again."""

import json
from typing import TYPE_CHECKING, Any

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person
    from mingtang.workbench.intake.models import IntakeRow

STATES = click.Choice(["waiting", "taken", "refused"])
FORMATS = click.Choice(["text", "json"])


def _as_json(row: "IntakeRow") -> dict[str, Any]:
    names = ("form", "site", "code", "state", "attempts", "error")
    moments = ("received_at", "due_at", "ended_at")
    times = {name: (at := getattr(row, name)) and at.isoformat() for name in moments}
    return {"id": row.pk, **{name: getattr(row, name) for name in names}, **times}


def _line(row: "IntakeRow") -> str:
    from mingtang.workbench.intake.enums import IntakeState  # needs set-up

    at = row.received_at.astimezone(BEIJING)
    label, why = IntakeState(row.state).label, row.error.partition("\n")[0]
    return f"{row.pk}\t{row.form}\t{row.code}\t{label}\t{at:%Y-%m-%d %H:%M}\t{row.attempts}\t{why}"


@click.group()
def command() -> None:
    """查看公众提交的来件（不含内容），重新接收未能接收的，更换加密密钥。"""
    setup_django()


@command.command("list")
@click.option("--state", type=STATES, help="只看这种状态：待接收、已接收、未能接收")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--format", "form", type=FORMATS, default="text")
def list_rows(state: str | None, limit: int, form: str) -> None:
    """列出来件，最近收到的在前。"""
    from mingtang.workbench.intake.enums import IntakeState  # needs set-up
    from mingtang.workbench.intake.queries import intake_in  # needs set-up

    rows = intake_in(IntakeState(state) if state else None)[:limit]
    if form == "json":
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(_line(row))


@command.command()
@click.argument("row_id", type=int, metavar="ID")
def show(row_id: int) -> None:
    """显示一份来件的情况，包括未能接收的原因；内容是加密的，不显示。"""
    from mingtang.workbench.intake.queries import intake_in  # needs set-up

    row = intake_in().filter(pk=row_id).first()
    if row is None:
        raise click.ClickException(f"没有编号为 {row_id} 的来件。")
    click.echo(json.dumps(_as_json(row), ensure_ascii=False, indent=2))


@command.command()
@click.argument("row_id", type=int, metavar="ID")
@by_option
def retry(row_id: int, actor: "Person") -> None:
    """重新接收未能接收的来件（由后台进程执行）。"""
    from mingtang.workbench.intake.actions import retry_intake  # needs set-up

    try:
        retry_intake(actor=actor, at=clock.now(), row_id=row_id)
    except Refused as refusal:
        raise click.ClickException(f"来件 {row_id}：{refusal}") from refusal
    except NotVisible as missing:
        raise click.ClickException(f"没有编号为 {row_id} 的来件，或无权处理。") from missing
    click.echo(f"来件 {row_id}：已重新排队。")


@command.command("new-key")
def new_key() -> None:
    """生成一对新密钥，以后的来件用新公钥加密；旧私钥留在后面，先前的仍能打开。"""
    from django.conf import settings  # needs set-up

    from mingtang.spine.vault.key_files import NoKey, add_private_key  # needs set-up

    try:
        add_private_key(settings.INTAKE_KEY_FILE, settings.INTAKE_PUBLIC_KEY_FILE)
    except NoKey as problem:
        raise click.ClickException(f"没有可用的私钥：{problem}") from problem
    click.echo("已更换。请现在备份 secrets/intake 和 secrets/intake.pub，")
    click.echo("并把 secrets/intake.pub 复制到只运行公众端的主机。")
