"""Screens of review: what waits, the review sheet, passing and refusing a gate."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.interfaces.articles import ArticleAction, article_url
from mingtang.editorial.content.interfaces.awaited import Awaiting, awaited_words
from mingtang.editorial.content.interfaces.clocks import pressing_clocks
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.open_steps import awaited
from mingtang.editorial.review.actions import (
    may_decide,
    pass_gate,
    refuse_gate,
    start_review,
    withdraw_review,
)
from mingtang.editorial.review.enums import GateState, RoundState
from mingtang.editorial.review.models import Gate, ReviewRound
from mingtang.editorial.review.queries import gates_waiting_for
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.models import PackVersion
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import TableColumn, tag

ROUND_TONES = {
    RoundState.OPEN: "wait",
    RoundState.PASSED: "good",
    RoundState.REFUSED: "warn",
    RoundState.WITHDRAWN: "plain",
}
GATE_TONES = {GateState.WAITING: "wait", GateState.PASSED: "good", GateState.REFUSED: "warn"}


def round_tag(review_round: ReviewRound) -> str:
    """Return the state of a round as a small label."""
    return tag(review_round.state_label, ROUND_TONES[RoundState(review_round.state)])


class RoundList(ListScreen):
    """All review sheets that a person may see."""

    title = "审核单"
    lead = "每一次送审是一张审核单，逐关留有审核人、时间和意见。"
    right = "review.read"
    model = ReviewRound
    order = ("-pk",)
    search_fields = ("article__title",)
    search_label = "标题"
    empty_text = "还没有审核单。"

    def visible_rows(self) -> Any:
        """Return the rows with what the table shows of them."""
        return super().visible_rows().select_related("article__unit", "article__site", "started_by")

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn(
                "标题",
                "article.title",
                link=lambda r: reverse("review:show", args=[r.pk]),
                kind="main",
            ),
            TableColumn("单位", lambda r: r.article.unit.short_name or r.article.unit.name),
            TableColumn("轮次", lambda r: f"第 {r.number} 轮"),
            TableColumn("送审人", "started_by.name"),
            TableColumn("送审时间", "started_at", kind="moment"),
            TableColumn("结果", round_tag),
            TableColumn("待谁办理", Awaiting(self.page.rows, self.at, lambda r: r.article).cell),
        )


class RoundScreen(DetailScreen):
    """One review sheet."""

    model = ReviewRound
    parents = (("审核单", "review:list"),)
    template_name = "review/round.html"
    with_history = False

    def bodies_of(self, row: Any) -> Iterator[Any]:
        """Yield the text under review: its pictures are shown with it."""
        yield row.article.body

    def visible_rows(self) -> Any:
        """Return the rows with what the page shows of them."""
        return (
            super()
            .visible_rows()
            .select_related("article__unit", "article__site", "revision", "started_by")
        )

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"审核单：{self.object.article.title}"

    def get_facts(self) -> Sequence[Fact]:
        """Return what is under review, and by which rules."""
        review_round: ReviewRound = self.object
        article = review_round.article
        return (
            Fact("稿件", article.title, url=article_url(article.pk)),
            Fact("报送单位", article.unit.name),
            Fact("送审版本", f"第 {review_round.revision.number} 版"),
            Fact("轮次", f"第 {review_round.number} 轮"),
            Fact("重大信息", "是，需主要领导签发" if review_round.is_important else "否"),
            Fact("结果", round_tag(review_round)),
            Fact("所依制度", _pack_words(review_round)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the gates to the template."""
        occasion = Occasion(self.object.article, self.person, self.powers, self.at)
        return super().get_context_data(lines=gate_lines(self.object, occasion), **kwargs)


class StartReview(ArticleAction, ConfirmScreen):
    """Send an article through its gates."""

    title = "送审"
    verb = ArticleVerb.START_REVIEW
    needs = "review.manage"
    form_class = DeskForm
    submit_label = "送审"
    success_message = "已送审。"

    def get_consequences(self) -> Sequence[str]:
        """Say what follows."""
        return (
            "送审后不能再修改；任何一关不予通过，稿件都退回编辑部。",
            "撰写和修改过本稿的人不能审核本稿。",
        )

    def act(self, form: Any) -> ReviewRound:
        """Start the round."""
        return start_review(actor=self.person, at=self.at, article_id=self.object.pk)


class WithdrawReview(ArticleAction):
    """Take an article back from its gates."""

    title = "撤回送审"
    verb = ArticleVerb.WITHDRAW
    needs = "review.manage"
    lead = "稿件回到编辑部，可以修改后重新送审；重新送审要从头通过各关。"
    submit_label = "撤回送审"
    success_message = "已撤回，稿件回到编辑部。"

    def act(self, form: Any) -> ReviewRound:
        """Withdraw it."""
        return withdraw_review(
            actor=self.person, at=self.at, article_id=self.object.pk, **form.cleaned_data
        )


