"""Addresses of figures, and their place in the menu."""

from django.urls import path

from mingtang.faces.office.figures import screens
from mingtang.institution.figures.models import READ
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "figures"
urlpatterns = [
    path("", screens.FiguresScreen.as_view(), name="show"),
    path("file/<str:form>/", screens.FiguresFile.as_view(), name="file"),
]

register_menu_item(MenuEntry("figures", "统计", "figures:show", "table", "oversight", 5, (READ,)))
