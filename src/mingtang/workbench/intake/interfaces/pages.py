"""The pages of public forms (公众表单页面): the form, its receipt, and the query of a status.

All work without JavaScript, and without cookies unless one signs in. Whatever refuses a form, what was typed comes back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from mingtang.ground.foundation.decisions import YES, Decision, Reason, Refused, no
from mingtang.ground.foundation.files import FileKind
from mingtang.ground.foundation.wording import wording_of
from mingtang.spine.vault.key_files import NoKey
from mingtang.workbench.intake.actions import receive_form
from mingtang.workbench.intake.actions.receiving import SPENT, SentForm
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FormField,
    PublicForm,
    UnknownForm,
    public_form,
)
from mingtang.workbench.intake.inbox import SentFile
from mingtang.workbench.intake.interfaces.hints import held_of, held_pass, hinted
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.interfaces.sections import (
    SentPage,
    at_fault,
    section_view,
    turned_page,
)
from mingtang.workbench.intake.interfaces.signing import signing_of
from mingtang.workbench.intake.interfaces.wording import render_page
from mingtang.workbench.intake.policies import extensions_of, judge_values, values_of
from mingtang.workbench.intake.receipts import UnreadablePass, as_pass
from mingtang.workbench.intake.robots import (
    FormPass,
    judge_answer,
    judge_pace,
    new_pass,
    read_pass,
)

RECEIPT = "receipt"  # the use of the token that leads to a receipt
TOO_MANY = "intake.too_many"
_TOO_OLD = Reason(
    "intake.too_old",
    "这个页面打开的时间太长了。您填写的内容仍在下面，请再按一次“提交”。",
)
_HELD_TOO_LONG = Reason("intake.held_too_long", "附件只保留一天，请重新选择。", "files")
_UNAVAILABLE = Reason(
    "intake.unavailable",
    "系统暂时不能接收。您填写的内容仍在下面，请过几分钟再按“提交”。",
)


def answer_form(request: HttpRequest, place: PublicPlace, code: str, at: datetime) -> HttpResponse:
    """Show a form, or take in what was typed and lead to the receipt.

    :raises Http404: there is no such form.
    """
    try:
        form = public_form(code).on_site(place.site)
    except UnknownForm as unknown:
        raise Http404 from unknown
    except DatabaseError:
        return _short(place, 503, _UNAVAILABLE.text)
    if form.site and form.site != place.site:
        raise Http404
    if request.method != "POST":
        return _opened(request, form, place, at)
    if form.one_click and form.one_click in request.POST:
        return _one_click(request, form, place, at)
    sent = _sent(request, form, place)
    try:
        given = read_pass(code, str(request.POST.get("pass", "")), at)
    except UnreadablePass:
        reasons = (_TOO_OLD, *_faults(form, sent).reasons)
        if "held" in request.POST:
            reasons = (*reasons, _HELD_TOO_LONG)
        return _refused(form, place, new_pass(code, at), sent, reasons)
    sent = replace(sent, held=held_of(request, given, at))
    turn = str(request.POST.get("turn", ""))
    if turn == "edit":
        return page_of(form, place, given, replace(sent, is_final=True))
    if form.has_sections and (turned := turned_page(form, sent, turn, form.may_send(at))):
        return page_of(form, place, given, turned, 422 if turned.reasons else 200)
    return _received(request, form, place, given, sent, at)


def _opened(
    request: HttpRequest, form: PublicForm, place: PublicPlace, at: datetime
) -> HttpResponse:
    """Show an empty form, or why it takes nothing now."""
    if not form.may_send(at):
        return _closed(form, place, form.may_send(at))
    if field := form.has_no_choice:
        return _closed(form, place, no(*_no_choice(field)))
    known = _page_before(request, form) | _filled(form, place, _in_address(request, form))
    if "draft" in request.GET:
        known |= place.find_draft(form.code)
    sent = _with_verified(form, place, SentPage(known))
    return page_of(form, place, new_pass(form.code, at), sent)


def typed_into(request: HttpRequest, form: PublicForm) -> dict[str, str]:
    """Return what was typed into the fields of a form."""
    return {one.name: _typed(request, one) for one in form.fields}


def _sent(request: HttpRequest, form: PublicForm, place: PublicPlace) -> SentPage:
    files = [_file(one) for one in request.FILES.getlist("files")]
    sent = SentPage(typed_into(request, form), files, section=_section(request))
    return _with_verified(form, place, sent)


def _with_verified(form: PublicForm, place: PublicPlace, sent: SentPage) -> SentPage:
    """Return a page on which what a service states takes the place of what was typed."""
    signing = signing_of(form, place, sent.typed)
    return replace(sent, typed={**sent.typed, **signing.values}, signing=signing)


def _typed(request: HttpRequest, field: FormField) -> str:
    if field.kind is FieldKind.MULTIPLE:
        return "\n".join(request.POST.getlist(field.name))
    return str(request.POST.get(field.name, ""))


def _section(request: HttpRequest) -> int:
    text = str(request.POST.get("section", ""))[:4]
    return int(text) if text.isdecimal() else 0


def _filled(form: PublicForm, place: PublicPlace, known: dict[str, str]) -> dict[str, str]:
    """Return the values of the address and those derived from it; the former take precedence."""
    if form.fill_in is None or not known:
        return known
    return {**form.fill_in(known, place.site), **known}


def _no_choice(field: FormField) -> tuple[str, str]:
    text = f"本网站现在没有可以选的“{field.label}”，暂时不能提交。有事请拨打 12345 热线。"
    return "intake.no_choice", text


def _closed(form: PublicForm, place: PublicPlace, decision: Decision) -> HttpResponse:
    """Say why a form takes nothing now, where its page is opened."""
    context = {"form": form, "reasons": decision.reasons}
    response = HttpResponse(render_page(place, "intake/closed.html", context))
    response["Cache-Control"] = "no-store"
    return response


def _page_before(request: HttpRequest, form: PublicForm) -> dict[str, str]:
    """Return the page of the same site from which a reader comes, for the fields that ask for it."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return {}
    is_ours = page.scheme in {"http", "https"} and page.netloc == request.get_host()
    if not is_ours or page.path.startswith("/forms/"):
        return {}
    fields = (one for one in form.fields if one.is_page_before)
    return {one.name: page.geturl() for one in fields if len(page.geturl()) <= one.most}


