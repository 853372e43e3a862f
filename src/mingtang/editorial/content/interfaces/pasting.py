"""What the script of the editor posts when something is pasted."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from mingtang.editorial.content.body import clean_body
from mingtang.editorial.content.importing.pasting import LARGEST, Pasted, take_pasted
from mingtang.editorial.content.importing.remote_pictures import RemotePictures
from mingtang.editorial.content.models import Article
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.interfaces.moment import moment

MOST_PICTURES = 20


@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Return what was pasted as states of blocks for the editor's script, with notes in Chinese."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    pictures = [one.read() for one in request.FILES.getlist("pictures")[:MOST_PICTURES]]
    try:
        pasted = take_pasted(
            actor=person,
            at=moment(),
            unit=_unit_of(request, person),
            html=_sent(request, "html").decode("utf-8", "replace"),
            rtf=_sent(request, "rtf"),
            pictures=pictures,
            fetch=RemotePictures(),
        )
    except Refused as refused:
        return _answer({"detail": str(refused)}, 422)
    return _answer({"blocks": _states(pasted), "notes": list(pasted.notes)}, 200)


def _unit_of(request: HttpRequest, person: Person) -> Unit:
    """Return the unit that is to own the pictures: that of the article, or of a desk that edits it."""
    chosen = request.POST.get("unit", "")[:9]
    writable = authority.units_where(person, "content.write", moment()).as_q("id")
    rows = (
        Unit.objects.filter(writable, pk=int(chosen)) if chosen.isdecimal() else Unit.objects.none()
    )
    return rows.first() or person.unit


def _sent(request: HttpRequest, name: str) -> bytes:
    """Return a part that was sent as a file: texts of this size are no fields of a form."""
    file: Any = request.FILES.get(name)
    return bytes(file.read(LARGEST + 1)) if file is not None else b""


def _states(pasted: Pasted) -> list[dict[str, Any]]:
    """Return the blocks as the editor's own script stores them."""
    editor: Any = Article._meta.get_field("body").stream_block  # type: ignore[union-attr]
    value = editor.to_python(clean_body(pasted.blocks))
    states: list[dict[str, Any]] = editor.get_form_state(value)
    return states


def _answer(content: dict[str, Any], status: int) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
