"""The address of the screen, and its place in the menu."""

from django.urls import path

from mingtang.editorial.sitesearch.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "sitesearch"
urlpatterns = [path("", screens.MissedWordsList.as_view(), name="missed")]

# Who does something about words that find nothing: those who write, place, run and judge.
USERS = ("publishing.place", "publishing.operate", "submission.accept", "events.read")
register_menu_item(
    MenuEntry(
        "sitesearch",
        "搜不到的词",
        "sitesearch:missed",
        "search",
        "sites",
        31,
        (screens.READ,),
        shown=lambda powers: any(powers.holds(right) for right in USERS),
    )
)
