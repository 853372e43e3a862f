"""`mingtang import`: what is found is shown, what is certain becomes a draft."""

import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from mingtang.editorial.content.actions.fields import wanted_columns_of
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile
from mingtang.wiring.cli.import_ import command
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection
from tests.editorial.reading.test_reader import TEXT_PAGE
from tests.factories.cast import Cast


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
    assert wanted_columns_of(article) == [cast.notices.pk]


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


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "00030101 00c9fe92ef0000000049454e44ae426082".replace(" ", "")
)
HTML = (
    '<h1>明州市教育局关于防汛的通知</h1><p>发布时间：2025-03-02</p><div id="zoom"><p>请做好防汛准备，确保'
    '安全。</p><p><img src="images/a.png" alt="防汛现场"></p><p>明州市教育局</p><p>2025年3月1日</p></div>'
)


def folder_of(top: Path) -> Path:
    (top / "2025" / "images").mkdir(parents=True)
    (top / "2025" / "a.html").write_text(HTML, "utf-8")
    (top / "2025" / "images" / "a.png").write_bytes(PICTURE)
    (top / "2025" / "b.htm").write_text(HTML.replace("防汛", "防火"), "utf-8")
    (top / "style.css").write_text("p {}")
    (top / "404.html").write_text("<h1>404</h1><p>页面不存在</p>", "utf-8")
    return top


def archive_of(top: Path) -> Path:
    path = top / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2025/a.html", HTML)
        archive.writestr("2025/images/a.png", PICTURE)
        archive.writestr("../outside.html", HTML)
        archive.writestr("中文名.html", HTML.replace("防汛", "防雷"))
    return path


def test_folder_is_read_page_by_page_and_addresses_follow_its_base(tmp_path: Path) -> None:
    base = "http://www.example.gov.cn/zw/"
    result = run(folder_of(tmp_path), "--dry-run", "--format", "json", "--base", base)
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert (first["file"], second["file"]) == ("2025/a.html", "2025/b.htm")
    assert 'src="http://www.example.gov.cn/zw/2025/images/a.png"' in first["body"]
    assert "失败 404.html：这是出错页面" in result.stderr


def test_archive_is_read_and_names_that_leave_it_are_left_out(tmp_path: Path) -> None:
    result = run(archive_of(tmp_path), "--dry-run", "--format", "json")
    assert [one["file"] for one in json.loads(result.stdout)] == ["2025/a.html", "中文名.html"]


def test_damaged_archive_is_one_clear_line(tmp_path: Path, page: Path) -> None:
    path = archive_of(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x07", 1))
    result = run(path, page, "--dry-run", "--format", "json")
    assert result.exit_code == 1
    assert result.stderr.count("失败") == 1
    assert len(json.loads(result.stdout)) == 1


def test_base_must_be_a_whole_address(page: Path) -> None:
    result = run(page, "--dry-run", "--base", "www.example.gov.cn")
    assert result.exit_code == 2
    assert "http://" in result.stderr


@pytest.mark.django_db(transaction=True)
def test_folder_becomes_a_batch_with_its_pictures(cast: Cast, at: datetime, tmp_path: Path) -> None:
    with time_machine.travel(at, tick=False):
        first = run(folder_of(tmp_path), *TARGET)
        again = run(tmp_path, *TARGET)
    assert "导入 2 篇，跳过 0 篇（以前导入过），失败 1 篇。" in first.stdout
    assert "导入 0 篇，跳过 2 篇（以前导入过），失败 1 篇。" in again.stdout
    rows = ImportedFile.objects.filter(batch=ImportBatch.objects.earliest("pk")).order_by("name")
    assert [(row.name, row.outcome) for row in rows] == [
        ("2025/a.html", "made"),
        ("2025/b.htm", "made"),
        ("404.html", "refused"),
    ]
    article = Article.objects.get(title="明州市教育局关于防汛的通知")
    (picture,) = [block for block in article.body if block.block_type == "picture"]
    assert picture.value["name"] == "防汛现场"
    assert picture.value["image"].collection == ensure_unit_collection(cast.edu)
    assert article.first_released_on == date(2025, 3, 2)


@pytest.mark.django_db(transaction=True)
def test_file_beside_a_page_that_is_no_picture_is_named(
    cast: Cast, at: datetime, tmp_path: Path
) -> None:
    folder_of(tmp_path)
    (tmp_path / "2025" / "images" / "a.png").write_bytes(b"MZ\x90\x00 a program")
    with time_machine.travel(at, tick=False):
        run(tmp_path / "2025" / "a.html", *TARGET)
    row = ImportedFile.objects.get()
    assert row.outcome == "made"
    assert any("防汛现场" in doubt["words"] for doubt in row.doubts)
