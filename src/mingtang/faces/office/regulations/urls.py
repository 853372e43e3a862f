"""Addresses of the regulations, and their place in the menu."""

from django.urls import path

from mingtang.faces.office.regulations import reading
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "regulations"
urlpatterns = [
    path("", reading.PacksScreen.as_view(), name="packs"),
    path("clauses/", reading.ClausesScreen.as_view(), name="clauses"),
    path("<slug:pack>/", reading.PackScreen.as_view(), name="pack"),
    path("<slug:pack>/<str:rule>/", reading.RuleScreen.as_view(), name="rule"),
]

READ = (reading.RIGHT,)
register_menu_item(
    MenuEntry("regulations", "制度", "regulations:packs", "openquote", "oversight", 10, READ)
)
register_menu_item(
    MenuEntry("clauses", "条款", "regulations:clauses", "list-ol", "oversight", 20, READ)
)
