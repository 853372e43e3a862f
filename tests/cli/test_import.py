"""`mingtang import`: what is found is shown, what is certain becomes a draft."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from mingtang.cli.import_ import command
from mingtang.content.models import Article
from tests.factories.cast import Cast
from tests.reading.test_reader import TEXT_PAGE


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(TEXT_PAGE, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_dry_run_prints_one_list_and_nothing_else(page: Path) -> None:
    result = run(page, "--dry-run", "--format", "json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)
    assert list(found) == [
        "file", "title", "document_number", "issuing_office", "document_date", "release_date", "source",
        "body", "warnings", "index_number", "signers", "files",
    ]  # fmt: skip
    assert (found["document_date"], found["release_date"]) == ("2025-11-10", "2025-11-12")


def test_dry_run_says_in_words_what_is_missing(page: Path) -> None:
    page.write_text(TEXT_PAGE.replace("明政办[2025]31号\n", ""), "utf-8")
    result = run(page, "--dry-run")
    assert "发文字号：（空）" in result.stdout
    assert "注意：没有找到本文件的发文字号" in result.stdout


def test_one_bad_file_stops_nothing(page: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.doc"
    bad.write_bytes(b"\xd0\xcf\x11\xe0")
    result = run(bad, tmp_path / "none.txt", page, "--dry-run", "--format", "json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 1
    assert "旧版 Word" in result.stderr
    assert "读不到这个文件" in result.stderr


def test_without_a_target_it_says_what_to_add(page: Path) -> None:
    result = run(page, "--site", "portal")
    assert result.exit_code == 2
    assert "--column、--unit、--as" in result.stderr


TARGET = ("--site", "portal", "--column", "notices", "--unit", "edu", "--as", "officer")


@pytest.mark.django_db(transaction=True)
def test_documents_become_drafts_once(cast: Cast, at: datetime, page: Path) -> None:
    with time_machine.travel(at, tick=False):
        first, second = run(page, *TARGET), run(page, *TARGET)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "导入 1 篇，跳过 0 篇" in first.stdout
    assert "导入 0 篇，跳过 1 篇" in second.stdout
    article = Article.objects.get()
    assert (article.kind, article.state, article.unit) == ("policy", "draft", cast.edu)
    assert article.document_number == "明政办〔2025〕31号"
    assert article.wanted_columns == [cast.notices.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--site", "nowhere", "没有代码为 nowhere 的网站"),
        ("--column", "edu-only", "没有栏目 edu-only"),
        ("--unit", "nobody", "没有代码为 nobody 的单位"),
        ("--as", "nobody", "没有登录名为 nobody 的在用人员"),
    ],
)
def test_wrong_target_is_told_and_nothing_made(
    cast: Cast, at: datetime, page: Path, option: str, value: str, words: str
) -> None:
    arguments = [value if i and TARGET[i - 1] == option else part for i, part in enumerate(TARGET)]
    with time_machine.travel(at, tick=False):
        result = run(page, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_person_of_another_unit_is_refused_file_by_file(
    cast: Cast, at: datetime, page: Path
) -> None:
    with time_machine.travel(at, tick=False):
        result = run(page, *TARGET[:-1], "stranger")
    assert result.exit_code == 1
    assert "没有“起草、修改稿件”的权限" in result.stderr
    assert not Article.objects.exists()
