"""Pages that may answer a person, shown once before a form is taken; its files are sealed meanwhile."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.vault.key_files import NoKey
from mingtang.workbench.intake.actions.receiving import SentForm, hold_files
from mingtang.workbench.intake.forms import FormHint, PublicForm
from mingtang.workbench.intake.inbox import HeldFile
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.interfaces.wording import render_page
from mingtang.workbench.intake.policies import values_of
from mingtang.workbench.intake.receipts import UnreadablePass, as_pass, from_pass
from mingtang.workbench.intake.robots import VALID, FormPass

HELD = "held"  # the use of the token that names the files of a page


def hinted(
    request: HttpRequest,
    form: PublicForm,
    place: PublicPlace,
    given: FormPass,
    sent: SentForm,
    at: datetime,
) -> HttpResponse | None:
    """Return the page of hints, which carries all typed values and names the files; one click sends the form.

    None if there are no hints, or if the files cannot be held: the form is then taken without them. A
    page that is not checked against robots may be sent with two texts, so nothing is held for it.
    """
    if (sent.files or sent.held) and not form.checks_robots:
        return None
    found = _hints_for(form, sent, at)
    if not found:
        return None
    try:
        held = hold_files(form=form, sent=sent, at=at)
    except (Refused, DatabaseError, NoKey, OSError):
        return None
    carried = [(name, value) for name, value in sent.typed.items() if value]
    carried += [("verified", "yes")] if sent.sender else []
    carried += [(name, str(request.POST.get(name, ""))) for name in ("answer", "altcha")]
    carried += [("kept", one.stored) for one in held]
    if held:
        carried.append(("held", held_pass(given, held)))
    context = {
        "form": form,
        "found": found,
        "carried": carried,
        "given": given,
        "held_files": held,
    }
    response = HttpResponse(render_page(place, "intake/hints.html", context))
    response["Cache-Control"] = "private, no-cache"
    return response


def _hints_for(form: PublicForm, sent: SentForm, at: datetime) -> Sequence[FormHint]:
    """Return the hints for a form; none if the database cannot be queried."""
    if form.hints is None:
        return ()
    try:
        return form.hints(values_of(form, sent.typed), site=sent.site, at=at)
    except DatabaseError:
        return ()


def held_pass(given: FormPass, held: Sequence[HeldFile]) -> str:
    """Return the token that names the files held for a page; empty without any."""
    if not held:
        return ""
    content = [given.client_id, [astuple(one) for one in held]]
    return as_pass(HELD, content, given.issued_at)


def held_of(request: HttpRequest, given: FormPass, at: datetime) -> list[HeldFile]:
    """Return the files held for a page that the person did not remove; none for the token of another page."""
    try:
        page, files = from_pass(HELD, str(request.POST.get("held", "")), at, VALID)
    except UnreadablePass:
        return []
    kept = set(request.POST.getlist("kept"))
    held = (HeldFile(*one) for one in files) if page == given.client_id else ()
    return [one for one in held if one.stored in kept]
