"""Bodies of the demo city's items: what happened, what follows from it, charts, questions and answers."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from mingtang.editorial.content.enums import ArticleKind
from mingtang.wiring.config.demo_city.pictures import SCENE_NAMES, scene_of

ANY = "*"
_AIM = (
    "坚持以人民为中心，问需于民、问效于民，统筹当前和长远，确保各项措施落地见效。",
    "坚持问题导向和目标导向相结合，依法依规、分类推进，不搞形式主义，不增加基层负担。",
    "坚持实事求是、量力而行，先解决群众反映最集中的问题，以实际成效取信于民。",
)
_CARRY_OUT = (
    "各有关单位要明确责任分工，细化工作举措，定期开展督促检查。",
    "各有关单位要制定具体方案，明确时间表和责任人，每季度报送进展情况。",
    "本文件自印发之日起施行，有效期五年，由制定机关负责解释。",
)
# Whom a policy of a unit is sent to, and who agreed to it.
_OF_CITY = ("各县（区）人民政府，市直各部门", "市政府")
_RECEIVERS = dict.fromkeys(("qingxi", "danxia"), ("各乡镇人民政府，县直各部门", "县政府"))
Block = dict[str, Any]


class WrittenItem(Protocol):
    """What a body is made from: an item of the list."""

    @property
    def number(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> ArticleKind: ...
    @property
    def title(self) -> str: ...
    @property
    def lead(self) -> str: ...


def lines_of(text: str) -> list[list[str]]:
    """Return the cells of a table of the demo city, without its comments."""
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [line.split("|") for line in lines]


def body_of(item: WrittenItem, office: str, day: date, image: int | None) -> list[Block]:
    """Return the blocks of an item as its office wrote it on a day."""
    signature = {"type": "signature", "value": {"office": office, "date": day.isoformat()}}
    if item.kind is ArticleKind.POLICY:
        return [_text(_policy(item)), signature]
    if item.kind is ArticleKind.NOTICE:
        return [_text([_paragraph(item.lead), *_said(item, 2)]), signature]
    if item.kind is ArticleKind.INTERPRETATION:
        return [_text([_paragraph(item.lead)]), *_questions(item)]
    first = f"{day.month}月{day.day}日，记者从{office}获悉，{item.title}。{item.lead}"
    news = [_text([_paragraph(first), *_said(item, 2)]), *_chart(item.title, day)]
    return [_picture(item.title, image), *news] if image is not None else news


def _policy(item: WrittenItem) -> Iterator[str]:
    receivers, above = _RECEIVERS.get(item.unit, _OF_CITY)
    yield _paragraph(f"{receivers}：")
    yield _paragraph(f"经{above}同意，现将有关事项明确如下：{item.lead}")
    yield "<h2>一、总体要求</h2>"
    yield _paragraph(_AIM[item.number % len(_AIM)])
    yield "<h2>二、主要任务</h2>"
    yield from _said(item, 2)
    yield "<h2>三、组织实施</h2>"
    yield _paragraph(_CARRY_OUT[item.number % len(_CARRY_OUT)])


def _said(item: WrittenItem, count: int) -> list[str]:
    """Return some of the paragraphs of a unit and kind, others for the next item."""
    known = _paragraphs(item.unit, item.kind.value) or _paragraphs(ANY, item.kind.value)
    return [_paragraph(known[(item.number + n) % len(known)][0]) for n in range(count)]


def _questions(item: WrittenItem) -> Iterator[Block]:
    known = _paragraphs(ANY, "question")
    for place in sorted({(item.number + 2 * n) % len(known) for n in range(3)}):
        question, answer = known[place]
        yield {"type": "question", "value": {"question": question, "answer": answer}}


@cache
def _paragraphs(unit: str, kind: str) -> tuple[list[str], ...]:
    rows = lines_of(_read("bodies.txt"))
    return tuple(row[2:] for row in rows if row[:2] == [unit, kind])


def _chart(title: str, day: date) -> Iterator[Block]:
    for words, name, form, heading, measure, unit, cells, source in lines_of(_read("charts.txt")):
        if words in title:
            pairs = (cell.split("=") for cell in cells.split(","))
            rows = [{"label": _label(label, day), "amount": amount} for label, amount in pairs]
            value = {
                "name": name, "form": form, "heading": heading, "measure": measure, "unit": unit,
                "rows": rows, "source": source,
            }  # fmt: skip
            yield {"type": "chart", "value": value}


def _label(label: str, day: date) -> str:
    return f"{day.year - int(label[1:])}年" if label.startswith("Y") else label


def _picture(title: str, image: int) -> Block:
    name = SCENE_NAMES[scene_of(title)]
    return {"type": "picture", "value": {"image": image, "name": f"{name}（绘图）", "caption": ""}}


def _text(paragraphs: "list[str] | Iterator[str]") -> Block:
    return {"type": "text", "value": "".join(paragraphs)}


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>"


@cache
def _read(name: str) -> str:
    return files("mingtang.wiring.config.demo_city").joinpath(name).read_text("utf-8")
