"""Pictures and files that an imported page shows come in with it, or are named as missing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from mingtang.editorial.content.importing.batch_import import BatchOutcome, import_batch
from mingtang.editorial.content.models import Article
from mingtang.editorial.reading.sources import sources_of
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from tests.factories.cast import Cast
from tests.ground.foundation.files.samples import SAMPLES

pytestmark = pytest.mark.django_db
PAGE = """<html><head><meta charset=utf-8></head><body><h1>关于防汛的通知</h1><p>发布时间：2025-03-02 来源：市教育局</p>
<div id=zoom><p>各学校：</p><p>请做好防汛准备，申报表见<a href="文件\\表.PDF">附表</a>，按时报送。</p>
<p><img src="Images\\My%20Map.PNG" alt="示意图"></p><p><img src="/upload/2.png"></p>
<p>明州市教育局</p><p>2025年3月1日</p></div></body></html>"""
Import = Callable[..., BatchOutcome]


@pytest.fixture
def take(cast: Cast, at: datetime, tmp_path: Path) -> Import:
    def take(files: dict[str, bytes], base: str = "") -> BatchOutcome:
        for name, content in files.items():
            path = tmp_path / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (found,) = import_batch(
            sources_of([tmp_path / "site"]),
            name="旧网页",
            site_code=cast.portal.code,
            column_path=cast.notices.path,
            unit_code=cast.edu.code,
            username=cast.officer.username,
            read_clock=lambda: at,
            base=base,
        )
        return found

    return take


def doubts(found: BatchOutcome) -> str:
    assert found.reading is not None
    return "".join(one.words for one in found.reading.doubts if one.field == "body")


def test_what_stands_beside_the_page_comes_in(take: Import) -> None:
    found = take(
        {
            "zw/a.html": PAGE.encode(),
            "zw/images/my map.png": SAMPLES["png"],
            "upload/2.png": SAMPLES["png"],
            "zw/文件/表.pdf": SAMPLES["pdf"],
        }
    )
    blocks = [block["type"] for block in Article.objects.get().body.raw_data]
    assert blocks.count("picture") == 2
    assert blocks.count("attachment") == 1
    assert (Picture.objects.count(), OfficeFile.objects.count()) == (
        1,
        1,
    )  # one picture, shown twice
    assert doubts(found) == ""


def test_what_is_missing_is_named(take: Import) -> None:
    found = take({"zw/a.html": PAGE.encode(), "upload/2.png": SAMPLES["png"]})
    assert Picture.objects.count() == 1
    assert "1 张图片只写了相对地址" in doubts(found)
    assert "1 个附件的地址不完整" in doubts(found)


def test_a_whole_address_of_the_own_site_is_found_in_the_folder(take: Import) -> None:
    page = PAGE.replace("/upload/2.png", "http://www.example.gov.cn/upload/2.png")
    found = take(
        {"a.html": page.encode(), "upload/2.png": SAMPLES["png"]}, base="http://www.example.gov.cn/"
    )
    assert Picture.objects.count() == 1
    assert "附表”还在原网站" in doubts(found)


def test_what_no_upload_would_take_stays_out(take: Import) -> None:
    found = take({"zw/a.html": PAGE.encode(), "upload/2.png": b"<script>alert(1)</script>"})
    assert not Picture.objects.exists()
    assert "没有收入" in doubts(found)
