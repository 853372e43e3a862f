"""Screens of the response column: redact a pair with proposals, release it, see what is public, take it down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.actions.publication import (
    RELEASE,
    is_publishable,
    may_redact,
    release_answer,
    save_redaction,
    take_down_answer,
)
from mingtang.service.responses.models import PublishedAnswer, Redaction, facts_of_sender
from mingtang.service.responses.policies.checks import about_people
from mingtang.service.responses.policies.masking import MaskedText, proposal_for
from mingtang.service.responses.policies.publication import (
    TITLE_LENGTH,
    may_release,
    may_take_down,
)
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.screens.base import Crumb
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import TableColumn, tag
from mingtang.workbench.casework.interfaces.lists import case_url
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import answer_of

ROOT = ("公开的答复", "responses:published")
CASES = ("办件", "casework:list")
SHOWN = 50  # pairs on the start page


class RedactionForm(DeskForm):
    """The pair as everyone will read it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=TITLE_LENGTH)
    question = forms.CharField(
        label="来件内容", max_length=5000, widget=forms.Textarea(attrs={"rows": 10})
    )
    answer = forms.CharField(
        label="答复", max_length=5000, widget=forms.Textarea(attrs={"rows": 10})
    )


class OfCase(ActionScreen):
    """A screen about publishing the answer to one case."""

    model = Case
    parents = (CASES,)

    def get_crumbs(self) -> list[Crumb]:
        first, home, last = super().get_crumbs()
        return [first, home, Crumb(self.object.number, case_url(self.object.pk)), last]

    def get_lead(self) -> str:
        return f"{self.object.number}　{self.object.masked_title}"

    @cached_property
    def pair(self) -> Redaction | None:
        """The pair as it was saved."""
        return Redaction.objects.filter(case=self.object).first()

    def proposals(self) -> dict[str, MaskedText]:
        """Return what a machine proposes for each part."""
        case, answer = self.object, answer_of(self.object)
        sender = facts_of_sender(case)
        return {
            "title": proposal_for(case.title[:TITLE_LENGTH], sender),
            "question": proposal_for(case.body, sender),
            "answer": proposal_for(answer.text if answer else "", sender, is_of_office=True),
        }


class RedactPair(OfCase):
    """Prepare question and answer for everyone, beside what they are."""

    template_name = "responses/redact.html"
    form_class = RedactionForm
    title, submit_label = "拟定公开稿", "保存公开稿"
    success_message = "已保存，请另一位负责人审定公开。"
    stores_drafts = False

    def may_begin(self) -> Decision:
        return may_redact(self.object, actor=self.person, at=self.at) & is_publishable(self.object)

    def get_initial(self) -> dict[str, Any]:
        if self.pair is not None:
            names = ("title", "question", "answer", "version")
            return {name: getattr(self.pair, name) for name in names}
        return {"version": 0, **{name: one.text for name, one in self.proposals().items()}}

    def act(self, form: Any) -> Redaction:
        return save_redaction(
            actor=self.person, at=self.at, case_id=self.object.pk, **form.cleaned_data
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:release", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"title": "标题", "question": "来件内容", "answer": "答复"}
        places = [
            (labels[name], place) for name, one in self.proposals().items() for place in one.places
        ]
        answer = answer_of(self.object)
        return super().get_context_data(case=self.object, original=answer, places=places, **kwargs)


class ReleaseAnswer(OfCase, ConfirmScreen):
    """Show the pair to everyone."""

    template_name = "responses/release.html"
    title, submit_label, success_message = "审定公开", "公开", "已公开，几秒后可在网站上看到。"

    def may_begin(self) -> Decision:
        decision = may_redact(self.object, actor=self.person, at=self.at)
        if not decision:
            decision = authority.may(self.person, RELEASE, site=self.object.site, at=self.at)
        return decision & is_publishable(self.object)

    @cached_property
    def refusal(self) -> Decision:
        """Why this person can not release it, if so."""
        known = PublishedAnswer.objects.filter(case=self.object).first()
        wrote = self.pair is not None and self.pair.written_by_id == self.person.pk
        decision = authority.may(self.person, RELEASE, site=self.object.site, at=self.at)
        return decision & may_release(is_live=bool(known and known.is_live), wrote=wrote)

    def get_consequences(self) -> Sequence[str]:
        return ("任何人都能在网站“回应关切”栏目和站内搜索中看到上面的标题、来件和答复。",)

    def act(self, form: Any) -> PublishedAnswer:
        return release_answer(actor=self.person, at=self.at, case_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:published-answer", args=[result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pair, sender = self.pair, facts_of_sender(self.object)
        texts = (pair.title, pair.question, pair.answer) if pair else ()
        remarks = [remark for text in texts for remark in about_people(text, sender)]
        return super().get_context_data(
            pair=pair,
            remarks=remarks,
            refusal=self.refusal.reasons,
            case=self.object,
            may_redact=may_redact(self.object, actor=self.person, at=self.at),
            **kwargs,
        )


class PublishedList(ListScreen):
    """What everyone can read, and what was taken down."""

    title = ROOT[0]
    lead = (
        "网站“回应关切”栏目里的来件和答复。从办件页面的“拟定公开稿”开始，由另一位负责人审定公开。"
    )
    right = "casework.read"
    model = PublishedAnswer
    order = ("-released_at", "-pk")
    search_fields = ("title", "unit_name")
    empty_text = "还没有公开的答复。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("标题", str, link=_show, kind="main"),
            TableColumn("状态", _state_tag),
            TableColumn("种类", "category_label", kind="short"),
            TableColumn("答复单位", "unit_name"),
            TableColumn("用时（工作日）", "working_days", kind="number"),
            TableColumn("公开时间", "released_at", kind="moment"),
        )


def _show(row: PublishedAnswer) -> str:
    return reverse("responses:published-answer", args=[row.pk])


def _state_tag(row: PublishedAnswer) -> str:
    return tag("公开中", "good") if row.is_live else tag("已撤下", "plain")


class PublishedScreen(DetailScreen):
    """One published answer."""

    template_name = "responses/published.html"
    model = PublishedAnswer
    parents = (ROOT,)
    with_history = False

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "case", "released_by")

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: PublishedAnswer = self.object
        if row.is_live and self.powers.may(RELEASE, site=row.site.code):
            return (HeaderButton("撤下", reverse("responses:take-down", args=[row.pk])),)
        return ()

    def get_facts(self) -> Sequence[Fact]:
        row: PublishedAnswer = self.object
        sees = Case.objects.visible_to(self.person, at=self.at).filter(pk=row.case_id).exists()
        return (
            Fact("状态", _state_tag(row)),
            Fact("办件", row.case.number, url=case_url(row.case_id) if sees else ""),
            Fact("答复单位", row.unit_name),
            Fact("网站", row.site.name, url=f"https://{row.site.domain}{row.path}"),
            Fact("收到时间", row.received_at),
            Fact("答复时间", row.answered_at),
            Fact("用时", f"{row.working_days} 个工作日"),
            Fact("审定人", row.released_by.name),
        )


