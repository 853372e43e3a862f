"""The items of the demo city, from `items.txt` and `earlier.txt`: what each says of itself."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files

from mingtang.editorial.content.actions.fields import EditorialFields
from mingtang.editorial.content.enums import ArticleKind
from mingtang.ground.foundation.clock import BEIJING
from mingtang.wiring.config.demo_city.places import UNITS
from mingtang.wiring.config.demo_city.texts import body_of, lines_of

FRESH = (*(plan.code for plan in UNITS), "office")  # one item each of yesterday and today
COUNTIES = {"qingxi", "danxia"}
PICTURED = {"office", *COUNTIES}
UNFINISHED = 13  # items that are on their way
_WORDS = {
    "edu": "科技、教育",
    "health": "卫生、体育",
    "transport": "工业、交通",
    "culture": "文化、广电、新闻出版",
    "civil": "民政、扶贫、救灾",
    "agri": "农业、林业、水利",
}
# Words of policies that have to be interpreted: what they are about. Their interpretations are written
# beside them, and both go online together.
AREAS = {"优化营商环境": "economy", "课后服务": "livelihood", "老旧小区改造": "livelihood"}
PLAN = {
    "content": "政策为什么出台、适用于谁、有哪些具体措施、怎样办理和咨询。",
    "form": "图表图解、问答",
    "channel": "与文件同时在市政府网站“政策解读”栏目发布，并推送政务新媒体。",
}
# By which words of a title an item belongs to a class that bureaus send in; the first that fits.
_CLASSES = (
    ("decisions", ("关于",)),
    ("projects", ("工程", "项目", "通车", "启用", "投入使用", "上线", "建成", "开通", "完工")),
    ("events", ("大赛", "竞赛", "活动", "会", "开幕", "比赛", "节")),
    ("experience", ("试点", "示范", "经验")),
)
# Counties send in classes of their own; by kind.
_COUNTY_CLASSES = {"news": "development", "notice": "services"}


@dataclass(frozen=True)
class Item:
    """One item of the list; `month` is the only one in which it can happen, 0 where any will do."""

    number: int
    unit: str
    kind: ArticleKind
    title: str
    lead: str
    explains: str = ""  # of an interpretation: words of the title of its policy
    month: int = 0
    is_earlier: bool = False  # came over from a site of before, where its leaders had signed it

    @property
    def is_important(self) -> bool:
        """Tell whether the principal leader has to sign it."""
        is_signed = self.kind is ArticleKind.POLICY and self.number % 3 == 0
        return is_signed and not self.is_earlier

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture goes with it: with all news of governments, and half of the bureaus'."""
        is_shown = self.unit in PICTURED or self.number % 2 == 0
        return self.kind is ArticleKind.NEWS and is_shown

    @property
    def area(self) -> str:
        """Return what a policy is about, empty where it need not be interpreted."""
        is_policy = self.kind is ArticleKind.POLICY and not self.is_earlier
        return next(
            (area for words, area in AREAS.items() if is_policy and words in self.title), ""
        )

    @property
    def goes_with_policy(self) -> bool:
        """Tell whether it is an interpretation that goes online together with its policy."""
        return bool(self.explains) and any(words in self.explains for words in AREAS)

    @property
    def content_class(self) -> str:
        """Return the class under which its unit sends it in."""
        if self.unit in COUNTIES:
            return _COUNTY_CLASSES.get(self.kind.value, "rules")
        found = (code for code, words in _CLASSES if any(word in self.title for word in words))
        return next(found, "livelihood")

    @property
    def is_city_news(self) -> bool:
        """Tell whether the city's own news takes it over: all of the office, some of the others."""
        is_taken = self.unit == "office" or self.number % 5 == 0
        return self.kind is ArticleKind.NEWS and is_taken

    def fields(
        self, day: date, wanted: list[int], interprets: int | None, image: int | None = None
    ) -> EditorialFields:
        """Return the editorial fields of the item as written on a day; `image` is the picture's row."""
        plan = next(plan for plan in UNITS if plan.code == self.unit)
        is_policy = self.kind is ArticleKind.POLICY
        title = f"{plan.name}{self.title}" if self.title.startswith("关于") else self.title
        return EditorialFields(
            kind=self.kind,
            title=title,
            body=body_of(self, plan.name, day, image),
            is_important=self.is_important,
            source=plan.short_name,
            author=plan.people[0],
            summary=self.lead,
            happened_on=day if self.kind is ArticleKind.NEWS else None,
            document_number=f"{plan.office_word}〔{day.year}〕{self.number}号" if is_policy else "",
            issuing_office=plan.name if is_policy else "",
            document_date=day if is_policy else None,
            topic_class=_WORDS.get(self.unit, "综合政务") if is_policy else "",
            force="in_force" if is_policy else "",
            policy_area=(self.area or "other") if is_policy else "",
            is_key_policy=bool(self.area),
            interpretation_plan=PLAN if self.area else {},
            wanted_columns=wanted,
            interprets_id=interprets,
        )


def all_items() -> list[Item]:
    """Return the items of the year, units mixed; the last are those of the newest days, of every unit."""
    items = _read("items.txt")
    seasonal = [item for item in items if item.month]
    others = [item for item in items if not item.month]
    on_the_way = others[-UNFINISHED:]
    news = [item for item in others[:-UNFINISHED] if item.kind is ArticleKind.NEWS]
    fresh: list[Item] = []
    for unit in FRESH:
        fresh.append([item for item in news if item.unit == unit and item not in fresh][-1])
    rest = [item for item in others[:-UNFINISHED] if item not in fresh]
    return [*seasonal, *rest, *fresh, *on_the_way]


def earlier_items() -> list[Item]:
    """Return the items of the years before, which came over from the sites of then."""
    return [replace(item, is_earlier=True) for item in _read("earlier.txt")]


def day_in(month: int, number: int, latest: datetime) -> datetime:
    """Return a day of a month, the newest that is not after `latest`."""
    day = latest.astimezone(BEIJING).replace(month=month, day=number * 7 % 25 + 1, hour=9)
    return day if day <= latest else day.replace(year=day.year - 1)


def spread(count: int, first: datetime, length: timedelta) -> list[datetime]:
    """Return so many moments, evenly over a time."""
    return [first + length * n / count for n in range(count)]


def _read(name: str) -> list[Item]:
    rows = lines_of(files("mingtang.wiring.config.demo_city").joinpath(name).read_text("utf-8"))
    # Every seventh first, then the next: units and kinds follow each other as in life.
    mixed = _policies_first([row for start in range(7) for row in rows[start::7]])
    return [_item(number, row) for number, row in enumerate(mixed, start=1)]


def _item(number: int, row: list[str]) -> Item:
    unit, word, title, lead, *explains = row
    kind, _, month = word.partition("@")
    words = explains[0] if explains else ""
    return Item(number, unit, ArticleKind(kind), title, lead, words, int(month or 0))


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
