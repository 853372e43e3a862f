"""Release, correct and take down articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article, move_article
from mingtang.editorial.content.actions.fields import fields_from
from mingtang.editorial.content.enums import ArticleKind, ArticleState, ArticleVerb, PlacementState
from mingtang.editorial.content.files import pinned_files
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Placement, Release
from mingtang.editorial.content.policies.declared import facts_shown
from mingtang.editorial.content.policies.interpretation import may_not_precede, may_release_policy
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import extra_fields_of
from mingtang.editorial.pages.actions.tombstones import Burial, bury, copies_of, lift
from mingtang.editorial.pages.engine.lanes import make_own_pages
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TakeDownReason, TargetLane
from mingtang.editorial.publishing import hooks
from mingtang.editorial.publishing.actions.companions import note_awaited, note_interpreted
from mingtang.editorial.publishing.actions.holds import (
    CheckedFiles,
    check_files,
    hold_article,
    is_only_for_files,
    lift_hold,
)
from mingtang.editorial.publishing.actions.numbers import give_index_number, note_document_number
from mingtang.editorial.publishing.actions.relations import effective_force, sync_relations
from mingtang.editorial.publishing.engine.asset_use import is_used, sync_assets
from mingtang.editorial.publishing.engine.derived_use import request_papers, wake_derived
from mingtang.editorial.publishing.engine.listing import sync_articles
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.policies import releases
from mingtang.editorial.publishing.queries.companions import awaited_policy, joint_release
from mingtang.editorial.review.queries import is_passed
from mingtang.editorial.review.queries.countersigns import is_countersigned
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.ground.foundation.decisions import YES, Decision, Reason, Refused, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason

_COPIED = (*PUBLIC_FIELDS, "body", "interprets_id")


@dataclass(frozen=True)
class Published:
    """What an action did: the article and the targets of its own pages."""

    article_id: int
    target_ids: tuple[int, ...]


def publish_article(
    *,
    actor: Person,
    at: datetime,
    article_id: int,
    released_at: datetime | None = None,
    reason: str = "",
) -> Published:
    """Put the reviewed text online in every column that accepted it, or correct what is online.

    A policy that has to be interpreted goes online with its passed interpretations at the same
    moment: all of them, or none.

    The first release fixes the release date by the server's clock. `released_at` states another one,
    for texts that were online elsewhere before: with a reason, and only for those named for it. The
    article's own pages are made right after the commit.

    :raises Refused: no right, not passed, no column, a file that may not go out (the text is held
        then, and shown as such), or another room's veto; all reasons at once.
    :raises NotVisible: there is no such article for this person.
    """
    order = _Order(actor, at, released_at, reason, _checked_files(article_id))
    try:
        with transaction.atomic():
            return _publish_together(order, article_id)
    except Refused as refusal:
        hold_refused(actor=actor, at=at, article_id=article_id, reasons=refusal.reasons)
        raise


def hold_refused(
    *, actor: Person, at: datetime, article_id: int, reasons: Sequence[Reason]
) -> None:
    """Note that a text waits where nothing but its files kept it offline.

    Who calls :func:`publish_article` in a transaction of their own, which a refusal rolls back, calls
    this after it.
    """
    if is_only_for_files(reasons):
        with transaction.atomic():
            article = locked_article(actor=actor, at=at, article_id=article_id)
            may_publish(article, actor, at).require()
            hold_article(article, reasons, actor=actor.person_key, at=at)


@dataclass(frozen=True)
class _Order:
    """What is asked of one act of publishing, and what was found of the files before it."""

    actor: Person
    at: datetime
    released_at: datetime | None
    reason: str
    files: Mapping[int, CheckedFiles]


def _checked_files(article_id: int) -> dict[int, CheckedFiles]:
    """Judge the files of an article and of what may go online with it."""
    passed = Article.objects.filter(interprets=article_id, state=ArticleState.PASSED.value)
    return {pk: check_files(pk) for pk in (article_id, *passed.values_list("pk", flat=True))}


def _publish_together(order: _Order, article_id: int) -> Published:
    """Publish an article with the interpretations that its rules ask for.

    Source: 宣政办〔2015〕 二（三） (XC-06); 国办发〔2014〕57号（四） (GB-02).
    """
    actor, at = order.actor, order.at
    article = locked_article(actor=actor, at=at, article_id=article_id)
    was_live = Release.objects.filter(pk=article.pk, is_live=True).exists()
    joint = joint_release(article, person=actor, at=at)
    done = _publish(order, article, may_publish(article, actor, at))
    if was_live or not joint.waits:
        return done
    targets = done.target_ids
    for pk in joint.ready_ids:
        targets += _publish_companion(order, pk).target_ids
    if not joint.ready_ids:
        note_awaited(article, actor=actor, at=at)
    return Published(article.pk, targets)


def _publish_companion(order: _Order, article_id: int) -> Published:
    article = locked_article(actor=order.actor, at=order.at, article_id=article_id)
    try:
        return _publish(order, article, _may_publish_alone(article, order.actor, order.at))
    except Refused as refusal:
        told = [replace(one, text=f"《{article.title}》：{one.text}") for one in refusal.reasons]
        raise Refused(told) from refusal


def _publish(order: _Order, article: Article, decision: Decision) -> Published:
    actor, at, released_at, reason = order.actor, order.at, order.released_at, order.reason
    before = Release.objects.filter(pk=article.pk).first()
    if released_at is not None:
        decision &= _may_state_date(article, actor, at, released_at, reason)
    (decision & _files_fit(article, order.files.get(article.pk, CheckedFiles(0, YES)))).require()
    was_live = before is not None and before.is_live
    release = _released(article, before, at=at, released_at=released_at)
    _place(article, release.released_at)
    given = record_reason(reason)
    move_article(article, verb=ArticleVerb.PUBLISH, actor=actor, at=at, reason=given)
    published = _wake(article, release, actor=actor, at=at)
    _record_release(article, before, actor=actor, at=at, stated=released_at, reason=given)
    if not was_live:
        note_interpreted(article, release, actor=actor, at=at)
    lift_hold(article.pk)
    return published


def _files_fit(article: Article, files: CheckedFiles) -> Decision:
    if files.revision_id == (article.revision_id or 0):
        return files.decision
    return no("publishing.newer_version", "稿件刚被修改过，请刷新页面后再试。")


def may_publish(article: Article, actor: Person, at: datetime) -> Decision:
    """Answer whether a person may put the article online now, apart from its files."""
    return _may_publish_alone(article, actor, at) & _may_be_apart(article, actor, at)


def _may_be_apart(article: Article, actor: Person, at: datetime) -> Decision:
    """Answer whether a policy or interpretation may go online, as to the other one."""
    policy = awaited_policy(article, at=at)
    if policy is not None:
        return may_not_precede(policy.title)
    joint = joint_release(article, person=actor, at=at)
    if joint.rule is None or Release.objects.filter(pk=article.pk, is_live=True).exists():
        return YES
    return may_release_policy(
        joint.explanations,
        excepted=joint.is_explained or joint.exception is not None,
        may_except=joint.rule.exception,
    )


def _may_publish_alone(article: Article, actor: Person, at: datetime) -> Decision:
    decision = authority.may(actor, "publishing.publish", site=article.site.code, at=at)
    decision &= may_move(ArticleState(article.state), ArticleVerb.PUBLISH)
    decision &= releases.has_place(_accepted(article).count())
    revision_id = article.revision_id or 0
    decision &= releases.has_passed(is_passed=is_passed(article.pk, revision_id))
    decision &= is_countersigned(article, at)
    return decision & hooks.may_release(article.pk, revision_id)


def _accepted(article: Article) -> Any:
    return Placement.objects.filter(article=article, state=PlacementState.ACCEPTED.value)


def _may_state_date(
    article: Article, actor: Person, at: datetime, released_at: datetime, reason: str
) -> Decision:
    right = authority.may(actor, "publishing.backdate", site=article.site.code, at=at)
    return right & releases.may_state_date(released_at, at=at, reason=reason)


def _released(
    article: Article, before: Release | None, *, at: datetime, released_at: datetime | None
) -> Release:
    assert article.revision is not None  # a passed article has one
    values = release_fields(article.revision.data)
    kept = before.released_at if before is not None else at
    moment = released_at or kept
    typed = str(values["index_number"])
    values |= {
        "index_number": give_index_number(article, typed, released_at=moment, at=at),
        "force": effective_force(article.pk, str(values["force"])),
        "extra_facts": facts_shown(
            extra_fields_of(article), article.revision.data.get("extras", {})
        ),
        "revision": article.revision,
        "is_live": True,
        "home_site": article.site,
        "unit_code": article.unit.code,
        "unit_name": _unit_name(article),
        "released_at": moment,
        "changed_at": at,
    }
    note_document_number(article, str(values["document_number"]))
    release, _ = Release.objects.update_or_create(article=article, defaults=values)
    return release


def _unit_name(article: Article) -> str:
    is_foreign = article.site.language == SiteLanguage.FOREIGN
    return (is_foreign and article.unit.english_name) or article.unit.name


def release_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a revision readers see, with dates as dates."""
    fields = fields_from(data)
    return {name: getattr(fields, name) for name in _COPIED}


