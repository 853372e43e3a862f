"""The receipt of a form, and what became of it (回执、办理状态)."""

from datetime import datetime, timedelta
from typing import Any

import segno
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.intake.actions import record_try
from mingtang.workbench.intake.forms import (
    FormLimits,
    PublicForm,
    UnknownForm,
    all_forms,
    public_form,
)
from mingtang.workbench.intake.interfaces.pages import RECEIPT
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.interfaces.wording import render_page
from mingtang.workbench.intake.models import StatusRow
from mingtang.workbench.intake.policies import grouped, normal_code
from mingtang.workbench.intake.queries import status_of
from mingtang.workbench.intake.receipts import SHOWN_FOR, UnreadablePass, from_pass
from mingtang.workbench.intake.robots import new_pass

# Of one address, and of everybody for one receipt code: a secret is not found by trying.
BY_ADDRESS = FormLimits(by_address=30, by_all=5000, within=timedelta(minutes=30))
BY_CODE = FormLimits(by_address=20, by_all=20, within=timedelta(minutes=30))
NOT_FOUND = (
    "没有查到。请核对回执编号和查询码，两项都要与回执上的一致；"
    "刚刚提交的内容，一般一分钟后才能查到。"
)
TOO_MANY = "查询次数过多，请半小时后再试。"
UNAVAILABLE = "暂时不能查询，请过几分钟再试。"


def answer_receipt(request: HttpRequest, place: PublicPlace, at: datetime) -> HttpResponse:
    """Show the receipt that a token leads to, for an hour."""
    try:
        code, number, secret = from_pass(RECEIPT, request.GET.get("t", ""), at, SHOWN_FOR)
        form = public_form(code)
    except (UnreadablePass, UnknownForm):
        return _page(place, "intake/receipt.html", {}, 410)
    except DatabaseError:
        return _page(place, "intake/status.html", {"error": UNAVAILABLE}, 503)
    context = {
        "form": form,
        "code": grouped(number),
        "secret": grouped(secret.upper()),
        "received_at": at.astimezone(BEIJING),
        "drawing": _drawn(request, number) if form.has_status else "",
    }
    return _page(place, "intake/receipt.html", context)


def _drawn(request: HttpRequest, number: str) -> SafeString:
    """Return a QR code that opens the query with the receipt's number; the secret is typed in.

    Addresses appear in logs and histories, so the secret must not be in one.
    """
    address = request.build_absolute_uri(f"/forms/status/?code={number}")
    code = segno.make(address, error="m", micro=False)
    return SafeString(
        code.svg_inline(scale=5, border=4, light="#fff", svgclass=None, lineclass=None)
    )


def answer_status(request: HttpRequest, place: PublicPlace, at: datetime) -> HttpResponse:
    """Ask for code and secret, and show the row they lead to. What is wrong of the two is not said."""
    if request.method != "POST":
        known = normal_code(request.GET.get("code", "")[:40])
        code = grouped(known) if known.isdecimal() else ""
        return _page(place, "intake/status.html", {"code": code})
    code, secret = (str(request.POST.get(name, ""))[:100] for name in ("code", "secret"))
    context: dict[str, Any] = {"code": code}
    try:
        record_try(subject="status", address=place.address, limits=BY_ADDRESS, at=at)
        subject = f"status:{normal_code(code)[:20]}"
        record_try(subject=subject, address=place.address, limits=BY_CODE, at=at)
        row = status_of(code, secret)
    except Refused:
        return _page(place, "intake/status.html", context | {"error": TOO_MANY}, 429)
    except DatabaseError:
        return _page(place, "intake/status.html", context | {"error": UNAVAILABLE}, 503)
    if row is None:
        return _page(
            place, "intake/status.html", context | {"error": NOT_FOUND, "is_unknown": True}, 404
        )
    follow_ups = [_follow_up(form, code, secret, at) for form in all_forms() if form.is_follow_up]
    found = {"row": row, "steps": status_steps(row), "follow_ups": follow_ups}
    return _page(place, "intake/status.html", context | found)


def _follow_up(form: PublicForm, code: str, secret: str, at: datetime) -> dict[str, Any]:
    """Return a form with code and secret filled in, so that they need not be typed twice."""
    carried = (("pass", new_pass(form.code, at).token()), ("code", code), ("secret", secret))
    return {"code": form.code, "title": form.title, "intro": form.intro, "carried": carried}


def status_steps(row: StatusRow) -> list[tuple[datetime, str]]:
    """Return what was done about a case, each with its moment in Beijing, the earliest first."""
    return [
        (datetime.fromisoformat(step["at"]).astimezone(BEIJING), step["text"]) for step in row.steps
    ]


def _page(
    place: PublicPlace, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = HttpResponse(render_page(place, template, context), status=status)
    response["Cache-Control"] = "no-store"
    return response
