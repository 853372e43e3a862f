"""Addresses of notices, and their place in the menu."""

from django.urls import path

from mingtang.faces.office.notices import duty, operating, own
from mingtang.institution.notices.models import DUTY, MANAGE
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "notices"
urlpatterns = [
    path("", own.Notices.as_view(), name="list"),
    path("<int:pk>/", own.NoticeScreen.as_view(), name="show"),
    path("read/", own.read_all, name="read-all"),
    path("settings/", own.Settings.as_view(), name="settings"),
    path("dispatches/", operating.Dispatches.as_view(), name="dispatches"),
    path("dispatches/<int:pk>/retry/", operating.RetryDispatch.as_view(), name="retry"),
    path("duty/", duty.DutyRoster.as_view(), name="duty"),
    path("duty/add/", duty.AddDutyTurn.as_view(), name="add-duty"),
    path("duty/<int:pk>/remove/", duty.RemoveDutyTurn.as_view(), name="off-duty"),
    path("robots/", operating.Robots.as_view(), name="robots"),
    path("robots/add/", operating.AddRobot.as_view(), name="add-robot"),
    path("robots/<int:pk>/remove/", operating.RemoveRobot.as_view(), name="remove-robot"),
]

register_menu_item(MenuEntry("notices", "我的通知", "notices:list", "mail", order=890))
register_menu_item(
    MenuEntry("dispatches", "通知发送", "notices:dispatches", "mail", "oversight", 45, (MANAGE,))
)
register_menu_item(
    MenuEntry("duty", "值班表", "notices:duty", "calendar-alt", "content", 38, (DUTY,))
)
