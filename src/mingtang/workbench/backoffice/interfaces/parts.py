"""One live part of a page, as a script asks for it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.live_parts import live_part, render_live_part, tag_of
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY


@require_safe
def show_part(request: HttpRequest, name: str, pk: int | None = None) -> HttpResponse:
    """Answer with a part as it is now; 304 without a body where the tag is the same."""
    part, person = live_part(name), request.user
    if not isinstance(person, Person) or (pk or 0) > LARGEST_KEY:
        raise Http404
    try:
        row = part.row_seen_by(person, moment(), pk or 0)
        values = part.read(person, moment(), row)
    except NotVisible as error:
        raise Http404 from error
    tag = tag_of(values)
    # As the script sends it: a proxy in front that compresses answers marks the tag as weak.
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponseNotModified()
    return HttpResponse(render_live_part(part, row, values))
