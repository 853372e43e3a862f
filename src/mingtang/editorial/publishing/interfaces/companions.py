"""A policy and its interpretations on the screens: what there is, what waits, what can be done."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.interfaces.articles import ActionOnArticle, article_url
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.interfaces.relations import relation_words
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.interpretation import may_state_exception
from mingtang.editorial.content.queries import article_for, plan_of
from mingtang.editorial.publishing.actions.companions import (
    request_interpretation,
    state_exception,
)
from mingtang.editorial.publishing.models import InterpretationRequest, ReleaseException
from mingtang.editorial.publishing.policies.releases import may_ask_interpretation
from mingtang.editorial.publishing.queries.companions import (
    JointRelease,
    awaited_policy,
    joint_release,
    requests_about,
)
from mingtang.editorial.publishing.queries.numbers import remarks_on_number
from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.queries.lists import countdowns, obligations_about
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import HeaderButton
from mingtang.workbench.backoffice.start import Waiting

RULES = "interpretation."  # the clocks that this section shows
TO_BE_WRITTEN = "待填写"  # stands for the words of a form that is only being opened


class StateException(ActionOnArticle):
    """Put a policy document online before its interpretation, for a stated reason."""

    title = "先发文件"
    lead = "解读原则上与文件同时发布。确需先发文件的，请写明理由；理由留存备查，解读要按期补发。"
    form_class = ReasonForm
    submit_label = "确认先发文件"
    success_message = "已记录理由，现在可以发布文件；解读请按期补发。"

    def may_begin(self) -> Decision:
        """Answer whether the person may publish on the site, and the policy has to wait otherwise."""
        joint = joint_release(self.object, person=self.person, at=self.at)
        return self.powers.may("publishing.publish", site=self.object.site.code) & (
            may_state_exception(
                may_except=joint.rule is not None and joint.rule.exception,
                is_needed=joint.waits,
                reason=TO_BE_WRITTEN,
            )
        )

    def act(self, form: Any) -> ReleaseException:
        """Record the reason."""
        return state_exception(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class CommonQuestionForm(DeskForm):
    """What people ask about a policy."""

    question = forms.CharField(
        label="需要解读的问题",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明群众普遍关心的问题和来信数量，不要写来信人的姓名、电话。",
    )


class RequestInterpretation(ActionOnArticle):
    """Ask the unit of a policy to interpret what many ask."""

    title = "提出解读任务"
    lead = "任务交给文件的起草单位，即时开始计时；针对性的解读发布后自动办结。"
    form_class = CommonQuestionForm
    submit_label = "提出"
    success_message = "已提出解读任务，起草单位会看到。"

    def may_begin(self) -> Decision:
        """Answer whether the person edits for the site, and the policy may be asked about."""
        article: Article = self.object
        release = getattr(article, "release", None)
        is_live = release is not None and release.is_live
        return self.powers.may("content.edit", site=article.site.code) & may_ask_interpretation(
            is_policy_live=is_live and article.kind == ArticleKind.POLICY,
            is_open=InterpretationRequest.objects.open().filter(policy=article).exists(),
            question=TO_BE_WRITTEN,
        )

    def get_initial(self) -> dict[str, Any]:
        """Take over a question that another screen proposes."""
        return {"question": self.request.GET.get("question", "")[:500]}

    def act(self, form: Any) -> InterpretationRequest:
        """Ask."""
        return request_interpretation(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


def interpretation_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the plan, interpretations, clocks and questions of a policy, or the policy of one."""
    article = occasion.article
    if article.kind == ArticleKind.POLICY:
        return _of_policy(article, occasion)
    if article.kind != ArticleKind.INTERPRETATION or article.interprets_id is None:
        return None
    try:
        policy = article_for(occasion.person, article.interprets_id, at=occasion.at)
    except NotVisible:
        return None
    is_awaited = awaited_policy(article, at=occasion.at) is not None
    clock = pressing_clocks([policy.subject]).get(policy.subject)
    return {"policy": policy, "url": article_url(policy.pk), "is_awaited": is_awaited} | {
        "clock": clock,
        "requests": [one for one in requests_about(policy.pk) if one.answered_by_id is None],
    }