def _place(article: Article, released_at: datetime) -> None:
    _accepted(article).update(is_live=True, released_at=released_at)


def _wake(article: Article, release: Release, *, actor: Person, at: datetime) -> Published:
    wakes = Wakes(at, actor.person_key)
    sync_articles([article.pk], wakes, changed=True)
    if release.revision is not None:
        sync_relations(article, release.revision.data.get("relations", ()), wakes, at=at)
    live = list(Address.objects.filter(article=article, is_live=True))
    files = sync_assets(
        article.pk,
        release.body,
        wakes,
        pins=release.revision.files if release.revision else pinned_files(release.body),
        site_ids={address.site_id for address in live},
    )
    sites = {address.site_id for address in live}
    files |= wake_derived([article.subject], sites, wakes, TargetLane.OWN)
    if release.kind == ArticleKind.POLICY:
        request_papers(article.pk, wakes)
    places = {(address.site_id, address.path) for address in live}
    places |= {(address.site_id, path) for address in live for path in files.values()}
    lift(places | copies_of(places), at, wakes)
    return Published(article.pk, follow_up(wakes))


def follow_up(wakes: Wakes) -> tuple[int, ...]:
    """Write the wakes down, and make the own pages right after the commit; return their targets."""
    wakes.flush()
    own = tuple(wakes.own_ids)
    transaction.on_commit(lambda: make_own_pages(own, wakes.at), robust=True)
    return own


