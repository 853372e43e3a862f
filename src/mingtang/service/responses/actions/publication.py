"""Show question and answer to everyone: redacted by one person, released by another, taken down."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.actions.tombstones import Burial, bury, copies_of, lift
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TakeDownReason, TargetLane
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.engine.derived_use import wake_users
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.ground.foundation.working_days import AnswerTimes
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.kinds import response_kind
from mingtang.service.responses.models import PublishedAnswer, Redaction, facts_of_sender
from mingtang.service.responses.policies.drafts import is_newest
from mingtang.service.responses.policies.publication import (
    COLUMN_PATH,
    FEED_PATH,
    FIGURES_PATH,
    is_whole,
    list_path,
    may_be_public,
    may_release,
    may_take_down,
    month_of,
    names_nobody,
)
from mingtang.service.responses.queries import DOCUMENTS, is_agreed
from mingtang.spine.search.actions import refresh_documents
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework.actions.access import locked_case, record
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.models import Case

RELEASE = "responses.release"
_OF_THAT_DAY = "as the text online says: the unit of that day answered"
STAYS = dict.fromkeys(
    ("responses.PublishedAnswer.unit", "responses.PublishedAnswer.unit_name"), _OF_THAT_DAY
)
_PRIVATE = (TakeDownReason.RIGHTS, TakeDownReason.SECRECY)


def may_redact(case: Case, *, actor: Person, at: datetime) -> Decision:
    """Answer whether someone may prepare the answer to a case for everyone: its unit or its desk."""
    rights = case.of_kind.rights
    own = authority.may(actor, rights.handle, unit=case.unit, at=at)
    if own:
        return own
    return authority.may(actor, rights.dispatch, unit=case.desk_unit, site=case.site, at=at)


def is_publishable(case: Case) -> Decision:
    """Answer whether the answer to a case may be shown to everyone."""
    return may_be_public(
        response_kind(case.kind),
        is_answered=case.state in {CaseState.ANSWERED, CaseState.CLOSED} and not case.erased_at,
        is_agreed=is_agreed(case),
    )


def save_redaction(
    *, actor: Person, at: datetime, case_id: int, title: str, question: str, answer: str,
    version: int = 0,
) -> Redaction:  # fmt: skip
    """Save question and answer as they are to be shown.

    :raises Refused: no right, not to be public, a part is missing, or a colleague changed it.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        row = Redaction.objects.filter(case=case).first() or Redaction(case=case)
        decision = may_redact(case, actor=actor, at=at) & is_publishable(case)
        decision &= is_whole(title, question, answer) & is_newest(row.version, version)
        decision.require()
        row.title, row.question, row.answer = one_line(title), question.strip(), answer.strip()
        row.written_by, row.written_at, row.version = actor, at, row.version + 1
        row.save()
        record(
            case, "responses.redaction.saved",
            actor=actor.person_key, at=at, version=row.version,
        )  # fmt: skip
        return row


def release_answer(*, actor: Person, at: datetime, case_id: int) -> PublishedAnswer:
    """Show the redacted pair of a case to everyone, within seconds.

    :raises Refused: no right on the site, not agreed, a person is still named, the actor redacted it,
        or it is online.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        pair = Redaction.objects.filter(case=case).first()
        site = GovSite.objects.filter(code=case.site).first()
        if pair is None or site is None:
            raise NotVisible(f"redaction of case {case_id}")
        known = PublishedAnswer.objects.select_for_update().filter(case=case).first()
        texts = (pair.title, pair.question, pair.answer)
        decision = authority.may(actor, RELEASE, site=site.code, at=at) & is_publishable(case)
        decision &= is_whole(*texts) & names_nobody(texts, facts_of_sender(case))
        wrote = pair.written_by_id == actor.pk
        decision &= may_release(is_live=known is not None and known.is_live, wrote=wrote)
        decision.require()
        row = _published(known, case, pair, site, actor, at)
        wakes = _woken(row, actor, at)
        places = [(site.pk, row.path)]
        lift([*places, *copies_of(places)], at, wakes)
        follow_up(wakes)
        refresh_documents(DOCUMENTS, [row.pk], at=at)
        record(
            case, "responses.answer.released", actor=actor.person_key, at=at, answer=row.pk
        )  # fmt: skip
        return row


def take_down_answer(
    *, actor: Person, at: datetime, answer_id: int, reason_code: str, reason: str
) -> PublishedAnswer:
    """Take a published answer offline: page, lists, feed, search; a tombstone stands there.

    Where someone's rights are touched, the versions that were kept of the page are overwritten as well.

    :raises Refused: no right on the site, not online, or no reason.
    """
    with transaction.atomic():
        rows = PublishedAnswer.objects.visible_to(actor, at=at).filter(pk=answer_id)
        found = rows.values_list("case", flat=True).first()
        if found is None:
            raise NotVisible(f"answer {answer_id}")
        case = Case.objects.select_for_update().get(pk=found)
        row = (
            PublishedAnswer.objects.select_for_update(of=("self",))
            .select_related("site")
            .get(pk=answer_id)
        )
        decision = authority.may(actor, RELEASE, site=row.site.code, at=at)
        decision &= may_take_down(is_live=row.is_live) & says_why(reason)
        if reason_code not in {one.value for one in TakeDownReason}:
            decision &= no("responses.no_reason", "请选择撤下原因。", "reason_code")
        decision.require()
        row.title = row.question = row.answer = ""
        row.is_live, row.taken_down_at = False, at
        row.save(update_fields=["title", "question", "answer", "is_live", "taken_down_at"])
        wakes, places = _woken(row, actor, at), {(row.site_id, row.path)}
        is_secret = reason_code in {one.value for one in _PRIVATE}
        bury(places | copies_of(places), Burial(
            subject=row.subject, reason_code=reason_code, public_reason="", is_secret=is_secret, at=at,
        ), wakes)  # fmt: skip
        follow_up(wakes)
        refresh_documents(DOCUMENTS, [row.pk], at=at)
        record(
            case, "responses.answer.taken_down",
            actor=actor.person_key, at=at, reason=reason, answer=row.pk, cause=reason_code,
        )  # fmt: skip
        return row


def refresh_figures(*, at: datetime, site: str) -> None:
    """Have the page of figures of a published site made again."""
    number = PublishedSite.objects.filter(site__code=site).values_list("pk", flat=True).first()
    if number is None:
        return
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([number])
        wakes.page(number, "response_figures", PageSpec(FIGURES_PATH, "", None))
        wakes.flush()


def erase_redaction(case: Case, *, at: datetime) -> None:
    """Erase the texts of a pair whose case was erased, inside the caller's transaction."""
    row = Redaction.objects.select_for_update().filter(case=case).first()
    if row is not None and (row.title or row.question or row.answer):
        row.title = row.question = row.answer = ""
        row.written_at = at
        row.save(update_fields=["title", "question", "answer", "written_at"])