def _in_address(request: HttpRequest, form: PublicForm) -> dict[str, str]:
    """Return what the address says for the fields that it may fill in."""
    fields = (one for one in form.fields if one.is_in_address and one.name in request.GET)
    return {
        one.name: request.GET[one.name] for one in fields if len(request.GET[one.name]) <= one.most
    }


def _one_click(
    request: HttpRequest, form: PublicForm, place: PublicPlace, at: datetime
) -> HttpResponse:
    """Take in what a program posts without a page; a repeat is the same record.

    Source: RFC 8058, 3.2: the mailbox of a reader ends a subscription without asking further.
    """
    sent = SentForm(form.one_click, _in_address(request, form), place.address, site=place.site)
    try:
        receive_form(form=form, sent=sent, at=at)
    except Refused as refusal:
        is_too_many = any(reason.code == TOO_MANY for reason in refusal.reasons)
        return _short(place, 429 if is_too_many else 422, str(refusal))
    except (DatabaseError, NoKey, OSError):
        return _short(place, 503, _UNAVAILABLE.text)
    return _short(place, 200, form.receipt)


def _short(place: PublicPlace, status: int, text: str) -> HttpResponse:
    said = wording_of(place.language).say(text)
    response = HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _received(
    request: HttpRequest,
    form: PublicForm,
    place: PublicPlace,
    given: FormPass,
    sent: SentPage,
    at: datetime,
) -> HttpResponse:
    signing = sent.signing
    decision = signing.judge(was_signed_in="verified" in request.POST)
    if decision:
        decision = form.may_send(at) & _faults(form, sent)
    if form.checks_robots:
        answer, solution = (str(request.POST.get(name, "")) for name in ("answer", "altcha"))
        decision &= judge_answer(given, answer=answer, solution=solution)
        decision = decision if decision.reasons else judge_pace(given, at)
    form_sent = SentForm(
        given.client_id,
        sent.typed,
        place.address,
        sent.files,
        place.site,
        signing.sender,
        sent.held,
    )
    if not decision.reasons and "seen" not in request.POST:
        hint = hinted(request, form, place, given, form_sent, at)
        if hint is not None:
            return hint
    try:
        decision.require()
        receipt = receive_form(form=form, sent=form_sent, at=at)
    except Refused as refusal:
        given = _pass_after(given, refusal.reasons, at)
        if given.client_id != form_sent.client_id:  # what was held went with the page that was sent
            sent = replace(sent, held=(), lost=[one.name for one in sent.held])
        return _refused(form, place, given, sent, refusal.reasons)
    except (DatabaseError, NoKey, OSError):
        return _refused(form, place, given, sent, [_UNAVAILABLE], status=503)
    token = as_pass(RECEIPT, [receipt.form, receipt.code, receipt.secret], at)
    return HttpResponseRedirect(f"../receipt/?t={token}")


