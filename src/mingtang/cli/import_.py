"""`mingtang import`: take documents from text and HTML files into a unit's drafts."""

import json
import sys
from pathlib import Path

import click

from mingtang.cli.main import setup_django
from mingtang.content.importing import ImportedDocument, UnreadableFile, parse_document


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--site", "site_code", help="报送到哪个网站（网站代码）")
@click.option("--column", "column_path", help="拟发到哪个栏目（栏目路径）")
@click.option("--unit", "unit_code", help="草稿属于哪个单位（单位代码）")
@click.option("--as", "username", help="以谁的名义导入（登录名）")
@click.option("--dry-run", is_flag=True, help="只显示识别结果，不需要数据库")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(
    files: tuple[Path, ...],
    site_code: str | None,
    column_path: str | None,
    unit_code: str | None,
    username: str | None,
    dry_run: bool,
    form: str,
) -> None:
    """从文本或网页文件 FILES 中识别标题、文号、机关、日期、来源和正文，存为草稿。

    草稿和其他稿件一样要经过报送和审核。识别不准的留空并提示，不作猜测。以前导入过的文件会跳过，
    中断之后可以重新运行。有文件失败时退出码为 1。
    """
    documents, failures = _parsed(files)
    if dry_run:
        _show(documents, failures, form)
        sys.exit(1 if failures else 0)
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
    from mingtang.content.interfaces.batch_import import import_batch  # needs set-up

    try:
        result = import_batch(
            documents,
            site_code=site_code or "",
            column_path=column_path or "",
            unit_code=unit_code or "",
            username=username or "",
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    failures.update(result.failed)
    _show(documents, failures, form)
    click.echo(
        f"导入 {len(result.made)} 篇，跳过 {len(result.skipped)} 篇（以前导入过），失败 {len(failures)} 篇。",
        err=form == "json",
    )
    sys.exit(1 if failures else 0)


def _parsed(files: tuple[Path, ...]) -> tuple[list[ImportedDocument], dict[str, str]]:
    documents, failures = [], {}
    for path in files:
        try:
            documents.append(parse_document(path.name, path.read_bytes()))
        except UnreadableFile as error:
            failures[str(path)] = str(error)
        except OSError as error:
            failures[str(path)] = f"读不到这个文件：{error.strerror}"
    return documents, failures


def _show(documents: list[ImportedDocument], failures: dict[str, str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps([d.as_json() for d in documents], ensure_ascii=False, indent=2))
    else:
        for document in documents:
            _print(document)
    for name, message in failures.items():
        click.echo(f"失败 {name}：{message}", err=True)


def _print(document: ImportedDocument) -> None:
    rows = [
        ("标题", document.title),
        ("发文字号", document.document_number),
        ("发文机关", document.issuing_office),
        ("成文日期", str(document.document_date or "")),
        ("发布日期", str(document.release_date or "")),
        ("信息来源", document.source),
        (
            "正文",
            f"{sum(len(str(block['value'])) for block in document.blocks)} 字符，{len(document.blocks)} 块",
        ),
    ]
    click.echo(f"— {document.file}")
    for label, value in rows:
        click.echo(f"  {label}：{value or '（空）'}")
    for warning in document.warnings:
        click.echo(f"  注意：{warning}")