class GateAction(ActionScreen):
    """A decision about one gate."""

    model = Gate
    template_name = "review/gate.html"

    def visible_rows(self) -> Any:
        """Return the gates of visible rounds."""
        visible = ReviewRound.objects.visible_to(self.person, at=self.at)
        rows = Gate.objects.filter(round__in=visible)
        return rows.select_related("round__article__unit", "round__article__site")

    def may_begin(self) -> Decision:
        """Answer whether this person can decide the gate now."""
        return may_decide(self.object, self.object.round.article, self.person, self.at)

    @property
    def clauses(self) -> list[str]:
        """The clauses that the gate rests on."""
        return clause_words(self.object.clauses)

    def get_lead(self) -> str:
        """Say what it is about."""
        article = self.object.round.article
        return f"《{article.title}》（{article.unit.name}）"

    def get_success_url(self, result: Any) -> str:
        """Return the address of the review sheet."""
        return reverse("review:show", args=[self.object.round_id])

    def get_cancel_url(self) -> str:
        """Return the address of the review sheet."""
        return reverse("review:show", args=[self.object.round_id])


class PassForm(DeskForm):
    """What a reviewer confirms, sentence by sentence, and room for a word."""

    def __init__(self, *args: Any, statements: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, statement in enumerate(statements):
            self.fields[f"confirmed_{number}"] = forms.BooleanField(
                label=statement,
                error_messages={
                    "required": f"请核对并确认：{statement}；不能确认的，请选择“不予通过”。"
                },
            )
        self.fields["reason"] = forms.CharField(
            label="审核意见（可不填）",
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class PassGate(GateAction):
    """Tick a gate."""

    form_class = PassForm
    submit_label = "通过"
    success_message = "已通过。"

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"{self.object.label}：通过"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the sentences to the form."""
        return {**super().get_form_kwargs(), "statements": self.object.statements}

    def act(self, form: Any) -> Gate:
        """Pass it."""
        return pass_gate(
            actor=self.person,
            at=self.at,
            gate_id=self.object.pk,
            reason=form.cleaned_data["reason"],
        )


class RefuseGate(GateAction):
    """Refuse a gate."""

    form_class = ReasonForm
    submit_label = "不予通过"
    success_message = "已退回编辑部。"
    is_grave = True

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"{self.object.label}：不予通过"

    def act(self, form: Any) -> Gate:
        """Refuse it."""
        return refuse_gate(
            actor=self.person, at=self.at, gate_id=self.object.pk, **form.cleaned_data
        )


def clause_words(ids: str) -> list[str]:
    """Return the clauses a gate rests on, each as an office cites it."""
    known = catalogue()
    found = [known.by_id[one] for one in ids.split() if one in known.by_id]
    cited = (f"{known.documents[one.document].citation}{one.place}" for one in found)
    return list(dict.fromkeys(cited))


def _pack_words(review_round: ReviewRound) -> str:
    version = PackVersion.objects.filter(
        name=review_round.pack, digest=review_round.pack_version
    ).first()
    return str(version) if version else review_round.pack


def gate_lines(review_round: ReviewRound, occasion: Occasion) -> list[dict[str, Any]]:
    """Return the gates of a round, each with what this person may do about it."""
    waiting = gates_waiting_for(occasion.person, at=occasion.at, review_round=review_round)
    due = {gate.pk for gate in waiting}
    lines = []
    awaiting = awaited([review_round.article], Roster(occasion.at))[review_round.article_id]
    people = {one.step.need.key: awaited_words([one]) for one in awaiting}
    for gate in review_round.gates.select_related("decided_by", "reason"):
        buttons = []
        if gate.pk in due:
            buttons = [
                HeaderButton("通过", reverse("review:pass", args=[gate.pk]), primary=True),
                HeaderButton("不予通过", reverse("review:refuse", args=[gate.pk])),
            ]
        lines.append(
            {
                "gate": gate,
                "clauses": clause_words(gate.clauses),
                "tag": tag(gate.state_label, GATE_TONES[GateState(gate.state)]),
                "buttons": buttons,
                "awaited": people.get(f"gate:{gate.key}", "") if gate.is_waiting else "",
            }
        )
    return lines


def review_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the newest review sheet of an article, for its page."""
    visible = ReviewRound.objects.visible_to(occasion.person, at=occasion.at)
    newest = visible.filter(article=occasion.article).order_by("-number").first()
    if newest is None:
        return None
    return {
        "round": newest,
        "tag": round_tag(newest),
        "lines": gate_lines(newest, occasion),
        "url": reverse("review:show", args=[newest.pk]),
    }


def review_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Offer to send the article to review to those who may."""
    article = occasion.article
    may = occasion.powers.may("review.manage", site=article.site.code)
    if may and article.state == ArticleState.IN_REVIEW:
        url = reverse("review:withdraw", args=[article.pk])
        return [HeaderButton("撤回送审", url, icon="rotate")]
    if not may or article.state != ArticleState.ACCEPTED:
        return []
    url = reverse("review:start", args=[article.pk])
    return [HeaderButton("送审", url, icon="check", primary=True)]


def gates_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the gates that wait for a person, one line an article."""
    by_round: dict[int, list[Gate]] = {}
    for gate in gates_waiting_for(person, at=at):
        by_round.setdefault(gate.round_id, []).append(gate)
    clocks = pressing_clocks(gates[0].round.article.subject for gates in by_round.values())
    items = []
    for round_id, gates in by_round.items():
        article = gates[0].round.article
        clock = clocks.get(article.subject)
        items.append(
            Waiting(
                article.title,
                reverse("review:show", args=[round_id]),
                "审核",
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                note="、".join(gate.label for gate in gates),
                provisional=bool(clock and clock.provisional),
                since=gates[0].round.started_at,
            )
        )
    return items