class TakeDownAnswerForm(ReasonForm):
    """Why it is taken down."""

    field_order = ("reason_code", "reason")
    reason_code = forms.ChoiceField(
        label="原因类别",
        choices=TakeDownReason.choices(),
        help_text="选“涉及权益”或“涉密”的，保存过的旧网页也一并销毁。",
    )


class TakeDownAnswer(ActionScreen):
    """Take a published answer offline."""

    title, submit_label, is_grave = "撤下公开的答复", "撤下", True
    success_message = "已撤下，网页、列表和搜索中都不再显示。"
    model = PublishedAnswer
    parents = (ROOT,)
    form_class = TakeDownAnswerForm

    def may_begin(self) -> Decision:
        row: PublishedAnswer = self.object
        decision = authority.may(self.person, RELEASE, site=row.site.code, at=self.at)
        return decision & may_take_down(is_live=row.is_live)

    def act(self, form: Any) -> PublishedAnswer:
        return take_down_answer(
            actor=self.person, at=self.at, answer_id=self.object.pk, **form.cleaned_data
        )

    def get_success_url(self, result: Any) -> str:
        return reverse("responses:published-answer", args=[self.object.pk])


def pairs_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return the redacted pairs that wait for a person to release them."""
    rows = Redaction.objects.waiting(at).filter(powers.sites_where(RELEASE).as_q("case__site"))
    return [rows.exclude(written_by=person)] if powers.holds(RELEASE) else []


def pairs_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the redacted pairs that wait for a person to release them, the longest first."""
    found = [
        row
        for rows in pairs_rows(person, powers, at)
        for row in rows.select_related("case")[:SHOWN]
    ]
    cases = [(row, row.case) for row in found if is_publishable(row.case)]
    units = names_of_units(case.unit for _, case in cases)
    return [
        Waiting(
            f"{case.number} {case.masked_title}",
            reverse("responses:release", args=[case.pk]),
            "审定公开",
            note=units.get(case.unit, case.unit),
            since=row.written_at,
        )
        for row, case in cases
    ]


def publication_buttons(case: Case, person: Person, at: datetime) -> Sequence[HeaderButton]:
    """Return the ways from a case to the response column, for those who may go them."""
    if not is_publishable(case):
        return ()
    row = PublishedAnswer.objects.filter(case=case, is_live=True).first()
    if row is not None:
        return (HeaderButton("公开的答复", _show(row)),)
    buttons = []
    if may_redact(case, actor=person, at=at):
        buttons.append(HeaderButton("拟定公开稿", reverse("responses:redact", args=[case.pk])))
    if Redaction.objects.filter(case=case).exists() and authority.may(
        person, RELEASE, site=case.site, at=at
    ):
        buttons.append(HeaderButton("审定公开", reverse("responses:release", args=[case.pk])))
    return buttons
