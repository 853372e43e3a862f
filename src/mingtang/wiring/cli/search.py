"""Looking things up as a list of the office does, and building the index again."""

import click

from mingtang.ground.foundation import clock
from mingtang.wiring.cli.main import setup_django


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """在检索中查找，或重建检索。"""
    setup_django()


@command.command()
@click.argument("words", nargs=-1, required=True, metavar="词…")
@click.option("--kind", "name", default="article", show_default=True, metavar="种类")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def find(words: tuple[str, ...], name: str, limit: int) -> None:
    """列出全部写有这些词的条目，新的在前。"""
    from mingtang.spine.search.queries import matching  # needs set-up

    rows = matching(name, " ".join(words)).order_by("-number")[:limit]
    for number, title in rows.values_list("number", "title"):
        click.echo(f"{name}:{number}\t{title}")


@command.command()
@click.argument("names", nargs=-1, metavar="[种类]…")
def rebuild(names: tuple[str, ...]) -> None:
    """安排后台任务，重建全部或这些种类的检索；其间仍可搜索。"""
    from mingtang.spine.jobs.actions import enqueue_job  # needs set-up
    from mingtang.spine.search.jobs import REBUILD  # needs set-up
    from mingtang.spine.search.registry import document_kinds  # needs set-up

    labels = {kind.name: kind.label for kind in document_kinds()}
    unknown = sorted(set(names) - set(labels))
    if unknown:
        known = "、".join(labels)
        raise click.UsageError(f"没有这种条目：{'、'.join(unknown)}。可选：{known}。")
    for name in names or labels:
        key, arguments = f"search:{name}", {"kind": name}
        job = enqueue_job(
            kind=REBUILD, actor="system", at=clock.now(), key=key, arguments=arguments
        )
        click.echo(
            f"重建“{labels[name]}”的检索：任务 {job.pk} 已排队，进展见 mingtang jobs show {job.pk}。"
        )
