"""Pages of blocks: begin, edit, send to the gates, release, take offline."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.layouts.actions.approval import KIND, about
from mingtang.editorial.layouts.actions.looks import DESIGN
from mingtang.editorial.layouts.documents import TOPICS
from mingtang.editorial.layouts.enums import LayoutKind, LayoutState
from mingtang.editorial.layouts.models import LayoutRevision, LayoutRound, SiteLayout
from mingtang.editorial.layouts.policies import block_values, layouts
from mingtang.editorial.layouts.trying import tried
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import record_of_site, visible_site
from mingtang.editorial.publishing.assets import may_go_out
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.editorial.review.queries import gates_of
from mingtang.editorial.sites.models import Column
from mingtang.editorial.themes.blocks import files_in
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.search.actions import refresh_documents
from mingtang.workbench.approvals.actions import open_round, withdraw_round

CONTENT_CLASS = "layout"


def create_layout(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    kind: str,
    title: str,
    code: str = "",
    summary: str = "",
    body: Sequence[Mapping[str, Any]] = (),
) -> SiteLayout:
    """Begin the home of a site, or a topic page, with some blocks; readers see nothing of it yet.

    :raises Refused: no right to design the site, it has a home or such an address already, no title.
    """
    is_home = kind == LayoutKind.HOME
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = authority.may(actor, DESIGN, site=site.code, at=at)
        decision &= layouts.check_code(code, is_home=is_home)
        if not has_words(title):
            decision &= no("publishing.no_title", "请填写名称。", "title")
        if SiteLayout.objects.filter(site=site, kind=kind, code="" if is_home else code).exists():
            words = (
                "本网站已有首页版面，请直接修改。" if is_home else "这个地址已有专题页，请换一个。"
            )
            decision &= no("publishing.layout_exists", words, "kind" if is_home else "code")
        decision.require()
        cleaned = _checked(body, actor, at, site.pk, ())
        row = SiteLayout.objects.create(
            site=site, kind=kind, title=title, summary=summary, changed_at=at,
            code="" if is_home else code,
        )  # fmt: skip
        _save(row, cleaned, actor, at)
        payload: dict[str, Any] = {"layout": row.pk, "kind": row.kind}
        record_of_site("publishing.layout.begun", site, actor, at, payload)
    return row


def save_layout(
    *,
    actor: Person,
    at: datetime,
    layout_id: int,
    body: Sequence[Mapping[str, Any]],
    version: int | None = None,
) -> SiteLayout:
    """Save the blocks of a page as its draft; what is online stays as it is.

    :raises Refused: no right, it is under review, someone else saved since, or a block has a bad value:
        each reason says which block and what to do.
    """
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        decision = authority.may(actor, DESIGN, site=row.site.code, at=at)
        decision &= layouts.may_save(LayoutState(row.state))
        if version is not None and version != row.version:
            text = "版面刚被他人改过，请打开最新内容核对后再保存。"
            decision &= no("publishing.layout_changed_since", text)
        decision.require()
        before = row.revision.files if row.revision else {}
        cleaned = _checked(body, actor, at, row.site_id, before)
        _save(row, cleaned, actor, at)
        _record(row, "publishing.layout.saved", actor, at, {"blocks": len(cleaned)})
    return row


def send_layout(*, actor: Person, at: datetime, layout_id: int) -> LayoutRound:
    """Send the draft through the gates of its site.

    :raises Refused: no right, nothing to send, or a gate that no one can pass.
    """
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        decision = authority.may(actor, DESIGN, site=row.site.code, at=at)
        blocks = len(row.revision.body) if row.revision else 0
        (decision & layouts.may_send(LayoutState(row.state), blocks=blocks)).require()
        found = LayoutRound(
            kind=KIND, subject=row.subject, unit=row.site.unit.code, site=row.site.code,
            layout=row, revision_id=row.revision_id or 0,
        )  # fmt: skip
        plan = gates_of(row.site, CONTENT_CLASS, at=at).plan
        open_round(actor=actor, at=at, found=found, plan=plan, about=about(found))
        return found


def withdraw_layout(*, actor: Person, at: datetime, layout_id: int, reason: str) -> LayoutRound:
    """Take a page back from its gates, to change it.

    :raises Refused: it is not under review, no right, or no reason.
    """
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        found = row.rounds.order_by("-number").first()
        decision = authority.may(actor, DESIGN, site=row.site.code, at=at)
        is_open = found is not None and row.state == LayoutState.IN_REVIEW
        (decision & layouts.may_withdraw_review(is_open=is_open)).require()
        assert found is not None  # the decision said so
        withdraw_round(actor=actor, at=at, round_id=found.pk, reason=reason)
        return found


def release_layout(*, actor: Person, at: datetime, layout_id: int) -> SiteLayout:
    """Put the approved blocks online.

    :raises Refused: no right to publish on the site, not passed, or a file that may not go out.
    """
    row = _visible(actor, at, layout_id)
    pins: dict[str, str] = row.revision.files if row.revision else {}
    files = may_go_out(pins, pins)  # reads every byte: before the lock
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        decision = authority.may(actor, "publishing.publish", site=row.site.code, at=at)
        decision &= layouts.may_release(LayoutState(row.state)) & files
        decision.require()
        row.state, row.live = LayoutState.ONLINE.value, row.revision
        row.released_at = row.released_at or at
        row.save(update_fields=["state", "live", "released_at"])
        _wake(row, pins, actor, at)
        revision = row.revision.number if row.revision else 0
        _record(row, "publishing.layout.released", actor, at, {"revision": revision})
    return row


def take_layout_off(*, actor: Person, at: datetime, layout_id: int) -> SiteLayout:
    """Take a topic page offline; its draft stays. A home always has something to show.

    :raises Refused: no right, it is a home, or it is not online.
    """
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        decision = authority.may(actor, "publishing.take_down", site=row.site.code, at=at)
        is_home = row.kind == LayoutKind.HOME
        decision &= layouts.may_take_off(is_home=is_home, is_live=row.live_id is not None)
        decision.require()
        row.live, row.released_at = None, None
        if row.state == LayoutState.ONLINE:
            row.state = LayoutState.DRAFT.value
        row.save(update_fields=["live", "released_at", "state"])
        _wake(row, {}, actor, at)
        _record(row, "publishing.layout.taken_off", actor, at, {})
    return row


def _wake(row: SiteLayout, pins: Mapping[str, str], actor: Person, at: datetime) -> None:
    wakes = Wakes(at, actor.person_key)
    wakes.lock([row.site_id])
    key = "" if row.kind == LayoutKind.HOME else str(row.pk)
    wakes.page(row.site_id, row.kind, PageSpec(row.path, key, None), TargetLane.OWN)
    if row.kind == LayoutKind.TOPIC:
        wakes.subject(f"topics:{row.site_id}")
        refresh_documents(TOPICS, [row.pk], at=at)
    sync_site_assets(row.site_id, row.subject, pins, wakes)
    follow_up(wakes)


def _visible(actor: Person, at: datetime, layout_id: int) -> SiteLayout:
    rows = SiteLayout.objects.visible_to(actor, at=at).select_related(
        "site__unit", "revision", "live"
    )
    row = rows.filter(pk=layout_id).first()
    if row is None:
        raise NotVisible(f"layout {layout_id}")
    return row


def locked_layout(actor: Person, at: datetime, layout_id: int) -> SiteLayout:
    """Return a page of blocks that a person may see, locked. :raises NotVisible: there is none."""
    _visible(actor, at, layout_id)
    SiteLayout.objects.select_for_update().get(pk=layout_id)
    return _visible(actor, at, layout_id)


def _save(row: SiteLayout, body: list[dict[str, Any]], actor: Person, at: datetime) -> None:
    number = row.revision.number + 1 if row.revision else 1
    row.revision = LayoutRevision.objects.create(
        layout=row, number=number, body=body, files=_pins(body), saved_by=actor, saved_at=at
    )
    row.state, row.version, row.changed_at = LayoutState.DRAFT.value, row.version + 1, at
    row.save(update_fields=["revision", "state", "version", "changed_at"])


def _checked(
    body: Sequence[Mapping[str, Any]],
    actor: Person,
    at: datetime,
    site_id: int,
    before: Collection[str],
) -> list[dict[str, Any]]:
    """Return blocks as they are stored. :raises Refused: with what is wrong with each."""
    cleaned = block_values.cleaned_body(body)
    named = {pk for block in cleaned for pk in block_values.columns_in(block)}
    listed = Column.objects.open().filter(pk__in=sorted(named)).values_list("pk", flat=True)
    block_values.check_body(cleaned, set(listed)).require()
    _may_show(actor, at, cleaned, before).require()
    shown = media_rows(_keys(cleaned))
    kinds = {row.pk: row.kind for key, row in shown.items() if key.startswith("document:")}
    block_values.check_formats(cleaned, kinds).require()
    tried(site_id, cleaned).require()
    return cleaned


def _keys(body: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({key for block in body for key in files_in(block)})


def _pins(body: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the digests of what blocks show: no other bytes go online."""
    return {key: row.digest for key, row in media_rows(_keys(body)).items()}


def _may_show(
    actor: Person, at: datetime, body: Sequence[Mapping[str, Any]], before: Collection[str]
) -> Decision:
    """Answer whether blocks show only what this person may choose, or what stood there before."""
    keys = [key for key in _keys(body) if key not in before]
    if media_rows(keys, (actor, at)).keys() >= set(keys):
        return YES
    text = "版面里有您不能使用的图片或文件，请删去后从本单位素材库中另选。"
    return no("publishing.foreign_picture", text)


def _record(
    row: SiteLayout, code: str, actor: Person, at: datetime, payload: Mapping[str, Any]
) -> None:
    record_event(
        code=code, subject=row.subject, actor=actor.person_key, at=at, unit=row.site.unit.code,
        site=row.site.code, payload={"kind": row.kind, **payload},
    )  # fmt: skip
