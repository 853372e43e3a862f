"""Addresses of the event log, and its place in the menu."""

from django.urls import path

from mingtang.faces.office.events import log
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "events"
urlpatterns = [
    path("", log.EventLog.as_view(), name="log"),
    path("<int:pk>/", log.EventScreen.as_view(), name="event"),
]

register_menu_item(
    MenuEntry("events", "操作记录", "events:log", "history", "oversight", 30, (log.RIGHT,))
)
