"""Bodies as programs send them: what is not kept is named in the answer."""

import pytest

from mingtang.editorial.content.models import Article
from tests.faces.api.conftest import ProgramOf
from tests.faces.api.test_path import NEWS

pytestmark = pytest.mark.django_db


def body(value: str) -> list[dict[str, str]]:
    return [{"type": "text", "value": value}]


def test_media_inside_a_text_is_named_as_dropped(program: ProgramOf) -> None:
    value = '<p>现场</p><p><img src="data:image/png;base64,xx"></p><iframe src="http://v.cn/1"></iframe>'
    answer = program("officer").post("/articles", **NEWS | {"body": body(value)})
    assert answer.status == 201
    assert [one[:2] for one in answer.body["dropped"]] == ["图片", "嵌入"]
    article = Article.objects.get(pk=answer.body["id"])
    assert "img" not in str(article.body.get_prep_value())
    again = program("officer").patch(
        f"/articles/{article.pk}", version=1, body=body('<p>改</p><video src="/2.mp4"></video>')
    )
    assert "/2.mp4" in again.body["dropped"][0]


def test_plain_lines_become_paragraphs(program: ProgramOf) -> None:
    answer = program("officer").post("/articles", **NEWS | {"body": body("第一段。\n第二段。")})
    assert (answer.status, answer.body["dropped"]) == (201, [])
    (block,) = Article.objects.get().body.get_prep_value()
    assert block["value"] == "<p>第一段。</p><p>第二段。</p>"


def test_date_of_the_first_release_elsewhere_is_kept(program: ProgramOf) -> None:
    answer = program("officer").post("/articles", **NEWS | {"first_released_on": "2019-05-06"})
    assert answer.status == 201
    assert str(Article.objects.get().first_released_on) == "2019-05-06"
