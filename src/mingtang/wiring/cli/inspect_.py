"""`mingtang inspect`: what is missing or wrong on a page of a government website, of any maker."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from mingtang.editorial.reading.result import Unreadable
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.http import FetchError, Limits, fetch
from mingtang.oversight.monitoring.inspection import (
    InspectedKind,
    Inspection,
    Severity,
    inspect_page,
)
from mingtang.oversight.monitoring.inspection.reference import reference_page

WRONG_INPUT = 2
LIMITS = Limits(seconds=15, max_bytes=20 * 1024 * 1024)
_OK = 200


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """检查网页是否符合规范，不限于本系统的网站。"""


@command.command("page")
@click.argument("target", metavar="网址或文件")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in InspectedKind]),
    help="页面的种类；不写时按页面上的标签判断。",
)
@click.option("--base", "address", default="", metavar="网址", help="文件原来的地址。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
def page(target: str, kind: str | None, address: str, form: str) -> None:
    """检查一个网页，列出缺少和有误之处；有必须改的，退出码为 1。

    \b
    mingtang inspect page https://www.example.gov.cn/
    mingtang inspect page 保存的网页.html --kind article
    """
    data, address = _data(target, address)
    try:
        found = inspect_page(
            data,
            at=datetime.now(tz=BEIJING),
            address=address,
            kind=InspectedKind(kind) if kind else None,
        )
    except Unreadable as error:
        _refuse(str(error))
    (_print_json if form == "json" else _print_text)(found)
    sys.exit(1 if found.count(Severity.MUST) else 0)


@command.command("rules")
@click.option("--write", "path", type=click.Path(path_type=Path), help="写进文件。")
def rules(path: Path | None) -> None:
    """列出检查所依据的规则（Markdown）。"""
    if path is None:
        click.echo(reference_page(), nl=False)
    else:
        path.write_text(reference_page(), encoding="utf-8")


def _data(target: str, address: str) -> tuple[bytes, str]:
    if not target.startswith(("http://", "https://")):
        try:
            return Path(target).read_bytes(), address
        except OSError as error:
            _refuse(f"打不开文件 {target}（{error.strerror}），请核对路径；网址以 http 开头。")
    try:
        answer = fetch(target, limits=LIMITS)
    except FetchError as error:
        _refuse(f"打不开 {target}：{error}")
    if answer.status != _OK:
        _refuse(f"{target} 回答 {answer.status}，不是正常的网页。")
    return answer.body, answer.url


def _print_text(found: Inspection) -> None:
    print(f"{found.title or '（没有标题）'}\n{found.kind.label}（{found.told_by}）")
    for severity in Severity:
        findings = [one for one in found.findings if one.rule.severity is severity]
        if not findings:
            continue
        print(f"\n{severity.label} {len(findings)} 处")
        for one in findings:
            print(f"  {one.text}\n    {one.rule.label} · {one.rule.source}")
            if one.place:
                print(f"    {one.place}")
    if not found.findings:
        print("没有发现问题")


def _print_json(found: Inspection) -> None:
    findings = [
        {
            "rule": one.rule.code,
            "severity": one.rule.severity.value,
            "text": one.text,
            "source": one.rule.source,
            "place": one.place,
        }
        for one in found.findings
    ]
    answer: dict[str, Any] = {
        "title": found.title,
        "kind": found.kind.value,
        "counts": {one.value: found.count(one) for one in Severity},
        "findings": findings,
    }
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _refuse(message: str) -> NoReturn:
    click.echo(f"错误：{message}", err=True)
    sys.exit(WRONG_INPUT)
