"""HTML from outside, made harmless: what is not on the list is dropped, the words stay."""

import nh3

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del div dl dt em figcaption figure h2 h3 h4 h5 h6 "
    "hr i img ins li mark ol p pre q rp rt ruby s small span strong sub sup table tbody td tfoot th thead tr u "
    "ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Elements whose words are no words for readers.
_WITH_CONTENT = {"script", "style", "title", "template", "noscript"}


def clean_html(html: str) -> str:
    """Return a fragment of HTML without scripts, handlers, styles, forms, frames and strange addresses.

    Cleaning what is clean changes nothing, so it may be done on the way in and on the way out.
    """
    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
