"""Addresses of promises and calendar, and their places in the menu and on the start page."""

from django.urls import path

from mingtang.faces.office.obligations import calendar, promises
from mingtang.institution.obligations.queries.lists import READ
from mingtang.institution.organization.enums import Post
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
    EVERY_POST, StartPanel("promises", "时限", order=50, figures=promises.promise_figures)
)
# Those who write, sign, place or ask for what a quota or an update cycle counts; for others a card would
# be a task that they cannot do.
register_start_panel(
    [
        Post.INFORMATION_OFFICER,
        Post.LEADER_IN_CHARGE,
        Post.PRINCIPAL_LEADER,
        Post.SITE_EDITOR,
        Post.DESK,
        Post.LIAISON_OFFICER,
    ],
    StartPanel(
        "cycles",
        "限期更新",
        order=50,
        waiting=promises.quotas_waiting,
        rows=promises.quotas_rows,
    ),
)
