"""What of Wagtail's shell is shown: our menu, our style, no search, no reports, no page links."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.menu import MenuItem, admin_menu, help_menu, reports_menu, settings_menu
from wagtail.admin.rich_text.converters.html_to_contentstate import BlockElementHandler
from wagtail.admin.rich_text.editors.draftail.features import BlockFeature, ControlFeature
from wagtail.admin.search import admin_search_areas
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.ground.foundation.html import ALIGNMENTS
from mingtang.workbench.backoffice.menu import build_menu
from mingtang.workbench.backoffice.permissions import refuse_writes

LAST = 10_000
# What the text editor has besides Wagtail's own: label and explanation of each way a paragraph stands.
ALIGNMENT_BUTTONS = {
    "center": ("居中", "居中，如小标题、图的说明"),
    "right": ("靠右", "靠右，如落款的单位和日期"),
    "flush": ("顶格", "顶格，首行不空两格，如主送机关"),
}
# In this order: where two rules are as specific, the later file wins.
STYLES = (
    *("base", "head", "buttons", "cards", "tables", "marks"),
    *("forms", "lists", "history", "articles", "promises", "start"),
)
SCRIPTS = ("parts", "countdown", "choose", "drafts", "editors", "autosave")  # each fails alone

# The hook that constructs the search areas does not take the box out of the sidebar.
admin_search_areas.registered_search_areas = []
# Each of Wagtail's own items queries the database whether it is shown, before a hook can drop it.
for _menu in (admin_menu, settings_menu, reports_menu, help_menu):
    _menu.registered_menu_items = []


@hooks.register("construct_main_menu", order=LAST)
def our_menu_only(request: HttpRequest, items: list[MenuItem]) -> None:
    """Replace whatever is in the menu by what the rooms registered."""
    items[:] = build_menu(request)


@hooks.register("construct_settings_menu", order=LAST)
@hooks.register("construct_reports_menu", order=LAST)
@hooks.register("construct_help_menu", order=LAST)
def no_such_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Empty the menus whose screens are closed."""
    items.clear()


@hooks.register("construct_homepage_panels", order=LAST)
@hooks.register("construct_homepage_summary_items", order=LAST)
def no_such_panels(request: HttpRequest, items: list[Any]) -> None:
    """Empty Wagtail's start page; ours stands in its place."""
    items.clear()


@hooks.register("register_actions", order=LAST)
def our_actions_only(registry: ActionRegistry) -> None:
    """Let no generic view write past our actions; Wagtail registers its own by this hook too."""
    refuse_writes(registry, get_image_model(), get_document_model())


@hooks.register("insert_global_admin_css")
def office_style() -> SafeString:
    """Add our style to every page of the shell, a file for each component."""
    urls = ((static(f"desk/css/office/{name}.css"),) for name in STYLES)
    return format_html_join("", '<link rel="stylesheet" href="{}">', urls)


@hooks.register("insert_global_admin_js")
def office_scripts() -> SafeString:
    """Add our small scripts to every page of the shell."""
    urls = ((static(f"desk/js/{name}.js"),) for name in SCRIPTS)
    return format_html_join("", '<script type="module" src="{}"></script>', urls)


@hooks.register("register_rich_text_features")
def alignments_and_clear_format(features: Any) -> None:
    """Offer the alignments of Word for paragraphs of the text editor, stored as a class that pages, imports and paper know."""
    for name in ALIGNMENTS:
        label, description = ALIGNMENT_BUTTONS[name]
        data = {"type": name, "label": label, "description": description, "element": "p"}
        features.register_editor_plugin("draftail", name, BlockFeature(data))
        rule = {
            "from_database_format": {f'p[class="{name}"]': BlockElementHandler(name)},
            "to_database_format": {"block_map": {name: {"element": "p", "props": {"class": name}}}},
        }
        features.register_converter_rule("contentstate", name, rule)
    control = ControlFeature({"type": "clear-format"}, js=["desk/js/clear_format.js"])
    features.register_editor_plugin("draftail", "clear-format", control)


@hooks.register("register_rich_text_features", order=LAST)
def external_links_first(features: Any) -> None:
    """Let the link button of the text editor open the form for an address, not the page tree."""
    plugin = features.plugins_by_editor["draftail"]["link"]
    plugin.data["chooserUrls"]["pageChooser"] = reverse_lazy(
        "wagtailadmin_choose_page_external_link"
    )