def _faults(form: PublicForm, sent: SentPage) -> Decision:
    return judge_values(form, values_of(form, sent.typed)) if sent.typed else YES


def _pass_after(given: FormPass, reasons: Sequence[Reason], at: datetime) -> FormPass:
    """Return the pass of a page that is shown again: of a page that was sent, another one."""
    codes = {reason.code for reason in reasons}
    if SPENT in codes:
        return new_pass(given.form, at)
    return given.with_another_question() if "intake.wrong_answer" in codes else given


def _file(uploaded: Any) -> SentFile:
    file = cast("UploadedFile", uploaded)
    return SentFile(file.name or "", file.size or 0, cast("BinaryIO", file.file))


def _refused(
    form: PublicForm,
    place: PublicPlace,
    given: FormPass,
    sent: SentPage,
    reasons: Sequence[Reason],
    status: int = 422,
) -> HttpResponse:
    """Show the form again with all that was typed and every reason; files have to be chosen again."""
    is_too_many = any(reason.code == TOO_MANY for reason in reasons)
    again = at_fault(form, replace(sent, reasons=reasons, is_final=True))
    response = page_of(form, place, given, again, 429 if is_too_many else status)
    if is_too_many:
        response["Retry-After"] = str(int(form.limits.within.total_seconds()))
    return response


def form_again(
    form: PublicForm,
    place: PublicPlace,
    typed: Mapping[str, str],
    reason: Reason,
    *,
    at: datetime,
    status: int,
) -> HttpResponse:
    """Show a form again with all that was typed, and why what was pressed could not be done."""
    sent = _with_verified(form, place, SentPage(typed))
    return _refused(form, place, new_pass(form.code, at), sent, [reason], status)


def page_of(
    form: PublicForm, place: PublicPlace, given: FormPass, sent: SentPage, status: int = 200
) -> HttpResponse:
    """Return a page of a form with what was typed and what is wrong with it."""
    by_field = {reason.field: reason.text for reason in reversed(sent.reasons)}
    view = section_view(form, sent)
    context = {
        "form": form,
        "rows": view.rows,
        "view": view,
        "reasons": sent.reasons,
        "by_field": by_field,
        "given": given,
        "signing": sent.signing,
        "lost_files": [*(one.name for one in sent.files), *sent.lost],
        "held_files": sent.held,
        "held": held_pass(given, sent.held),
        "extensions": extensions_of(form.files) if form.files else (),
        "kinds": [kind.value for kind in FileKind if form.files and kind in form.files.kinds],
    }
    response = HttpResponse(render_page(place, form.template, context), status=status)
    # Not `no-store`: a browser that goes back then still has what was typed.
    response["Cache-Control"] = "private, no-cache"
    return response
