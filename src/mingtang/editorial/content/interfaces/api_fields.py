"""The editorial fields as a program sends them, checked as the form of the office checks them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from ninja import Field, Schema
from pydantic import AfterValidator
from wagtail.blocks import StreamBlock, StreamValue

from mingtang.editorial.content.actions import EditorialFields
from mingtang.editorial.content.body import blocks_of, judge_body
from mingtang.editorial.content.enums import (
    ArticleKind,
    Force,
    LegalLevel,
    PolicyArea,
    RelationKind,
)
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.queries import content_classes, visible_documents
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision, Reason, Refused, no
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces.api import Line, RowId, Words, storable
from mingtang.workbench.backoffice.media import may_use_media

Block = Annotated[dict[str, Any], AfterValidator(storable)]
_SHAPE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
_CONTROL = frozenset({"unit", "site", "version", "note"})


class RelationIn(Schema):
    """What a document does to another one."""

    model_config = {"extra": "forbid"}

    kind: RelationKind
    document: int = Field(0, ge=0, lt=2**63, description="在线文件的稿件编号；不在网上的为 0")
    words: Line = Field("", max_length=200, description="不在网上的文件：标题、文号")


class Editorial(Schema):
    """What an editor may write. Texts are cleaned as those typed in the office."""

    model_config = {"extra": "forbid"}

    content_class: Line = Field("ordinary", max_length=40, description="内容类别，见制度的审核清单")
    is_important: bool = Field(False, description="重大信息，须主要领导签发")
    is_urgent: bool = Field(False, description="时效性强")
    subtitle: Line = Field("", max_length=200)
    summary: Words = Field("", max_length=500)
    keywords: Line = Field("", max_length=200)
    source: Line = Field("", max_length=100, description="信息来源")
    author: Line = Field("", max_length=60)
    editor: Line = Field("", max_length=60)
    body: list[Block] = Field([], max_length=2000, description="正文各段：type 和 value")
    happened_on: date | None = Field(None, description="事件发生日期，新闻动态必填")
    first_released_on: date | None = Field(
        None, description="原发布日期：来自其他网站的稿件在那里最初发布的日期"
    )
    document_number: Line = Field("", max_length=60, description="发文字号")
    index_number: Line = Field("", max_length=60)
    issuing_office: Line = Field("", max_length=100, description="发文机关")
    topic_class: Line = Field("", max_length=60)
    document_date: date | None = Field(None, description="成文日期")
    legal_level: LegalLevel = Field(LegalLevel.UNSTATED, description="效力级别")
    force: Force = Field(Force.UNSTATED, description="有效性")
    lapses_on: date | None = None
    interpretation_form: Line = Field(
        "", max_length=30, description="解读形式，见制度的解读形式清单"
    )
    interprets_id: RowId | None = Field(None, description="所解读的文件")
    is_key_policy: bool = Field(False, description="重要政策，须附解读方案")
    policy_area: PolicyArea = Field(PolicyArea.UNSTATED, description="政策领域")
    interpretation_plan: dict[Line, Words] = Field(
        {}, max_length=20, description="解读方案：制度所列各项的名称和内容"
    )
    extras: dict[Line, Words] = Field(
        {}, max_length=100, description="自定义字段：名称（如 f12）和值，日期写成 2026-03-09"
    )
    relations: list[RelationIn] = Field([], max_length=20, description="与其他政策文件的关系")
    wanted_columns: list[RowId] = Field([], max_length=100, description="拟发栏目编号")

    def values(self) -> dict[str, Any]:
        """Return the editorial fields that were sent."""
        sent = self.dict(exclude_unset=True, exclude=set(_CONTROL))
        for name in ("legal_level", "force", "policy_area"):
            if name in sent:
                sent[name] = str(sent[name])
        return sent


class NewArticle(Editorial):
    """An article to be written."""

    unit: Line = Field(max_length=50, description="报送单位代码")
    site: Line = Field(max_length=40, description="报送到的网站代码")
    kind: ArticleKind
    title: Line = Field(max_length=200)


class Changes(Editorial):
    """What is to be changed, and the version it was read in."""

    version: RowId = Field(description="读到的版本号；已被他人改过的，不予保存")
    note: Line = Field("", max_length=200, description="修改说明")
    kind: ArticleKind | None = None
    title: Line = Field("", max_length=200)

    def values(self) -> dict[str, Any]:
        """Return the editorial fields that were sent; a kind cannot be taken away."""
        sent = super().values()
        if sent.get("kind", "") is None:
            del sent["kind"]
        return sent


def checked(
    values: Mapping[str, Any],
    *,
    person: Person,
    site: GovSite,
    at: datetime,
    before: Article | None = None,
) -> EditorialFields:
    """Return editorial fields that name only what exists and what the person may use.

    :raises Refused: for a body of another shape, foreign pictures, an unknown class or document.
    """
    judge_body(values.get("body", [])).require()
    body = _body(values.get("body", []))
    decision = _media(person, body, before) if body is not None else _BAD_BODY
    known = before.content_class if before else "ordinary"
    decision &= _known_class(values.get("content_class", "ordinary"), known, site, at)
    decision &= _visible_document(values.get("interprets_id"), before, person, at)
    decision &= _online_documents(values.get("relations", []))
    decision.require()
    assert body is not None  # else refused
    return EditorialFields(**{**values, "body": blocks_of(body)})


_INCOMPLETE = Reason("content.body_incomplete", "正文有漏填或填错的内容，请逐段检查。", "body")
_BAD_BODY = no(
    "content.body_shape", "正文各段的写法不对，请对照接口说明检查 type 和 value。", "body"
)


def _body(raw: Any) -> StreamValue | None:
    block: StreamBlock = Article._meta.get_field("body").stream_block  # type: ignore[union-attr]
    try:
        if not all(one["type"] in block.child_blocks for one in raw):
            return None
        body: StreamValue = block.clean(block.to_python(list(raw)))
        is_whole = not any(_lost_day(one, read.value) for one, read in zip(raw, body, strict=True))
    except ValidationError as error:
        raise Refused([_INCOMPLETE]) from error
    except _SHAPE:
        return None
    if not is_whole:
        raise Refused([_INCOMPLETE])
    return body


def _lost_day(raw: Mapping[str, Any], read: Any) -> bool:
    """Tell whether a signature came with a day that is none: Wagtail reads it as no day at all."""
    return raw["type"] == "signature" and bool(raw["value"].get("date")) and not read["date"]


def _media(person: Person, body: StreamValue, before: Article | None) -> Decision:
    try:
        return may_use_media(person, body, before.body if before else None)
    except _SHAPE:
        return _BAD_BODY


def _known_class(name: str, before: str, site: GovSite, at: datetime) -> Decision:
    if name in {before, "ordinary"} or name in content_classes(site.operating_unit.code, at=at):
        return YES
    return no("content.unknown_class", "内容类别不在审核清单中，请改选。", "content_class")


def _visible_document(
    pk: int | None, before: Article | None, person: Person, at: datetime
) -> Decision:
    if pk is None or (before is not None and before.interprets_id == pk):
        return YES
    if visible_documents(person, at).filter(pk=pk).exists():
        return YES
    return no("content.unknown_document", "所解读的文件不存在，请重新选择。", "interprets_id")


def _online_documents(relations: Sequence[Mapping[str, Any]]) -> Decision:
    wanted = {one["document"] for one in relations if one["document"]}
    rows = Release.objects.filter(pk__in=wanted, is_live=True, kind=ArticleKind.POLICY.value)
    if not wanted or rows.count() == len(wanted):
        return YES
    return no("content.unknown_document", "文件关系中的文件不在网上，请重新选择。", "relations")
