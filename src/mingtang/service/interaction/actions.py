"""Open an error report, from the public form or by a desk; and show how the reports went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.ground.foundation.text import one_line, shortened
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.interaction import policies
from mingtang.service.interaction.enums import SITE_ERROR, ErrorTopic
from mingtang.service.interaction.models import ErrorReport
from mingtang.service.interaction.queries import ERROR_FIGURES, FIGURES_ADDRESS, site_of
from mingtang.workbench.casework.actions.opening import CaseUpload, Sender, open_case
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case

TITLE_LENGTH = 30  # characters of the text that a list shows beside what is wrong


@dataclass(frozen=True)
class Reported:
    """What someone reports: the page, what is wrong with it, and who they are as far as they said."""

    page: str
    topic: ErrorTopic
    text: str
    sender: Sender = field(default_factory=Sender)
    uploads: Sequence[CaseUpload] = ()


def open_error_report(
    *,
    actor: str,
    at: datetime,
    reported: Reported,
    site: str,
    channel: CaseChannel = CaseChannel.SITE,
    received_at: datetime | None = None,
    receipt: str = "",
) -> Case:
    """Open a case for an error report at the desk of the site whose page it is about.

    `site` is where it was sent; it counts where the page is on none of our sites. The same receipt
    opens no second case.

    :raises Refused: page or text are missing, or there is no such site.
    """
    with transaction.atomic():
        policies.is_reported(reported.page, reported.text).require()
        where = site_of(reported.page, default=site)
        case = open_case(
            actor=actor,
            at=at,
            kind=SITE_ERROR,
            desk_unit=(where.operating_unit or where.unit).code,
            site=where.code,
            title=f"{reported.topic.label}：{shortened(reported.text, TITLE_LENGTH)}",
            body=reported.text,
            sender=reported.sender,
            channel=channel,
            received_at=received_at,
            receipt=receipt,
            uploads=reported.uploads,
        )
        ErrorReport.objects.get_or_create(
            case=case,
            defaults={"page": one_line(reported.page)[:500], "topic": reported.topic.value},
        )
        return case


def register_error_report(
    *,
    actor: Person,
    at: datetime,
    reported: Reported,
    site: str,
    channel: CaseChannel,
    received_at: datetime | None = None,
) -> Case:
    """Enter a report that a desk got by telephone or from the national platform.

    Source: 国办函〔2016〕68号: the national office forwards by its own system.

    :raises Refused: without the right to dispatch cases of the site, or it came in after now.
    """
    with transaction.atomic():
        where = GovSite.objects.select_related("unit", "operating_unit").filter(code=site).first()
        if where is None:
            raise Refused(no("interaction.no_site", "请选择网站。", "site").reasons)
        desk = (where.operating_unit or where.unit).code
        decision = authority.may(actor, "casework.dispatch", unit=desk, site=where.code, at=at)
        (decision & policies.is_past(received_at, at)).require()
        return open_error_report(
            actor=actor.person_key,
            at=at,
            reported=reported,
            site=where.code,
            channel=channel,
            received_at=received_at,
        )


def refresh_figures(*, at: datetime, site: str = "") -> int:
    """Have the page of figures made again, of one site or of every published one; return of how many.

    Each site is locked by itself, so that editors of the others do not wait.
    """
    rows = PublishedSite.objects.order_by("pk")
    if site:
        rows = rows.filter(site__code=site)
    numbers = list(rows.values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            wakes = Wakes(at)
            wakes.lock([number])
            wakes.page(number, ERROR_FIGURES, PageSpec(FIGURES_ADDRESS, "", None))
            wakes.flush()
    return len(numbers)
