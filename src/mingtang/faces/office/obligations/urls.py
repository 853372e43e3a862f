"""Addresses of promises and calendar, and their places in the menu and on the start page."""

from django.urls import path

from mingtang.faces.office.obligations import calendar, promises
from mingtang.institution.obligations.queries.lists import READ
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

app_name = "obligations"
urlpatterns = [
    path("", promises.MyPromises.as_view(), name="mine"),
    path("all/", promises.AllPromises.as_view(), name="all"),
    path("overdue/", promises.OverduePromises.as_view(), name="overdue"),
    path("missed/", promises.MissedPeriods.as_view(), name="missed"),
    path("<int:pk>/", promises.PromiseScreen.as_view(), name="promise"),
    path("calendar/", calendar.CalendarScreen.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.CalendarScreen.as_view(), name="calendar-year"),
    path("calendar/amend/", calendar.AmendCalendar.as_view(), name="amend-calendar"),
]

register_menu_item(
    MenuEntry("promises", "时限", "obligations:mine", "time", "promises", 10, (READ,))
)
register_menu_item(
    MenuEntry("overdue", "已超期", "obligations:overdue", "warning", "promises", 20, (READ,))
)
register_menu_item(
    MenuEntry("calendar", "工作日历", "obligations:calendar", "calendar", "promises", 30, (READ,))
)
register_start_panel(
    EVERY_POST,
    StartPanel(
        "promises",
        "时限",
        order=50,
        waiting=promises.quotas_waiting,
        figures=promises.promise_figures,
    ),
)