def _published(
    known: PublishedAnswer | None, case: Case, pair: Redaction, site: GovSite, actor: Person, at: datetime
) -> PublishedAnswer:  # fmt: skip
    assert case.answered_at is not None  # is_publishable asked
    row = known or PublishedAnswer(case=case, site=site, released_at=at)
    times = AnswerTimes.of(
        case.received_at.astimezone(BEIJING), case.answered_at.astimezone(BEIJING)
    )
    kind = response_kind(case.kind)
    row.about = kind.about(case.pk) if kind else None
    row.category, row.category_label = case.category, case.category_label
    row.unit = case.unit
    row.unit_name = names_of_units([case.unit]).get(case.unit, case.unit)
    row.title, row.question, row.answer = pair.title, pair.question, pair.answer
    row.received_at, row.answered_at = case.received_at, case.answered_at
    row.working_days = times.used(calendar_known_at(at))
    row.released_by, row.is_live, row.taken_down_at = actor, True, None
    row.save()
    return row


def _woken(row: PublishedAnswer, actor: Person, at: datetime) -> Wakes:
    """Return the wakes of everything that shows a published answer."""
    wakes = Wakes(at, actor.person_key)
    wakes.lock([row.site_id])
    own = PageSpec(row.path, str(row.pk), None)
    wakes.page(row.site_id, "response", own, TargetLane.OWN)
    wakes.page(row.site_id, "response_column", PageSpec(COLUMN_PATH, "", None))
    wakes.page(row.site_id, "response_feed", PageSpec(FEED_PATH, "", None))
    wakes.page(row.site_id, "response_figures", PageSpec(FIGURES_PATH, "", None))
    sorts = {"month": month_of(row.released_at), "unit": row.unit, "kind": row.category}
    for sort, code in sorts.items():
        page = PageSpec(list_path(sort, code), f"{sort}:{code}", None)
        wakes.page(row.site_id, "response_list", page)
    for found in row.beside():
        for one in found:  # they link to this one
            wakes.page(row.site_id, "response", PageSpec(one.path, str(one.pk), None))
    if row.about is not None:
        wakes.page(row.site_id, "response_list", policy_page(row.about))
        wake_users(f"article:{row.about}", wakes)
    wakes.subject(f"responses:{row.site_id}")
    return wakes


def policy_page(article_id: int) -> PageSpec:
    """Return the page of the answers about a policy document."""
    return PageSpec(list_path("policy", str(article_id)), f"policy:{article_id}", None)


def follow_policies(article_ids: Collection[int], at: datetime) -> None:
    """Wake the pages that name policy documents, inside the transaction that changed those.

    Called for every release and take-down; costs one query if no answer is about the documents.
    """
    rows = list(PublishedAnswer.objects.live().filter(about__in=list(article_ids)))
    if not rows:
        return
    wakes = Wakes(at)
    wakes.lock({row.site_id for row in rows})
    for row in rows:
        assert row.about is not None  # by the filter
        wakes.page(row.site_id, "response", PageSpec(row.path, str(row.pk), None))
        wakes.page(row.site_id, "response_list", policy_page(row.about))
    wakes.flush()
