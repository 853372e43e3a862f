"""The address of the screen, and its place in the menu."""

from django.urls import path

from mingtang.editorial.sitesearch.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "sitesearch"
urlpatterns = [path("", screens.MissedWordsList.as_view(), name="missed")]

register_menu_item(
    MenuEntry(
        "sitesearch", "搜不到的词", "sitesearch:missed", "search", "sites", 31, (screens.READ,)
    )
)
