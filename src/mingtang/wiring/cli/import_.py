"""`mingtang import`: take documents from pages, folders and archives into a unit's drafts."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading, ReadTable, Text, Unreadable
from mingtang.editorial.reading.sources import Source, UnreadableSource, sources_of
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import Refused
from mingtang.wiring.cli.main import setup_django


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--site", "site_code", help="报送到哪个网站（网站代码）")
@click.option("--column", "column_path", help="拟发到哪个栏目（栏目路径）")
@click.option("--unit", "unit_code", help="草稿属于哪个单位（单位代码）")
@click.option("--as", "username", help="以谁的名义导入（登录名）")
@click.option(
    "--base", default="", help="网页原来的地址；以 / 结尾的，作为文件夹的地址，后接各文件的路径"
)
@click.option("--dry-run", is_flag=True, help="只显示识别结果，不需要数据库")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(
    files: tuple[Path, ...],
    site_code: str | None,
    column_path: str | None,
    unit_code: str | None,
    username: str | None,
    base: str,
    dry_run: bool,
    form: str,
) -> None:
    """从网页、文本文件或其文件夹、ZIP 压缩包 FILES 中识别标题、文号、机关、日期、来源和正文，存为草稿。

    草稿和其他稿件一样要经过报送和审核。识别不准的留空并提示，不作猜测。内容相同的以前导入过，会跳过，
    中断之后可以重新运行。有文件不能导入时退出码为 1。
    """
    if base and not base.startswith(("http://", "https://")):
        raise click.UsageError("--base 要写完整的网页地址，以 http:// 或 https:// 开头。")
    report = _Report(form)
    if dry_run:
        _dry_run(files, base, report)
        sys.exit(report.end())
    missing = [
        name
        for name, value in (
            ("--site", site_code),
            ("--column", column_path),
            ("--unit", unit_code),
            ("--as", username),
        )
        if not value
    ]
    if missing:
        raise click.UsageError(
            f"正式导入还需要 {'、'.join(missing)}；只想看看能识别出什么，请加 --dry-run。"
        )
    setup_django()
    from mingtang.editorial.content.importing.batch_import import import_batch  # needs set-up

    try:
        outcomes = import_batch(
            _sources(files, report),
            name="、".join(path.name for path in files)[:200],
            site_code=site_code or "",
            column_path=column_path or "",
            unit_code=unit_code or "",
            username=username or "",
            base=base,
            read_clock=clock.now,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except Refused as refusal:
        click.echo(f"没有导入：{refusal}", err=True)
        sys.exit(1)
    for outcome in outcomes:
        report.add(outcome.name, str(outcome.outcome), outcome.message, outcome.reading)
    status = report.end()
    click.echo(report.summary, err=form == "json")
    sys.exit(status)


class _Report:
    """Prints each file as it comes; JSON is one list, so it waits for the end."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.counts: Counter[str] = Counter()
        self.read: list[Reading] = []

    def add(self, name: str, outcome: str, message: str, reading: Reading | None) -> None:
        self.counts[outcome] += 1
        if reading is not None and outcome != "failed":
            if self.form == "json":
                self.read.append(reading)
            else:
                _print(reading)
        if outcome in {"failed", "refused"}:
            click.echo(f"失败 {name}：{message}", err=True)
        elif outcome == "repeated":
            click.echo(f"跳过 {name}：{message}", err=True)

    def end(self) -> int:
        if self.form == "json":
            click.echo(json.dumps([r.as_json() for r in self.read], ensure_ascii=False, indent=2))
        return 1 if self.counts["failed"] + self.counts["refused"] else 0

    @property
    def summary(self) -> str:
        failed = self.counts["failed"] + self.counts["refused"]
        return (
            f"导入 {self.counts['made']} 篇，跳过 {self.counts['repeated']} 篇（以前导入过），"
            f"失败 {failed} 篇。"
        )


def _sources(files: Iterable[Path], report: _Report) -> Iterator[Source]:
    """Yield the pages; a folder or archive that cannot be taken is told and passed over."""
    for path in files:
        try:
            yield from sources_of([path])
        except UnreadableSource as error:
            report.add(str(path), "failed", str(error), None)
        except OSError as error:
            report.add(str(path), "failed", f"读不到这个文件：{error.strerror}", None)


def _dry_run(files: Iterable[Path], base: str, report: _Report) -> None:
    for source in _sources(files, report):
        try:
            address = f"{base}{source.name}" if base.endswith("/") else base
            reading = read_page(source.name, source.load(), base=address)
        except Unreadable as error:
            report.add(source.name, "refused", str(error), None)
        except OSError as error:
            report.add(source.name, "failed", f"读不到这个文件：{error.strerror}", None)
        else:
            report.add(source.name, "read", "", reading)


def _print(reading: Reading) -> None:
    words = sum(len(block.words) for block in reading.body if isinstance(block, Text))
    tables = sum(1 for block in reading.body if isinstance(block, ReadTable))
    rows = [
        ("标题", reading.title.value),
        ("发文字号", reading.number.value),
        ("发文机关", reading.office.value),
        ("成文日期", str(reading.document_date.value or "")),
        ("发布日期", str(reading.released.value or "")),
        ("信息来源", reading.source.value),
        (
            "正文",
            f"{words} 字，{len(reading.paragraphs)} 段，{tables} 张表，"
            f"{len(reading.pictures)} 张图，{len(reading.files)} 个附件",
        ),
    ]
    click.echo(f"— {reading.file}")
    for label, value in rows:
        click.echo(f"  {label}：{value or '（空）'}")
    for warning in reading.warnings:
        click.echo(f"  注意：{warning}")
