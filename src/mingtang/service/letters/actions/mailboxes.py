"""Save mailboxes and directories of matters, and hand them over when units merge."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.letters import policies
from mingtang.service.letters.models import (
    DIRECTORY,
    MANAGE,
    Mailbox,
    Matter,
    MatterVersion,
)
from mingtang.service.letters.policies import MailboxFacts, routing
from mingtang.service.letters.queries import LETTERS_ADDRESS, LETTERS_PAGE
from mingtang.service.signin.queries import service_of
from mingtang.spine.events.actions import record_event
from mingtang.workbench.intake.enums import SignInNeed


def save_mailbox(
    *, actor: Person, at: datetime, site: str, facts: MailboxFacts, mailbox_id: int | None = None
) -> Mailbox:
    """Add a mailbox to a site, or change one; a closed one takes no letters and is not shown.

    :raises NotVisible: the actor does not manage the mailboxes of the site.
    """
    with transaction.atomic():
        where = GovSite.objects.select_related("unit").filter(code=site).first()
        if where is None:
            raise NotVisible(f"site {site}")
        decision = authority.may(actor, MANAGE, site=where.code, at=at)
        rows = Mailbox.objects.filter(site=where)
        row = rows.select_for_update().filter(pk=mailbox_id or 0).first()
        if mailbox_id and row is None:
            raise NotVisible(f"mailbox {mailbox_id}")
        decision &= policies.is_mailbox(facts) & _has_free_code(rows, facts, mailbox_id)
        if facts.unit and not Unit.objects.active().filter(code=facts.unit).exists():
            decision &= no("letters.no_unit", "没有这个单位，请重新选择。", "unit")
        (decision & _can_sign_in(where, facts)).require()
        row = row or Mailbox(site=where)
        for name, value in vars(facts).items():
            text = one_line(value) if isinstance(value, str) else value
            setattr(row, name, " ".join(value) if name == "categories" else text)
        row.save()
        record_event(
            code="letters.mailbox.saved",
            subject=f"mailbox:{row.pk}",
            actor=actor.person_key,
            at=at,
            unit=where.unit.code,
            site=where.code,
            payload={"mailbox": row.code, "open": row.is_open},
        )
        refresh_letters_page(at=at, site=where.code)
        return row


def _has_free_code(rows: object, facts: MailboxFacts, mailbox_id: int | None) -> Decision:
    assert isinstance(rows, type(Mailbox.objects.all()))
    if rows.filter(code=facts.code).exclude(pk=mailbox_id or 0).exists():
        return no("letters.code_taken", "本网站已有这个代码的信箱，请换一个。", "code")
    return YES


def _can_sign_in(where: GovSite, facts: MailboxFacts) -> Decision:
    if facts.sign_in is SignInNeed.NONE or service_of(where.code) is not None:
        return YES
    text = "本网站还没有登录服务，请先联系平台管理员在“公众登录”里设置。"
    return no("letters.no_service", text, "sign_in")


def refresh_letters_page(*, at: datetime, site: str) -> None:
    """Wake the page of a site, inside the transaction of the change."""
    wakes = Wakes(at)
    numbers = list(PublishedSite.objects.filter(site__code=site).values_list("pk", flat=True))
    if numbers:
        wakes.lock(numbers)
        wakes.page(numbers[0], LETTERS_PAGE, PageSpec(LETTERS_ADDRESS, "", None))
        wakes.flush()


def import_matters(
    *, actor: Person, at: datetime, desk_unit: str, lines: Sequence[tuple[str, str]]
) -> MatterVersion:
    """Import the next version of a desk's directory: pairs of a matter and its unit's code or name.

    :raises Refused: no right, no lines, or unknown units, with a reason for each line.
    """
    with transaction.atomic():
        decision = authority.may(actor, DIRECTORY, unit=desk_unit, at=at)
        codes = dict(Unit.objects.active().values_list("name", "code"))
        codes |= dict(
            Unit.objects.active().exclude(short_name="").values_list("short_name", "code")
        )
        codes |= {code: code for code in codes.values()}
        decision &= routing.is_directory([unit for _, unit in lines], frozenset(codes))
        decision.require()
        earlier = MatterVersion.objects.select_for_update().filter(desk_unit=desk_unit)
        number = max([0, *earlier.values_list("number", flat=True)]) + 1
        row = MatterVersion.objects.create(
            desk_unit=desk_unit, number=number, made_at=at, made_by=actor
        )
        Matter.objects.bulk_create(
            Matter(version=row, text=one_line(text)[:300], unit=codes[unit]) for text, unit in lines
        )
        record_event(
            code="letters.directory.imported",
            subject=f"matters:{row.pk}",
            actor=actor.person_key,
            at=at,
            unit=desk_unit,
            payload={"version": number, "lines": len(lines)},
        )
        return row


MOVES = ("letters.Mailbox.unit", "letters.MatterVersion.desk_unit", "letters.Matter.unit")


def hand_over_mailboxes(merger: Merger) -> None:
    """Give the successor of a unit its mailboxes, matters and directory."""
    matters = Matter.objects.filter(unit=merger.unit.code).update(unit=merger.into.code)
    record_hand_over(merger, "letters.matters.handed_over", matters)
    _hand_over_directory(merger.unit.code, merger.into.code)
    number = Mailbox.objects.filter(unit=merger.unit.code).update(unit=merger.into.code)
    record_hand_over(merger, "letters.unit.handed_over", number)


def _hand_over_directory(old: str, new: str) -> None:
    """Give a desk the directory of the old one, unless it has its own, which then remains."""
    there = MatterVersion.objects.filter(desk_unit=new)
    if there.exists():
        MatterVersion.objects.filter(desk_unit=old).delete()
        return
    MatterVersion.objects.filter(desk_unit=old).update(desk_unit=new)
