"""What publishing adds to an article's page: its public pages, what is scheduled, what can be done."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.pages.enums import TargetState
from mingtang.editorial.publishing.enums import ScheduleState, ScheduleVerb
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.models import Schedule
from mingtang.editorial.publishing.queries.holds import hold_of
from mingtang.editorial.publishing.queries.pages import (
    PageStatus,
    ProofView,
    pages_of,
    proofs_of,
    schedules_of,
)
from mingtang.institution.organization.authority import Powers
from mingtang.workbench.backoffice.screens import HeaderButton
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

TONES = {
    TargetState.WRITTEN: "good",
    TargetState.VERIFIED: "good",
    TargetState.FAILED: "bad",
    TargetState.HELD: "warn",
    TargetState.GONE: "plain",
}
RIGHTS = {
    ScheduleVerb.PUBLISH: "publishing.publish",
    ScheduleVerb.TAKE_DOWN: "publishing.take_down",
}


def publishing_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Return the buttons of this room for an article's page."""
    article, powers = occasion.article, occasion.powers
    may_publish = powers.may("publishing.publish", site=article.site.code)
    may_take_down = powers.may("publishing.take_down", site=article.site.code)
    release = getattr(article, "release", None)
    verbs = [("preview", "预览", "view", False)]
    if ArticleState(article.state) is ArticleState.PASSED and may_publish:
        verbs += [("publish", "发布", "upload", True), ("publish-at", "定时发布", "time", False)]
    if release and release.is_live and may_take_down:
        verbs += [("take-down", "下线", "download", False)]
        verbs += [("take-down-at", "定时下线", "time", False)]
    return [
        HeaderButton(
            label, reverse(f"publishing:{name}", args=[article.pk]), icon=icon, primary=primary
        )
        for name, label, icon, primary in verbs
    ]


def pages_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return the pages of an article: online since when, at which address, or what failed."""
    pages = pages_of(occasion.article.pk)
    schedules = schedules_of(occasion.article.pk)
    held = hold_of(occasion.article.pk, occasion.article.revision_id)
    if not pages and not schedules and not held:
        return None
    proofs = proofs_of(occasion.article.pk)
    powers = occasion.powers
    may_cancel = {
        verb: bool(powers.may(right, site=occasion.article.site.code))
        for verb, right in RIGHTS.items()
    }
    return {
        "held": held,
        "pages": Table(_page_columns(powers), pages) if pages else None,
        "schedules": Table(_schedule_columns(may_cancel), schedules) if schedules else None,
        "proofs": Table(PROOF_COLUMNS, proofs) if proofs else None,
        "is_under_way": any(page.is_under_way for page in pages)
        or any(not proof.is_closed for proof in proofs),
    }


def _page_columns(powers: Powers) -> tuple[TableColumn, ...]:
    def state(row: PageStatus) -> SafeString:
        shown = tag(row.words, TONES.get(row.state, "wait"))
        if row.state is not TargetState.FAILED:
            return shown
        return format_html('{}<p class="mt-note">{}</p>{}', shown, row.reason, retry(row))

    def retry(row: PageStatus) -> SafeString:
        rights = ("publishing.publish", "publishing.operate")
        if not any(powers.may(right, site=row.site_code) for right in rights):
            return cells.buttons([])
        url = reverse("publishing:retry-page", args=[row.target_id])
        return cells.buttons([("再试一次", url)])

    def address(row: PageStatus) -> SafeString:
        return cells.page_link(row.url, row.url)

    return (
        TableColumn("网站", "site_name", kind="main"),
        TableColumn("状态", state),
        TableColumn("网址", address),
    )


PROOF_COLUMNS = (
    TableColumn("已下线的网址", lambda row: cells.page_link(row.url, row.url), kind="main"),
    TableColumn("核实", lambda row: tag(row.words, _proof_tone(row))),
)


def _proof_tone(proof: ProofView) -> str:
    if proof.is_gone is None:
        return "wait"
    return "good" if proof.is_gone else "bad"


def _schedule_columns(may_cancel: dict[ScheduleVerb, bool]) -> tuple[TableColumn, ...]:
    def state(row: Schedule) -> SafeString:
        if row.state == ScheduleState.WAITING:
            return tag("等待", "wait")
        shown = tag(ScheduleState(row.state).label, "bad")
        return format_html('{}<p class="mt-note">{}</p>', shown, row.result)

    def cancel(row: Schedule) -> SafeString:
        if row.state != ScheduleState.WAITING or not may_cancel[ScheduleVerb(row.verb)]:
            return cells.buttons([])
        return cells.buttons([("取消", reverse("publishing:cancel-schedule", args=[row.pk]))])

    return (
        TableColumn("定时", lambda row: ScheduleVerb(row.verb).label, kind="main"),
        TableColumn("时间", "due_at", kind="moment"),
        TableColumn("安排人", "actor.name"),
        TableColumn("状态", state),
        TableColumn("操作", cancel),
    )
