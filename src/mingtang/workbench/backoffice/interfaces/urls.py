"""Addresses of the furniture."""

from django.urls import path

from mingtang.workbench.backoffice.interfaces import bell
from mingtang.workbench.backoffice.interfaces.choose import choose
from mingtang.workbench.backoffice.interfaces.drafts import autosave, restore
from mingtang.workbench.backoffice.interfaces.exports import Exports, export, export_file
from mingtang.workbench.backoffice.interfaces.media import document_file, picture_file
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

__all__ = ["app_name", "bell", "urlpatterns"]

app_name = "desk"
urlpatterns = [
    path("choose/<slug:name>/", choose, name="choose"),
    path("drafts/restore/", restore, name="restore-draft"),
    path("drafts/autosave/", autosave, name="autosave"),
    path("exports/", Exports.as_view(), name="exports"),
    path("exports/new/", export, name="export"),
    path("exports/<int:pk>/file/", export_file, name="export-file"),
]

# Outside of the namespace, because Wagtail's models ask for the second by its name.
file_patterns = [
    path("media/<path:name>", picture_file, name="picture-file"),
    path("files/<int:document_id>/<path:name>", document_file, name="wagtaildocs_serve"),
]

register_menu_item(MenuEntry("exports", "我的导出", "desk:exports", "download", order=900))
