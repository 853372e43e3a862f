"""Addresses of the screens of visits, and their place in the menu."""

from django.urls import path

from mingtang.editorial.sites.interfaces.sites import works_on_sites
from mingtang.editorial.visits.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "visits"
urlpatterns = [
    path("", screens.SitesByVisits.as_view(), name="sites"),
    path("site/<slug:code>/", screens.VisitsOfSite.as_view(), name="site"),
]

register_menu_item(
    MenuEntry(
        "visits", "访问量", "visits:sites", "view", "sites", 30, (screens.READ,), works_on_sites
    )
)
