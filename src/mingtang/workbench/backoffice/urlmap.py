"""Wagtail's admin as a shell: its address map cut to an allow-list.

Every route of Wagtail stands either in :data:`OPEN` or in :data:`CLOSED`. A closed route keeps its
name, so that no template of Wagtail breaks over `{% url %}`, but answers 404. A test fails when an
upgrade of Wagtail brings a route that stands in neither list: someone has to look at it first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver

View = Callable[..., HttpResponseBase]

OPEN = frozenset(
    {
        "wagtailadmin_home",  # our start page stands here, see `shell_patterns`
        "wagtailadmin_account",  # our account page
        "wagtailadmin_login",  # leads to our sign-in page
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailimages:index",
        "wagtailimages:index_results",
        "wagtailimages:add",
        "wagtailimages:edit",
        "wagtailimages:preview",
        "wagtailimages:add_multiple",
        "wagtailimages:edit_multiple",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen",
        "wagtailimages_chooser:chosen_multiple",
        "wagtailimages_chooser:create",
        "wagtailimages_chooser:select_format",
        "wagtaildocs:index",
        "wagtaildocs:index_results",
        "wagtaildocs:add",
        "wagtaildocs:edit",
        "wagtaildocs:add_multiple",
        "wagtaildocs:edit_multiple",
        "wagtaildocs_chooser:choose",
        "wagtaildocs_chooser:choose_results",
        "wagtaildocs_chooser:chosen",
        "wagtaildocs_chooser:chosen_multiple",
        "wagtaildocs_chooser:create",
    }
)
"""Routes of Wagtail that answer, each looked at once for what it shows of other units."""

CLOSED = frozenset(
    {
        "test404/",
        "^.*/$",
        "wagtailadmin_error_test",
        "wagtail_bulk_action",
        # The page tree: sites and columns are our own tables.
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_anchor_link",
        # Tags are shared by all units.
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        # Editing sessions belong to views that save past our actions.
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        # A file that stands in an article cannot be deleted, and its usage shows foreign titles.
        "wagtailimages:delete",
        "wagtailimages:delete_multiple",
        "wagtailimages:image_usage",
        "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
        "wagtaildocs:delete",
        "wagtaildocs:delete_multiple",
        "wagtaildocs:document_usage",
        # A file that waits for words about it would be there unjudged.
        "wagtailimages:create_multiple_from_uploaded_image",
        "wagtailimages:delete_upload_multiple",
        "wagtaildocs:create_multiple_from_uploaded_document",
        "wagtaildocs:delete_upload_multiple",
        # Passwords are changed on our own pages.
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    }
)
"""Routes of Wagtail that answer 404, by name (by pattern where they have none)."""

CLOSED_NAMESPACES = frozenset(
    {
        "wagtailadmin_api",  # hands out every unit's images and documents
        "wagtailadmin_pages",
        "wagtailadmin_collections",
        "wagtailadmin_workflows",
        "wagtailadmin_reports",
        "wagtailsites",
        "wagtailusers_users",
        "wagtailusers_groups",
    }
)
"""Namespaces of Wagtail that answer 404 as a whole."""

ROW_ARGUMENTS = frozenset({"pk", "image_id", "doc_id", "document_id"})
DIGITS_OF_A_ROW = len(str(2**63 - 1))


def closed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer 404: this route of Wagtail is not part of the office."""
    raise Http404


def plausible_only(view: View) -> View:
    """Answer 404 where a row, or the page to go on to, is named by what cannot be one.

    Wagtail hands both on as they come: to the database, and to a look-up of view names.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        rows = [str(kwargs[name]) for name in ROW_ARGUMENTS & kwargs.keys()]
        rows += request.GET.getlist("id")
        pages = [fields["next"] for fields in (request.GET, request.POST) if fields.get("next")]
        if not all(map(_is_row_number, rows)) or not all(page.startswith("/") for page in pages):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def route_names(patterns: Iterable[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Yield the full name of every route (its pattern where it has no name)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from route_names(pattern.url_patterns, _inner(namespace, pattern))
        else:
            yield _name(namespace, pattern)


def cut(
    patterns: Iterable[URLPattern | URLResolver],
    replacements: Mapping[str, View],
    namespace: str = "",
) -> Iterator[URLPattern | URLResolver]:
    """Yield the same routes with every callback replaced that is not on the allow-list."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = list(cut(pattern.url_patterns, replacements, _inner(namespace, pattern)))
            yield URLResolver(
                pattern.pattern, inner, pattern.default_kwargs, pattern.app_name, pattern.namespace
            )
            continue
        name = _name(namespace, pattern)
        if name in replacements:
            yield URLPattern(
                pattern.pattern, replacements[name], pattern.default_args, pattern.name
            )
        elif name in OPEN:
            view = plausible_only(pattern.callback)
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)
        else:
            yield URLPattern(pattern.pattern, closed, pattern.default_args, pattern.name)


def unknown_routes(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    """Return the routes that stand in no list: an upgrade brought them, nobody looked at them."""
    return {
        name
        for name in route_names(patterns)
        if name not in OPEN | CLOSED and name.split(":")[0] not in CLOSED_NAMESPACES
    }


def _is_row_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < DIGITS_OF_A_ROW


def _inner(namespace: str, resolver: URLResolver) -> str:
    return namespace + (f"{resolver.namespace}:" if resolver.namespace else "")


def _name(namespace: str, pattern: URLPattern) -> str:
    return namespace + (pattern.name or str(pattern.pattern))
