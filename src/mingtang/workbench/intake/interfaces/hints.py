"""Pages that may answer a person, shown once before a form is taken."""

from collections.abc import Sequence
from datetime import datetime

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from mingtang.workbench.intake.forms import FormHint, PublicForm
from mingtang.workbench.intake.interfaces.sections import SentPage
from mingtang.workbench.intake.policies import values_of
from mingtang.workbench.intake.robots import FormPass


def hints_for(form: PublicForm, site: str, sent: SentPage, at: datetime) -> Sequence[FormHint]:
    """Return the hints for a form; none if the database cannot be queried."""
    if form.hints is None:
        return ()
    try:
        return form.hints(values_of(form, sent.typed), site=site, at=at)
    except DatabaseError:
        return ()


def hinted(
    request: HttpRequest,
    form: PublicForm,
    place: object,
    given: FormPass,
    sent: SentPage,
    found: Sequence[FormHint],
) -> HttpResponse:
    """Return the page of hints, which carries all typed values so that one click sends the form."""
    carried = [(name, value) for name, value in sent.typed.items() if value]
    carried += [("verified", "yes")] if sent.signing.values else []
    carried += [(name, str(request.POST.get(name, ""))) for name in ("answer", "altcha")]
    context = {"place": place, "form": form, "found": found, "carried": carried, "given": given}
    response = HttpResponse(render_to_string("intake/hints.html", context))
    response["Cache-Control"] = "private, no-cache"
    return response