def _of_policy(article: Article, occasion: Occasion) -> dict[str, Any] | None:
    joint = joint_release(article, person=occasion.person, at=occasion.at)
    rows = [one for one in obligations_about(article.subject) if one.rule_id.startswith(RULES)]
    clocks = [
        one
        for one in countdowns(rows, occasion.at)
        if one.state in {ObligationState.OPEN, ObligationState.OVERDUE}
    ]
    shown = {
        "plan": plan_of(article, at=occasion.at),
        "explanations": [(one, article_url(one.article_id)) for one in joint.explanations],
        "rule": joint.rule,
        "exception": joint.exception,
        "waits": joint.waits,
        "clocks": clocks,
        "requests": requests_about(article.pk),
        "article": article,
    }
    is_empty = not (shown["plan"] or joint.explanations or joint.rule or shown["requests"])
    return None if is_empty and not article.is_key_policy else shown


def document_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return what is odd about the number of a policy document, and what it does to others."""
    article = occasion.article
    if article.kind != ArticleKind.POLICY:
        return None
    section = {
        "remarks": remarks_on_number(article),
        "relations": relation_words(article.relations),
    }
    return section if any(section.values()) else None


def interpretation_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Return what can be done about the interpretation of a policy."""
    article, powers = occasion.article, occasion.powers
    if article.kind != ArticleKind.POLICY:
        return []
    buttons = []
    if powers.may("content.write", unit=article.unit.code):
        url = f"{reverse('content:create')}?interprets={article.pk}"
        buttons.append(HeaderButton("写解读", url, icon="edit"))
    release = getattr(article, "release", None)
    is_live = release is not None and release.is_live
    joint = joint_release(article, person=occasion.person, at=occasion.at)
    may_publish = powers.may("publishing.publish", site=article.site.code)
    if may_publish and not is_live and _may_be_excepted(joint):
        url = reverse("publishing:exception", args=[article.pk])
        buttons.append(HeaderButton("先发文件", url, icon="time"))
    if is_live and powers.may("content.edit", site=article.site.code):
        url = reverse("publishing:request-interpretation", args=[article.pk])
        buttons.append(HeaderButton("提出解读任务", url, icon="help"))
    return buttons


def _may_be_excepted(joint: JointRelease) -> bool:
    is_open = joint.waits and not joint.ready_ids and joint.exception is None
    return is_open and joint.rule is not None and joint.rule.exception


def together_words(article: Article, person: Person, at: datetime) -> list[str]:
    """Say which interpretations go online with a policy, or that it goes before them."""
    joint = joint_release(article, person=person, at=at)
    if not joint.waits:
        return []
    titles = [f"《{one.title}》" for one in joint.explanations if one.is_ready]
    if titles:
        return [f"解读{'、'.join(titles)}与文件同时上线；任何一篇不能发布，都不发布。"]
    if joint.exception is None:
        return []
    return [f"先发文件，解读后发。理由：{joint.exception.reason}"]


def interpretations_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the policies of one's units that wait for an interpretation."""
    units = powers.units_where("content.write")
    asked = InterpretationRequest.objects.open().values("policy")
    first = ReleaseException.objects.filter(
        article__release__is_live=True, article__live_interpretations=None
    )
    rows = Article.objects.filter(units.as_q("unit_id"))
    return [rows.filter(Q(pk__in=asked) | Q(pk__in=first.values("pk")))]


def interpretations_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the policies of one's units that wait for an interpretation, with their clock."""
    (waiting,) = interpretations_rows(person, powers, at)
    rows = list(waiting.defer("body").order_by("pk")[:50])
    clocks = pressing_clocks(row.subject for row in rows)
    return [_waiting(row, clocks.get(row.subject)) for row in rows]


def _waiting(row: Article, clock: Any) -> Waiting:
    return Waiting(
        row.title,
        article_url(row.pk),
        "写解读",
        due_at=clock.due_at if clock else None,
        clause=clock.clause if clock else "",
        provisional=bool(clock and clock.provisional),
    )
