"""The form for the address of a link, in the text editor."""

from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase
from wagtail.admin.views.chooser import ExternalLinkView

FIELD = f"{ExternalLinkView.form_prefix}-url"


def external_link(request: HttpRequest) -> HttpResponseBase:
    """Show Wagtail's form; answer a post without an address, on which it fails, as a bad request."""
    if request.method == "POST" and FIELD not in request.POST:
        return HttpResponseBadRequest("没有填写网址。")
    response: HttpResponseBase = ExternalLinkView.as_view()(request)
    return response
