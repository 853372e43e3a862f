"""Files of the units, served to those who may see them; nothing lies open under its name."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve as serve_document
from wagtail.permissions import policy_registry

from mingtang.desk.media import was_shown
from mingtang.desk.models import OfficeFile, Picture, PictureRendition
from mingtang.desk.permissions import MediaPolicy

SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a picture, original or made smaller, to whoever may see it."""
    found = (
        PictureRendition.objects.select_related("image").filter(file=name).first()
        or Picture.objects.filter(file=name).first()
    )
    picture = found.image if isinstance(found, PictureRendition) else found
    if found is None or not may_view(request, picture):
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_safe
def document_file(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """Serve a file to whoever may see it."""
    document = OfficeFile.objects.filter(pk=min(document_id, 2**63 - 1)).first()
    if document is None or not may_view(request, document):
        raise Http404
    response: HttpResponseBase = serve_document(request, document_id, name)
    return response


def may_view(request: HttpRequest, instance: Any) -> bool:
    """Tell whether a person may see a picture or file: their units' own, or shown in a text."""
    policy: MediaPolicy = policy_registry.get_by_type(type(instance))
    return policy.may_view(request.user, instance) or was_shown(request, instance)
