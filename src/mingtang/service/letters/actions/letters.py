"""Open letters from the public form or by an officer; inform senders of progress."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible, Refused, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.letters import policies
from mingtang.service.letters.enums import LETTER, LetterCategory, ProgressChannel
from mingtang.service.letters.models import LetterDetails, Mailbox
from mingtang.service.letters.policies import LetterFacts
from mingtang.service.letters.queries import fingerprint_of, is_online, progress_channels
from mingtang.service.signin.actions import forget_own_case, note_own_case
from mingtang.workbench.casework.actions.access import locked_case, may, record
from mingtang.workbench.casework.actions.opening import CaseUpload, Sender, open_case
from mingtang.workbench.casework.enums import CaseChannel, CaseVerb
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.forms import VerifiedSender

REGISTER = "letters.register"


@dataclass(frozen=True)
class LetterSent:
    """What someone writes: what it is, what it says, who they are, and how they want to hear of it."""

    category: LetterCategory
    title: str
    text: str
    sender: Sender = field(default_factory=Sender)
    may_publish: bool = False
    progress: ProgressChannel = ProgressChannel.WEB
    uploads: Sequence[CaseUpload] = ()
    origin: str = ""
    origin_url: str = ""
    about: int | None = None
    verified: VerifiedSender | None = None

    def facts(self) -> LetterFacts:
        """Return what a decision about the letter asks."""
        return LetterFacts(
            self.category,
            self.text,
            self.progress,
            *(bool(one) for one in (self.sender.name, self.sender.phone, self.sender.email)),
        )


def open_letter(
    *,
    actor: str,
    at: datetime,
    sent: LetterSent,
    site: str,
    mailbox: int | None = None,
    channel: CaseChannel = CaseChannel.SITE,
    received_at: datetime | None = None,
    receipt: str = "",
) -> Case:
    """Open the case of a letter, at the unit of its mailbox or at the desk of its site.

    The same receipt opens no second case. A mailbox that was closed since its form was shown takes the
    letter all the same.

    :raises Refused: it says nothing, its sender cannot be told as wished, or there is no such site.
    """
    with transaction.atomic():
        (policies.says_what(sent.title + sent.text) & policies.can_be_told(sent.facts())).require()
        where, box = _site(site), Mailbox.objects.filter(pk=mailbox or 0, site__code=site).first()
        case = open_case(
            actor=actor,
            at=at,
            kind=LETTER,
            desk_unit=(where.operating_unit or where.unit).code,
            unit=box.unit if box else "",
            site=where.code,
            title=sent.title,
            body=sent.text,
            sender=sent.sender,
            category=sent.category.value,
            channel=channel,
            received_at=received_at,
            receipt=receipt,
            uploads=sent.uploads,
        )
        LetterDetails.objects.get_or_create(
            case=case,
            defaults={
                "mailbox": box,
                "may_publish": sent.may_publish,
                "progress": _way_to_tell(sent.progress, case.desk_unit, at).value,
                "origin": one_line(sent.origin)[:60],
                "origin_url": one_line(sent.origin_url)[:500],
                "about": sent.about if is_online(sent.about, where) else None,
                "fingerprint": fingerprint_of(sent.title, sent.text),
                "verified_by": sent.verified.service if sent.verified else "",
                "identity": identity_of(sent.verified),
            },
        )
        if sent.verified and receipt:
            note_own_case(
                issuer=sent.verified.issuer,
                subject=sent.verified.subject,
                status_key=receipt,
                site=where.code,
                received_at=case.received_at,
            )
        return case


def _way_to_tell(chosen: ProgressChannel, desk: str, at: datetime) -> ProgressChannel:
    """Return the way that was chosen, if the rules of the desk name it; else one asks on the web."""
    return chosen if chosen in progress_channels(desk, at) else ProgressChannel.WEB


def identity_of(sender: VerifiedSender | None) -> str:
    """Return the identity of a signed-in sender as it is stored; empty without one."""
    return f"{sender.issuer}\n{sender.subject}" if sender else ""


def register_letter(
    *,
    actor: Person,
    at: datetime,
    sent: LetterSent,
    site: str,
    channel: CaseChannel,
    received_at: datetime | None = None,
    mailbox: int | None = None,
) -> Case:
    """Enter a letter that came by a forum, the telephone, the hotline or on paper.

    Source: the Xuancheng opinions, 二(四): posts that ask government are taken over in time.

    :raises Refused: without the right over the site, or it came in after now.
    """
    with transaction.atomic():
        where = _site(site)
        desk = (where.operating_unit or where.unit).code
        decision = authority.may(actor, REGISTER, unit=desk, site=where.code, at=at)
        (decision & policies.is_past(received_at, at)).require()
        return open_letter(
            actor=actor.person_key,
            at=at,
            sent=sent,
            site=where.code,
            mailbox=mailbox,
            channel=channel,
            received_at=received_at,
        )


def _site(code: str) -> GovSite:
    found = GovSite.objects.select_related("unit", "operating_unit").filter(code=code).first()
    if found is None:
        raise Refused(no("letters.no_site", "请选择网站。", "site").reasons)
    return found


def tell_sender(*, actor: Person, at: datetime, case_id: int) -> LetterDetails:
    """Note that an officer told a sender of progress by telephone or text message.

    Source: the Xingning measures, 20: progress by telephone or text message where the sender chose so.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        row = LetterDetails.objects.select_for_update().filter(case=case).first()
        if row is None:
            raise NotVisible(f"letter {case_id}")
        decision = may(case, CaseVerb.VIEW, actor=actor, at=at)
        (decision & policies.may_tell(row.progress, has_phone=bool(case.phone))).require()
        row.tell_at, row.told_at = None, at
        row.save(update_fields=["tell_at", "told_at"])
        record(
            case, "letters.letter.told", actor=actor.person_key, at=at, channel=row.progress
        )  # fmt: skip
        return row


def want_telling(*, at: datetime, case_id: int) -> bool:
    """Note that the sender of a letter is to hear of progress; who looks on the web is not told."""
    rows = LetterDetails.objects.filter(case=case_id).exclude(progress=ProgressChannel.WEB.value)
    return bool(rows.update(tell_at=at, tries=0))


def forget_letter(*, case_id: int) -> None:
    """Erase what is known of a letter whose case was erased; a repeat is harmless."""
    LetterDetails.objects.filter(case=case_id).update(
        fingerprint="", origin="", origin_url="", identity="", identity_index="", tell_at=None
    )
    for receipt in Case.objects.filter(pk=case_id).exclude(receipt="").values_list("receipt"):
        forget_own_case(status_key=receipt[0])


def note_mailed(*, case_id: int, at: datetime) -> None:
    """Note that the mail about progress was sent."""
    LetterDetails.objects.filter(case=case_id).update(tell_at=None, told_at=at)


def note_mail_failed(*, case_id: int, again_at: datetime | None) -> None:
    """Note that a mail was not taken: it is tried again then, or its sender looks on the web."""
    row = LetterDetails.objects.filter(case=case_id).first()
    if row is not None:
        row.tell_at, row.tries = again_at, row.tries + 1
        row.save(update_fields=["tell_at", "tries"])
