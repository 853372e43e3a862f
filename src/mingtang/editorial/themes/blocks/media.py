"""Blocks of articles beside plain text: gallery, film, sound, chart, quote, question and answer.

What is heard or seen moves only when a reader asks for it, and has its words beside it.
Source: WCAG 2.2, 1.2.1 to 1.2.3; 国办发〔2017〕47号, GL-D1 (适老化和无障碍).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mingtang.editorial.themes.blocks.bundled import PICTURE_FIELDS
from mingtang.editorial.themes.blocks.types import (
    AI_MADE,
    BlockField,
    BlockType,
    BlockUse,
    ValueKind,
)
from mingtang.editorial.themes.shown import BlockView, GalleryPicture
from mingtang.ground.charts import Chart, bar_chart, line_chart
from mingtang.ground.charts.values import Series
from mingtang.ground.foundation.text import paragraphs

MOST_PICTURES, MOST_ROWS = 20, 20
LONGEST_TRANSCRIPT = 20_000
CHART_FORMS = (("bar", "条形图"), ("line", "折线图"))
_ARTICLE = frozenset({BlockUse.ARTICLE})
_Values = Mapping[str, Any]


def _gallery(asked: Any, value: Any) -> BlockView | None:
    shown = tuple(_pictures(asked, value)) if isinstance(value, Mapping) else ()
    return (
        BlockView("gallery", pictures=shown, name=str(value.get("name") or "")) if shown else None
    )


def _pictures(asked: Any, value: _Values) -> Iterator[GalleryPicture]:
    for row in value.get("pictures") or ():
        found = asked.asset(f"image:{int(row['image'])}") if row.get("image") else None
        if found is not None:
            yield GalleryPicture(
                link=found.link,
                name=str(row.get("name") or found.title),
                caption=str(row.get("caption") or ""),
                width=found.width,
                height=found.height,
                sources=found.sources,
                shown=found.shown,
                is_ai=bool(row.get(AI_MADE.name)),
            )


def _film(asked: Any, value: Any) -> BlockView | None:
    return _moving(asked, value, "film")


def _audio(asked: Any, value: Any) -> BlockView | None:
    return _moving(asked, value, "audio")


def _moving(asked: Any, value: Any, kind: str) -> BlockView | None:
    """Return a film or sound with its words, None when its file is gone."""
    if not isinstance(value, Mapping):
        return None
    found = _file(asked, value.get("file"))
    if found is None:
        return None
    subtitles = _file(asked, value.get("subtitles"))
    poster = asked.asset(f"image:{int(value['poster'])}") if value.get("poster") else None
    return BlockView(
        kind,
        link=found.link,
        name=str(value.get("name") or found.title),
        size=found.size,
        subtitles=subtitles.link if subtitles else "",
        poster=(poster.shown or poster.link) if poster else "",
        words=tuple(paragraphs(str(value.get("words") or ""))),
        is_ai=bool(value.get(AI_MADE.name)),
    )


def _file(asked: Any, number: Any) -> Any:
    return asked.asset(f"document:{int(number)}") if number else None


def chart_of(value: _Values) -> Chart:
    """Return the chart of a block's table; `place` tells the charts of a page apart."""
    rows = [(str(row["label"]), _number(row.get("amount"))) for row in value["rows"]]
    words: dict[str, Any] = {
        "name": f"figures-{value.get('place', 0)}",
        "title": str(value["name"]),
        "heading": str(value.get("heading") or "项目"),
        "measure": str(value["measure"]),
        "unit": str(value.get("unit") or ""),
    }
    if value.get("form") != "line":
        return bar_chart(**words, rows=rows)
    series = [Series(words.pop("measure"), [amount for _, amount in rows])]
    return line_chart(**words, labels=[label for label, _ in rows], series=series)


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


def _chart(asked: Any, value: Any) -> BlockView | None:
    if not isinstance(value, Mapping) or not value.get("rows"):
        return None
    figure = chart_of(value).figure(folded=True)
    return BlockView("chart", html=figure, source=str(value.get("source") or ""))


def _quote(asked: Any, value: Any) -> BlockView | None:
    return _words(value, "quote", "words")


def _document_head(asked: Any, value: Any) -> BlockView | None:
    if not isinstance(value, Mapping) or not value.get("mark"):
        return None
    return BlockView(
        "document_head",
        name=str(value["mark"]),
        source=str(value.get("number") or ""),
        caption=str(value.get("signer") or ""),
    )


def _question(asked: Any, value: Any) -> BlockView | None:
    return _words(value, "question", "answer")


def _ai_text(asked: Any, value: Any) -> BlockView | None:
    view = _words(value, "ai_text", "words")
    return replace(view, is_ai=True) if view is not None and view.words else None


def _words(value: Any, kind: str, name: str) -> BlockView | None:
    if not isinstance(value, Mapping):
        return None
    return BlockView(
        kind,
        name=str(value.get("question") or ""),
        source=str(value.get("source") or ""),
        words=tuple(paragraphs(str(value.get(name) or ""))),
    )


