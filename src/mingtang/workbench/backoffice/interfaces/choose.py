"""Matches for the search fields of forms."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import chooser
from mingtang.workbench.backoffice.interfaces.moment import moment


@require_safe
def choose(request: HttpRequest, name: str) -> JsonResponse:
    """Return the first visible rows that hold the typed words."""
    try:
        asked = chooser(name)
    except LookupError as error:
        raise Http404 from error
    if not isinstance(request.user, Person):
        raise Http404
    found = asked.find(request.GET.get("q", "")[:100], request.user, moment())
    return JsonResponse(
        {"results": [asked.describe(row) for row in found]},
        json_dumps_params={"ensure_ascii": False},
    )
