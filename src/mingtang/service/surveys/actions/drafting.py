"""Draft a survey, change it, submit it for approval."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import WRITE, locked_survey, may, record
from mingtang.service.surveys.actions.client import KIND, about
from mingtang.service.surveys.actions.questions import plans_of
from mingtang.service.surveys.enums import OnceRule
from mingtang.service.surveys.models import Survey
from mingtang.service.surveys.policies import SurveyText, SurveyVerb
from mingtang.service.surveys.queries.rules import survey_rules
from mingtang.workbench.approvals.actions import open_round
from mingtang.workbench.approvals.models import ApprovalRound

_CHANGED_SINCE = no("surveys.changed_since", "这份调查刚被他人改过，请打开最新内容核对后再提交。")


def draft_survey(
    *, actor: Person, at: datetime, site_id: int, unit_id: int, text: SurveyText
) -> Survey:
    """Draft a survey of a unit on a site.

    :raises NotVisible: there is no such site or unit.
    :raises Refused: no right to write for the unit or the site, or something is missing.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        unit = Unit.objects.filter(pk=unit_id, is_active=True).first()
        if unit is None:
            raise NotVisible(f"unit {unit_id}")
        survey_rules(unit.code, at=at)
        decision = authority.may(actor, WRITE, unit=unit.code, site=site.code, at=at)
        decision &= _is_complete(text, "", actor, at)
        decision.require()
        row = Survey.objects.create(
            site=site, unit=unit, created_at=at, authors=[actor.person_key], **_stored(text)
        )
        record("surveys.drafted", row, actor.person_key, at)
    return row


def edit_survey(
    *, actor: Person, at: datetime, survey_id: int, version: int, text: SurveyText
) -> Survey:
    """Change a draft; its kind, survey or appraisal, cannot be changed.

    :raises Refused: no right, not a draft, something is missing, or it was changed meanwhile.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(SurveyVerb.EDIT, row.state)
        decision &= _is_complete(text, row.picture, actor, at)
        decision &= YES if row.version == version else _CHANGED_SINCE
        decision.require()
        values = _stored(text) | {"kind": row.kind}
        changed = policies.changed_fields(vars(row), values)
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.version += 1
            row.authors = sorted({*row.authors, actor.person_key})
            row.save(update_fields=[*changed, "version", "authors"])
            record("surveys.edited", row, actor.person_key, at)
    return row


def send_survey(*, actor: Person, at: datetime, survey_id: int) -> ApprovalRound:
    """Submit a draft for approval; it opens after the last step.

    :raises Refused: no right, not a draft, an unanswerable question, or a step without an approver.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        rules = survey_rules(row.unit.code, at=at)
        text = text_of(row)
        decision = may(actor, WRITE, row, at) & policies.may_do(SurveyVerb.SEND, row.state)
        decision &= policies.is_complete(text, at=at)
        decision &= policies.is_ready(text, plans_of(row), row.subjects.count())
        if row.once == OnceRule.MAIL and not settings.NOTICE_MAIL:
            words = "平台还没有配置发信邮箱，不能用电子邮箱确认，请改用其他限答方式。"
            decision &= no("surveys.no_mail", words)
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


def text_of(row: Survey) -> SurveyText:
    """Return the text and rules of a survey."""
    names = SurveyText.__dataclass_fields__
    return SurveyText(**{name: getattr(row, name) for name in names})


def _stored(text: SurveyText) -> dict[str, object]:
    values = {
        name: one.strip() if isinstance(one, str) else one for name, one in asdict(text).items()
    }
    chosen = ("kind", "once", "showing")
    return values | {name: str(values[name]) for name in chosen}


def _is_complete(text: SurveyText, before: str, actor: Person, at: datetime) -> Decision:
    decision = policies.is_complete(text, at=at)
    key = text.picture
    if not key or key == before or key in media_rows([key], (actor, at)):
        return decision
    words = "选的图片您不能使用，请从本单位素材库中另选。"
    return decision & no("surveys.foreign_picture", words, "picture")