_TRANSCRIPT = BlockField(
    name="words",
    label="文字稿",
    kind=ValueKind.TEXT,
    is_required=False,
    most=LONGEST_TRANSCRIPT,
    help="写出说了什么、有什么画面，听不见或看不见的人靠它了解内容。",
)
# A chart with its table, in bodies of articles and on homes.
CHART_FIELDS = (
    BlockField(name="name", label="图表名称", most=60),
    BlockField(name="form", label="图形", kind=ValueKind.CHOICE, choices=CHART_FORMS, start="bar"),
    BlockField(name="heading", label="项目列名", is_required=False, most=20),
    BlockField(name="measure", label="数值名称", most=20),
    BlockField(name="unit", label="单位", is_required=False, most=10),
    BlockField(
        name="rows",
        label="数据",
        kind=ValueKind.ROWS,
        least=1,
        most=MOST_ROWS,
        fields=(
            BlockField(name="label", label="项目", most=30),
            BlockField(name="amount", label="数值", kind=ValueKind.AMOUNT, is_required=False),
        ),
    ),
    BlockField(name="source", label="数据来源", is_required=False, most=60),
)
MEDIA = (
    BlockType(
        name="gallery",
        label="组图",
        icon="image",
        fields=(
            BlockField(name="name", label="组图名称", is_required=False, most=60),
            BlockField(
                name="pictures",
                label="图片",
                kind=ValueKind.ROWS,
                least=2,
                most=MOST_PICTURES,
                fields=PICTURE_FIELDS,
            ),
        ),
        view=BlockView,
        read=_gallery,
        uses=_ARTICLE,
    ),
    BlockType(
        name="film",
        label="视频",
        icon="media",
        fields=(
            BlockField(name="name", label="视频名称", most=60),
            BlockField(
                name="file",
                label="视频文件",
                kind=ValueKind.FILE,
                formats=("mp4",),
                help="MP4 格式的文件，不会自动播放。",
            ),
            BlockField(name="poster", label="封面图片", kind=ValueKind.PICTURE, is_required=False),
            BlockField(
                name="subtitles",
                label="字幕文件",
                kind=ValueKind.FILE,
                is_required=False,
                formats=("vtt",),
                help="WebVTT（.vtt）格式的文件。字幕和文字稿至少要有一样。",
            ),
            _TRANSCRIPT,
            AI_MADE,
        ),
        one_of=("subtitles", "words"),
        view=BlockView,
        read=_film,
        uses=_ARTICLE,
    ),
    BlockType(
        name="audio",
        label="音频",
        icon="media",
        fields=(
            BlockField(name="name", label="音频名称", most=60),
            BlockField(
                name="file",
                label="音频文件",
                kind=ValueKind.FILE,
                formats=("mp3",),
                help="MP3 格式的文件，不会自动播放。",
            ),
            BlockField(
                name="words",
                label="文字稿",
                kind=ValueKind.TEXT,
                most=LONGEST_TRANSCRIPT,
                help="写出说了什么，听不见的人靠它了解内容。",
            ),
            AI_MADE,
        ),
        view=BlockView,
        read=_audio,
        uses=_ARTICLE,
    ),
    BlockType(
        name="chart",
        label="数据图表",
        icon="table",
        help="图和表同时给出，不靠颜色区分。",
        fields=CHART_FIELDS,
        view=BlockView,
        read=_chart,
        uses=_ARTICLE,
    ),
    BlockType(
        name="quote",
        label="引文",
        icon="openquote",
        fields=(
            BlockField(name="words", label="引用的话", kind=ValueKind.TEXT, most=2000),
            BlockField(name="source", label="出处", is_required=False, most=100),
        ),
        view=BlockView,
        read=_quote,
        uses=_ARTICLE,
    ),
    BlockType(
        name="question",
        label="问答",
        icon="help",
        fields=(
            BlockField(name="question", label="问", most=200),
            BlockField(name="answer", label="答", kind=ValueKind.TEXT, most=5000),
        ),
        view=BlockView,
        read=_question,
        uses=_ARTICLE,
    ),
    BlockType(
        name="document_head",
        label="版头",
        icon="doc-full-inverse",
        help="放在正文最前面，网页上是红色的发文机关标志、文号和一条红线。",
        fields=(
            BlockField(
                name="mark",
                label="发文机关标志",
                most=60,
                help="如“明州市教育局文件”。",
            ),
            BlockField(name="number", label="发文字号", is_required=False, most=60),
            BlockField(
                name="signer",
                label="签发人",
                is_required=False,
                most=40,
                help="上行文才写，多人用空格分开。",
            ),
        ),
        view=BlockView,
        read=_document_head,
        uses=_ARTICLE,
    ),
    BlockType(
        name="ai_text",
        label="人工智能生成的文字",
        icon="cogs",
        help="由人工智能生成的文字放在这里，网页上会标明。",
        fields=(
            BlockField(name="words", label="文字", kind=ValueKind.TEXT, most=20_000),
            BlockField(name="source", label="用什么生成", is_required=False, most=60),
        ),
        view=BlockView,
        read=_ai_text,
        uses=_ARTICLE,
    ),
)
