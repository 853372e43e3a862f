"""What happens to a consultation by time: it opens, its page counts the days, it closes."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.service.consultations import policies
from mingtang.service.consultations.actions.access import locked, record, wake
from mingtang.service.consultations.enums import ConsultationState
from mingtang.service.consultations.models import Consultation
from mingtang.workbench.intake.actions.offering import Offering, offer_form
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import FormField

SYSTEM = "system"
AT_ONCE = 50
MOST_SIGNS = 5000  # of one opinion


def begin_if_due(row: Consultation, actor: str, at: datetime) -> bool:
    """Open a locked consultation that was passed, unless its time is still to come."""
    if not policies.may_do(policies.ConsultationVerb.OPEN, row.state):
        return False
    if row.opens_at is not None and row.opens_at > at:
        return False
    row.opens_at, row.closes_at = at, policies.closing(at, row.days)
    row.left = policies.days_left(row.closes_at, at)
    row.state = ConsultationState.OPEN.value
    row.save(update_fields=["opens_at", "closes_at", "left", "state"])
    offer_form(offering_of(row))
    wakes = Wakes(at)
    wakes.lock_with_portals(row.site_id)
    pins = {key: one.digest for key, one in media_rows([row.file] if row.file else []).items()}
    sync_site_assets(row.site_id, row.subject, pins, wakes)
    wake(row, at, wakes)
    payload = {"closes_at": row.closes_at.isoformat(), "days": row.days}
    record("consultations.opened", row, actor, at, payload)
    return True


def turn_consultations(*, at: datetime) -> int:
    """Open what was passed and is due, close what is over; return how many turned."""
    passed = Consultation.objects.filter(state=ConsultationState.PASSED.value, opens_at__lte=at)
    over = Consultation.objects.filter(state=ConsultationState.OPEN.value, closes_at__lte=at)
    turned = 0
    for number in list(passed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            turned += begin_if_due(locked(number), SYSTEM, at)
    for number in list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            turned += _close(locked(number), at)
    return turned


def _close(row: Consultation, at: datetime) -> bool:
    if row.state != ConsultationState.OPEN or row.closes_at is None or row.closes_at > at:
        return False
    row.state = ConsultationState.CLOSED.value
    row.save(update_fields=["state"])
    wake(row, at)
    payload = {"closed_at": row.closes_at.isoformat(), "opinions": row.opinions.count()}
    record("consultations.closed", row, SYSTEM, at, payload)
    return True


def count_days(*, at: datetime) -> int:
    """Make the pages of open consultations again, which say how many days are left; return how many."""
    rows = Consultation.objects.filter(state=ConsultationState.OPEN.value)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            row = locked(number)
            if row.state == ConsultationState.OPEN and row.closes_at is not None:
                row.left = policies.days_left(row.closes_at, at)
                row.save(update_fields=["left"])
                wake(row, at)
    return len(numbers)


def offering_of(row: Consultation) -> Offering:
    """Return the form by which readers answer a consultation that has begun."""
    assert row.opens_at is not None
    assert row.closes_at is not None
    others = "、".join(one for one in (row.phone, row.mail) if one)
    words = f"还想反映的，可以联系{row.unit.name}：{others}。" if others else ""
    return Offering(
        code=row.form_code,
        site=row.site.code,
        title=f"提意见：{row.title}",
        fields=_fields(row),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        intro=f"您的意见由{row.unit.name}收集、研究，采纳情况在征集结束以后向公众公布。",
        receipt="您的意见已收到。征集结束以后，采纳情况会在本网站“意见征集”公布。",
        closed_words=words,
    )


def _fields(row: Consultation) -> tuple[FormField, ...]:
    points = policies.points_of(row.draft)
    text = FormField(
        name="text",
        label="您的意见",
        kind=FieldKind.TEXT,
        help="请写明哪一处、建议怎样改、为什么",
        most=MOST_SIGNS,
        is_required=True,
    )
    name = FormField(name="name", label="姓名或单位", is_personal=True, autocomplete="name")
    phone = FormField(
        name="phone",
        label="联系电话",
        kind=FieldKind.PHONE,
        help="只用来核实意见，不公开",
        is_personal=True,
    )
    if not points:
        return text, name, phone
    label = "针对哪一处（不选的，视为对全文的意见）"
    point = FormField(name="point", label=label, kind=FieldKind.CHOICE, choices=tuple(points))
    return point, text, name, phone
