"""The items of the demo city, from `items.txt`, with bodies that read like such texts."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from mingtang.editorial.content.actions.fields import EditorialFields
from mingtang.editorial.content.enums import ArticleKind
from mingtang.wiring.config.demo_city.pictures import SCENE_NAMES, scene_of
from mingtang.wiring.config.demo_city.places import UNITS

_CLOSING = {
    ArticleKind.NEWS: (
        "有关负责人表示，下一步将总结经验、完善措施，把好事办好、实事办实。",
        "市民如需了解详情，可拨打政务服务便民热线12345咨询。",
    ),
    ArticleKind.NOTICE: (
        "请有关单位和个人周知，并按时做好相关准备。",
        "执行中有什么问题，请与本单位联系，咨询时间为工作日八时三十分至十七时三十分。",
    ),
    ArticleKind.INTERPRETATION: (
        "文件起草过程中，先后征求了县区、部门和群众代表的意见，并通过了合法性审查。",
        "具体办理流程可在本网站“政策文件”栏目查阅原文。",
    ),
}
_POLICY_PARTS = (
    (
        "一、总体要求",
        "坚持以人民为中心，问需于民、问效于民，统筹当前和长远，确保各项措施落地见效。",
    ),
    ("二、主要任务", ""),
    (
        "三、组织实施",
        "各县（区）人民政府、市直各部门要明确责任分工，细化工作举措，定期开展督促检查。",
    ),
)


@dataclass(frozen=True)
class Item:
    """One item of the list."""

    number: int
    unit: str
    kind: ArticleKind
    title: str
    lead: str
    explains: str = ""  # of an interpretation: words of the title of its policy

    @property
    def is_important(self) -> bool:
        """Tell whether the principal leader has to sign it."""
        return self.kind is ArticleKind.POLICY and self.number % 3 == 0

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture goes with it: with all news of the office, and half of the others'."""
        return self.kind is ArticleKind.NEWS and (self.unit == "office" or self.number % 2 == 0)

    def fields(
        self, day: date, wanted: list[int], interprets: int | None, image: int | None = None
    ) -> EditorialFields:
        """Return the editorial fields of the item as written on a day; `image` is the picture's row."""
        plan = next(plan for plan in UNITS if plan.code == self.unit)
        is_policy = self.kind is ArticleKind.POLICY
        return EditorialFields(
            kind=self.kind,
            title=f"{plan.name}{self.title}" if self.title.startswith("关于") else self.title,
            body=_body(self, plan.name, day, image),
            is_important=self.is_important,
            source=plan.short_name,
            author=plan.people[0],
            summary=self.lead,
            happened_on=day if self.kind is ArticleKind.NEWS else None,
            document_number=f"{plan.office_word}〔{day.year}〕{self.number}号" if is_policy else "",
            issuing_office=plan.name if is_policy else "",
            document_date=day if is_policy else None,
            topic_class="综合政务" if is_policy else "",
            force="in_force" if is_policy else "",
            wanted_columns=wanted,
            interprets_id=interprets,
        )


def all_items() -> list[Item]:
    """Return the items, units mixed, in the order in which they happen."""
    text = files("mingtang.wiring.config.demo_city").joinpath("items.txt").read_text("utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    # Every seventh first, then the next: units and kinds follow each other as in life.
    mixed = _policies_first([row for start in range(7) for row in rows[start::7]])
    return [
        Item(number, unit, ArticleKind(kind), title, lead, *explains)
        for number, (unit, kind, title, lead, *explains) in enumerate(mixed, start=1)
    ]


def _policies_first(rows: list[list[str]]) -> list[list[str]]:
    """Put an interpretation that precedes its policy right after it."""
    ordered = [row for row in rows if len(row) == 4]
    for row in rows:
        if len(row) == 5:
            place = next(
                n for n, one in enumerate(ordered) if one[0] == row[0] and row[4] in one[2]
            )
            ordered.insert(max(place + 1, min(rows.index(row), len(ordered))), row)
    return ordered


def _body(item: Item, office: str, day: date, image: int | None) -> list[dict[str, Any]]:
    written = f"{day.month}月{day.day}日"
    if item.kind is ArticleKind.POLICY:
        paragraphs = ["<p>各县（区）人民政府，市直各部门：</p>", f"<p>{item.lead}</p>"]
        for heading, words in _POLICY_PARTS:
            paragraphs.append(f"<h2>{heading}</h2>")
            paragraphs.append(f"<p>{words or item.lead}</p>")
        signature = {"office": office, "date": day.isoformat()}
        return [
            {"type": "text", "value": "".join(paragraphs)},
            {"type": "signature", "value": signature},
        ]
    first = (
        f"{written}，记者从{office}获悉：{item.lead}"
        if item.kind is ArticleKind.NEWS
        else item.lead
    )
    sentences = [first, *_CLOSING[item.kind]]
    blocks: list[dict[str, Any]] = [
        {"type": "text", "value": "".join(f"<p>{one}</p>" for one in sentences)}
    ]
    if image is not None:
        name = SCENE_NAMES[scene_of(item.title)]
        value = {"image": image, "name": f"{name}（绘图）", "caption": ""}
        blocks.insert(0, {"type": "picture", "value": value})
    if item.kind is ArticleKind.NOTICE:
        signature = {"office": office, "date": day.isoformat()}
        blocks.append({"type": "signature", "value": signature})
    return blocks
