"""Addresses of the event log, and its place in the menu."""

from django.urls import path

from mingtang.desk.menu import MenuEntry, register_menu_item
from mingtang.office.events import log

app_name = "events"
urlpatterns = [
    path("", log.EventLog.as_view(), name="log"),
    path("<int:pk>/", log.EventScreen.as_view(), name="event"),
]

register_menu_item(
    MenuEntry("events", "操作记录", "events:log", "history", "oversight", 30, (log.RIGHT,))
)
