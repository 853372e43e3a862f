"""Draft a consultation, change it, send it to be approved."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.consultations import policies
from mingtang.service.consultations.actions.access import (
    WRITE,
    locked_consultation,
    may,
    record,
)
from mingtang.service.consultations.actions.client import KIND, about
from mingtang.service.consultations.models import Consultation
from mingtang.service.consultations.policies import ConsultationText, ConsultationVerb
from mingtang.service.consultations.queries import consultation_rules
from mingtang.workbench.approvals.actions import open_round
from mingtang.workbench.approvals.models import ApprovalRound


def draft_consultation(
    *, actor: Person, at: datetime, site_id: int, unit_id: int, text: ConsultationText
) -> Consultation:
    """Draft a consultation of a unit on a site.

    :raises NotVisible: there is no such site or unit.
    :raises Refused: no right to write for the unit or the site, or something is missing.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        unit = Unit.objects.filter(pk=unit_id, is_active=True).first()
        if unit is None:
            raise NotVisible(f"unit {unit_id}")
        rules = consultation_rules(unit.code, at=at)
        decision = authority.may(actor, WRITE, unit=unit.code, site=site.code, at=at)
        decision &= policies.is_complete(text, shortest=rules.shortest, at=at)
        (decision & _may_use(text.file, "", actor, at)).require()
        row = Consultation.objects.create(
            site=site, unit=unit, created_at=at, authors=[actor.person_key], **_stored(text)
        )
        record("consultations.drafted", row, actor.person_key, at)
    return row


def edit_consultation(
    *, actor: Person, at: datetime, consultation_id: int, version: int, text: ConsultationText
) -> Consultation:
    """Change a draft.

    :raises Refused: no right, not a draft, something is missing, or a colleague changed it since.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        rules = consultation_rules(row.unit.code, at=at)
        decision = may(actor, WRITE, row, at)
        decision &= policies.may_do(ConsultationVerb.EDIT, row.state)
        decision &= policies.is_complete(text, shortest=rules.shortest, at=at)
        decision &= _may_use(text.file, row.file, actor, at)
        if row.version != version:
            words = "这份意见征集刚被他人改过，请打开最新内容核对后再提交。"
            decision &= no("consultations.changed_since", words)
        decision.require()
        values = _stored(text)
        changed = policies.changed_fields(vars(row), values)
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.version += 1
            row.authors = sorted({*row.authors, actor.person_key})
            row.save(update_fields=[*changed, "version", "authors"])
            record("consultations.edited", row, actor.person_key, at)
    return row


def send_consultation(*, actor: Person, at: datetime, consultation_id: int) -> ApprovalRound:
    """Send a draft to those who approve it; after the last of them it opens.

    :raises Refused: no right, not a draft, the opening has passed, or a step that nobody can take.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        rules = consultation_rules(row.unit.code, at=at)
        decision = may(actor, WRITE, row, at) & policies.may_do(ConsultationVerb.SEND, row.state)
        decision &= policies.is_complete(text_of(row), shortest=rules.shortest, at=at)
        found = ApprovalRound(
            kind=KIND, subject=row.subject, unit=row.unit.code, site=row.site.code
        )
        return open_round(
            actor=actor,
            at=at,
            found=found,
            plan=rules.plan(unit=row.unit.code, site=row.site.code),
            about=about(row),
            decision=decision,
        )


def text_of(row: Consultation) -> ConsultationText:
    """Return what a consultation puts before the public."""
    names = ConsultationText.__dataclass_fields__
    return ConsultationText(**{name: getattr(row, name) for name in names})


def _stored(text: ConsultationText) -> dict[str, object]:
    values = {
        name: one.strip() if isinstance(one, str) else one for name, one in asdict(text).items()
    }
    return values | {"showing": str(text.showing)}


def _may_use(file: str, before: str, actor: Person, at: datetime) -> Decision:
    if not file or file == before or file in media_rows([file], (actor, at)):
        return YES
    return no("consultations.foreign_file", "选的文件您不能使用，请从本单位素材库中另选。", "file")