def _record_release(
    article: Article,
    before: Release | None,
    *,
    actor: Person,
    at: datetime,
    stated: datetime | None,
    reason: StatedReason | None,
) -> None:
    payload = _places(article)
    was_live = before is not None and before.is_live
    if not was_live:
        payload |= {"first": before is None, "backdated": stated is not None}
    record_event(
        code="publishing.article.corrected" if was_live else "publishing.article.released",
        subject=article.subject,
        actor=actor.person_key,
        at=at,
        unit=article.unit.code,
        site=article.site.code,
        payload=payload,
        reason=reason,
    )


def _places(article: Article) -> dict[str, Any]:
    rows = list(_accepted(article).values_list("site__code", "column_id"))
    return {
        "sites": sorted({f"site:{code}" for code, _ in rows}),
        "columns": sorted({f"column:{column_id}" for _, column_id in rows}),
        "kind": article.kind,
        "revision": article.version,
    }


def redate_article(
    *, actor: Person, at: datetime, article_id: int, released_at: datetime, reason: str
) -> Published:
    """State another release date for what is online; its address stays.

    :raises Refused: not named for it, a date ahead, no reason, or not online.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        release = Release.objects.filter(pk=article.pk, is_live=True).first()
        decision = _may_state_date(article, actor, at, released_at, reason)
        if release is None:
            decision &= no("publishing.not_live", "稿件现在不在线，不能更改发布日期。")
        decision.require()
        assert release is not None
        old = release.released_at
        if old == released_at:
            return Published(article.pk, ())
        release.released_at, release.changed_at = released_at, at
        release.save(update_fields=["released_at", "changed_at"])
        Placement.objects.filter(article=article, is_live=True).update(released_at=released_at)
        published = _wake(article, release, actor=actor, at=at)
        record_event(
            code="publishing.article.redated",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={
                "sites": _places(article)["sites"],
                "from": old.isoformat(),
                "to": released_at.isoformat(),
            },
            reason=reason,
        )
    return published


def take_down_article(
    *,
    actor: Person,
    at: datetime,
    article_id: int,
    reason_code: str,
    reason: str | StatedReason,
    public_reason: str = "",
) -> Published:
    """Take an article offline everywhere: page, lists, feeds, site map, files that no other article uses.

    A notice with the public reason stands at its addresses (status 410). For a secret, every kept
    version is purged from the store. Afterwards the addresses are fetched and the proof recorded.

    :raises Refused: no right, not online, no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        release = Release.objects.filter(pk=article.pk).first()
        decision = _may_take_down(article, actor, at)
        decision &= releases.may_take_down(
            is_live=release is not None and release.is_live,
            reason_code=reason_code,
            reason=str(reason),
        )
        decision.require()
        assert release is not None
        payload = _places(article)
        burial = Burial(
            subject=article.subject,
            reason_code=reason_code,
            public_reason=public_reason,
            is_secret=reason_code == TakeDownReason.SECRECY,
            at=at,
        )
        published = _take_off(article, release, burial, actor)
        given = record_reason(reason)
        move_article(article, verb=ArticleVerb.TAKE_DOWN, actor=actor, at=at, reason=given)
        payload |= {
            "reason": reason_code,
            "has_notice": bool(public_reason),
            "is_secret": burial.is_secret,
            "addresses": Address.objects.filter(article=article).count(),
        }
        record_event(
            code="publishing.article.taken_down",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload=payload,
            reason=given,
        )
    return published


def _may_take_down(article: Article, actor: Person, at: datetime) -> Decision:
    return authority.may(actor, "publishing.take_down", site=article.site.code, at=at)


def _take_off(article: Article, release: Release, burial: Burial, actor: Person) -> Published:
    release.is_live = False
    release.save(update_fields=["is_live"])
    Placement.objects.filter(article=article).update(is_live=False, is_pinned=False)
    wakes = Wakes(burial.at, actor.person_key)
    addresses = list(Address.objects.filter(article=article, is_live=True))
    sync_articles([article.pk], wakes, changed=True)
    sites = {address.site_id for address in addresses}
    files = sync_assets(article.pk, (), wakes, pins={}, site_ids=sites)
    files |= wake_derived([article.subject], sites, wakes, TargetLane.OWN)
    places = {(address.site_id, address.path) for address in addresses}
    places |= {
        (site_id, path)
        for key, path in files.items()
        for site_id in sites
        if not is_used(site_id, key)
    }
    bury(places | copies_of(places), burial, wakes)
    return Published(article.pk, follow_up(wakes))
