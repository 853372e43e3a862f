"""What the keys of events and promises stand for, in the rooms that there are."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.models import Article
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.sites.enums import SiteState
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.submission.models import Lateness
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.consultations.models import Consultation
from mingtang.service.interviews.models import Interview, InterviewPlan, InterviewPlanItem
from mingtang.service.surveys.models import Survey
from mingtang.spine.search.queries import narrowed
from mingtang.workbench.backoffice.models import Export
from mingtang.workbench.backoffice.subjects import Resolver, Subject, register_subject

MOST_NAMED = 50


def _numbers(rests: list[str]) -> list[int]:
    return [int(rest) for rest in rests if rest.isdecimal() and len(rest) < 19]


def _units(codes: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Unit.objects.visible_to(person, at).filter(code__in=codes)
    return {
        row.code: Subject(row.name, reverse("organization:unit", args=[row.code])) for row in rows
    }


def _people(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Person.objects.visible_to(person, at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(row.name, reverse("organization:person", args=[row.pk]))
        for row in rows
    }


def _sites(codes: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    """Name sites; those that readers know by name are named to all, without a way to their screen."""
    known = GovSite.objects.filter(code__in=codes)
    found = {row.code: Subject(row.name) for row in known.filter(state=SiteState.OPEN.value)}
    rows = GovSite.objects.visible_to(person, at).filter(code__in=codes)
    found |= {row.code: Subject(row.name, reverse("sites:site", args=[row.code])) for row in rows}
    return found


def _columns(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Column.objects.visible_to(person, at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(f"{row.site.name}·{row.name}", reverse("sites:column", args=[row.pk]))
        for row in rows.select_related("site")
    }


def _articles(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows: Any = Article.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(row.title, reverse("content:show", args=[row.pk]))
        for row in rows.only("pk", "title")
    }


def _lateness(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Lateness.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
    return {
        str(row.pk): Subject(
            f"{row.unit.name}连续{row.count}次不及时报送", reverse("submission:late", args=[row.pk])
        )
        for row in rows.select_related("unit")
    }


def _exports(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = Export.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
    return {str(row.pk): Subject(row.title, reverse("desk:exports")) for row in rows}


def _of(model: Any, address: Callable[[Any], str], *needed: str) -> Resolver:
    """Return the resolver of a model whose rows are called by `str`; `needed` is read with them."""

    def resolve(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
        rows = model.objects.visible_to(person, at=at).filter(pk__in=_numbers(rests))
        return {
            str(row.pk): Subject(str(row), address(row)) for row in rows.select_related(*needed)
        }

    return resolve


def _at(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk])


def _plan_of(item: Any) -> str:
    return reverse("interviews:plan", args=[item.plan_id])


def _named(word: str) -> Resolver:
    """Return the resolver of things that have no name of their own."""
    return lambda rests, _person, _at: dict.fromkeys(rests, Subject(word))


def keys_named(text: str, person: Person, at: datetime) -> list[str]:
    """Return the keys of visible things of a name, some of each kind; a key is returned as it is."""
    if ":" in text and " " not in text:
        return [text]
    articles = narrowed(Article.objects.visible_to(person, at=at), ARTICLE, text)
    keys = [f"article:{pk}" for pk in articles.values_list("pk", flat=True)[:MOST_NAMED]]
    units = Unit.objects.visible_to(person, at).filter(name__icontains=text)
    sites = GovSite.objects.visible_to(person, at).filter(name__icontains=text)
    columns = Column.objects.visible_to(person, at).filter(name__icontains=text)
    people = Person.objects.visible_to(person, at).filter(name__icontains=text)
    keys += [f"unit:{code}" for code in units.values_list("code", flat=True)[:MOST_NAMED]]
    keys += [f"site:{code}" for code in sites.values_list("code", flat=True)[:MOST_NAMED]]
    keys += [f"column:{pk}" for pk in columns.values_list("pk", flat=True)[:MOST_NAMED]]
    return keys + [f"person:{pk}" for pk in people.values_list("pk", flat=True)[:MOST_NAMED]]


register_subject("unit", "单位", _units)
register_subject("person", "人员", _people)
register_subject("site", "网站", _sites)
register_subject("column", "栏目", _columns)
register_subject("article", "稿件", _articles)
register_subject("lateness", "不及时报送", _lateness)
register_subject("export", "导出", _exports)
register_subject("survey", "调查评议", _of(Survey, _at("surveys:show")))
register_subject("consultation", "意见征集", _of(Consultation, _at("consultations:show")))
register_subject("interview", "在线访谈", _of(Interview, _at("interviews:interview")))
register_subject("interview_plan", "访谈年度方案", _of(InterviewPlan, _at("interviews:plan")))
register_subject("interview_item", "访谈计划", _of(InterviewPlanItem, _plan_of))
register_subject("layout", "网站首页和专题页", _of(SiteLayout, _at("publishing:layout")))
for _prefix, _word in {
    "calendar_notice": "放假安排",
    "delivery": "内部投递",
    "dispatch": "通知发送",
    "phrase": "常用语",
    "reason": "理由文字",
    "robot": "群机器人",
    "script": "繁体例外词",
    "wording": "用词",
    "anchor": "日志封存",
    "audience": "访问统计",
    "edition": "外文版",
    "frame_notice": "全站提示",
    "hot_topic": "热点回应",
    "import": "旧网页导入",
    "intake": "网上来件",
    "interview_change": "访谈计划调整",
    "interview_question": "网友提问",
    "job": "后台任务",
    "letter_import": "历史来信导入",
    "mailbox": "信箱",
    "matters": "事项目录",
    "pack": "制度包",
    "picture": "图片",
    "file": "文件",
    "response": "答复",
    "sample": "质量抽查",
    "series": "应急专题",
    "sign_in_service": "公众登录服务",
    "statement": "站内说明",
    "token": "接口令牌",
    "weather": "天气来源",
}.items():
    register_subject(_prefix, _word, _named(_word))
