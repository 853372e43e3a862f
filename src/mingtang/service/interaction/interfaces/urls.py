"""Addresses of interaction, and what it adds to cases, menu and start page."""

from django.urls import path

from mingtang.institution.organization.enums import Post
from mingtang.service.interaction.enums import SITE_ERROR
from mingtang.service.interaction.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import StartPanel, register_start_panel
from mingtang.workbench.casework.interfaces.panels import register_case_facts

app_name = "interaction"
urlpatterns = [
    path("errors/new/", screens.RegisterErrorReport.as_view(), name="register-error"),
]

register_case_facts(SITE_ERROR, screens.error_facts)
register_menu_item(
    MenuEntry(
        "register-error",
        "登记网民找错",
        "interaction:register-error",
        "plus",
        group="cases",
        order=20,
        rights=("casework.dispatch",),
    )
)
register_start_panel(
    (Post.DESK, Post.LEADER_IN_CHARGE, Post.PRINCIPAL_LEADER),
    StartPanel("site-errors", "近30天网民找错", order=60, figures=screens.error_numbers),
)
