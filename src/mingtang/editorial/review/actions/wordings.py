"""Set a machine remark aside; the words that an office adds to the checks."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article, may_edit
from mingtang.editorial.review.models import IgnoredRemark, OwnWording
from mingtang.editorial.review.policies import may_add_wording, may_ignore
from mingtang.editorial.review.queries import MANAGE, remarks_on
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.actions.merging import Merger
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason


def ignore_remark(
    *, actor: Person, at: datetime, article_id: int, key: str, reason: str
) -> IgnoredRemark:
    """Set a machine remark aside as wrong; it stays set aside as long as the same words are in the text.

    What blocks is set aside by those who manage reviews of the site, the rest also by those who edit.

    :raises Refused: no right, the remark is not in the current text, or no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        remarks = remarks_on(article, at=at)
        found = remarks.find(key)
        blocks = found is not None and found.remark.rule in remarks.blocking
        manages = authority.may(actor, MANAGE, site=article.site.code, at=at)
        allowed = manages if blocks or manages else may_edit(actor, article, at=at)
        (allowed & may_ignore(is_shown=found is not None, reason=reason)).require()
        rule = found.remark.rule if found else ""
        stored = record_reason(reason)
        row = IgnoredRemark.objects.create(
            article=article, key=key, rule=rule, reason=stored, ignored_by=actor, ignored_at=at
        )
        record_event(
            code="review.remark.ignored",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"rule": rule, "blocks": blocks},
            reason=stored,
        )
    return row


def add_wording(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    word: str,
    better: str = "",
    why: str = "",
    is_allowed: bool = False,
) -> OwnWording:
    """Add a word to the list of the unit that operates a site; it holds for all sites of that unit.

    :raises Refused: no right to manage reviews of the site, a single character, or a word that is listed.
    """
    with transaction.atomic():
        site = GovSite.objects.visible_to(actor, at=at).filter(pk=site_id).first()
        if site is None:
            raise NotVisible(f"site {site_id}")
        word, better = word.strip(), better.strip()
        decision = authority.may(actor, MANAGE, site=site.code, at=at)
        is_known = OwnWording.objects.filter(unit=site.operating_unit_id, word=word).exists()
        decision &= may_add_wording(
            word=word, better=better, is_allowed=is_allowed, is_known=is_known
        )
        decision.require()
        row = OwnWording.objects.create(
            unit=site.operating_unit,
            word=word,
            better=better,
            why=why.strip(),
            is_allowed=is_allowed,
            added_by=actor,
            added_at=at,
        )
        _record_wording("review.wording.added", row, actor, at)
    return row


def remove_wording(*, actor: Person, at: datetime, wording_id: int) -> None:
    """Take a word off the list of a unit.

    :raises NotVisible: no such word on a list that the actor manages.
    """
    with transaction.atomic():
        visible = OwnWording.objects.visible_to(actor, at=at).filter(pk=wording_id)
        rows = OwnWording.objects.select_for_update(of=("self",)).select_related("unit")
        row = rows.filter(pk__in=visible.values("pk")).first()
        if row is None:
            raise NotVisible(f"wording {wording_id}")
        _record_wording("review.wording.removed", row, actor, at)
        row.delete()


def _record_wording(code: str, row: OwnWording, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=f"wording:{row.pk}",
        actor=actor.person_key,
        at=at,
        unit=row.unit.code,
        payload={"word": row.word, "allowed": row.is_allowed},
    )


def hand_over_wordings(merger: Merger) -> None:
    """Give the words of a merged unit to its successor; a word that both list stays as the successor has it."""
    known = OwnWording.objects.filter(unit=merger.into).values("word")
    rows = OwnWording.objects.filter(unit=merger.unit)
    rows.filter(word__in=known).delete()
    rows.update(unit=merger.into)
