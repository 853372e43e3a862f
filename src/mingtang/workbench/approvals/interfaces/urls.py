"""Addresses of approvals, and what they add to menu and start page."""

from django.urls import path

from mingtang.workbench.approvals.clients import all_clients
from mingtang.workbench.approvals.interfaces import screens, waiting
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

app_name = "approvals"
urlpatterns = [
    path("", waiting.WaitingScreen.as_view(), name="waiting"),
    path("steps/<int:pk>/pass/", screens.PassStep.as_view(), name="pass"),
    path("steps/<int:pk>/return/", screens.ReturnStep.as_view(), name="return"),
    path("steps/<int:pk>/claim/", screens.ClaimStep.as_view(), name="claim"),
    path("steps/<int:pk>/hand-over/", screens.HandOverStep.as_view(), name="hand-over"),
]

register_menu_item(
    MenuEntry(
        "approvals",
        "待我审签",
        "approvals:waiting",
        "clipboard-list",
        group="content",
        order=25,
        rights=tuple(right for client in all_clients() for right in client.rights),
    )
)
register_start_panel(
    EVERY_POST, StartPanel("approvals", "待审签", order=10, waiting=waiting.approvals_waiting)
)
