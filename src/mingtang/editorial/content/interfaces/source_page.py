"""Pages that others wrote, shown inside the office: as they look, without anything they could do."""

import re

from django.http import HttpResponse
from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser

from mingtang.editorial.reading.decoding import decode
from mingtang.editorial.reading.nesting import flattened
from mingtang.editorial.reading.result import Unreadable

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox"
)
# The policy stops loading; these would still resolve names, lead elsewhere or embed.
ACTIVE = (
    "script, link, base, meta, iframe, frame, frameset, object, embed, applet, audio, video, "
    "source, track, portal"
)
LEADING = frozenset(
    {"href", "xlink:href", "src", "srcset", "background", "poster", "ping", "action", "data"}
)
MARKUP = re.compile(r"<[a-zA-Z!]")
# Pages of messengers hide their text until a script shows it.
SHOWN = (
    "<style>body{visibility:visible!important;opacity:1!important}"
    "body *{visibility:inherit!important;opacity:1!important}"
    "body{margin:1rem;max-width:none;overflow-wrap:anywhere}img{max-width:100%;border:1px dashed #888}"
    "</style>"
)


def source_page(data: bytes) -> HttpResponse:
    """Return the bytes of an imported file as a page for an `iframe sandbox`."""
    try:
        text = decode(data).text
    except Unreadable as error:
        return sandboxed_page(f"<p>{escape(str(error))}</p>")
    if not MARKUP.search(text[:20_000]):
        return sandboxed_page(f'<pre style="white-space:pre-wrap">{escape(text)}</pre>')
    return sandboxed_page(text)


def sandboxed_page(text: str) -> HttpResponse:
    """Return a foreign page that may do nothing: no script, no form, no request to anywhere.

    Links stay readable but lead nowhere. Pictures show only where they are written into the page.
    """
    response = HttpResponse(SHOWN + _still(text), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-DNS-Prefetch-Control"] = "off"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _still(text: str) -> str:
    tree = LexborHTMLParser(flattened(text))
    for node in tree.css(ACTIVE):
        node.decompose()
    for node in tree.css("*"):
        for name, value in list(node.attributes.items()):
            is_drawn = name == "src" and (value or "").startswith("data:image/")
            if name in LEADING and not is_drawn:
                del node.attrs[name]
    return tree.html or ""
