"""Addresses of the screens of sign-in services, and their place in the menu."""

from django.urls import path

from mingtang.service.signin.interfaces import screens
from mingtang.service.signin.models import MANAGE
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "signin"
urlpatterns = [
    path("", screens.SignInServices.as_view(), name="list"),
    path("new/", screens.NewService.as_view(), name="new"),
    path("<int:pk>/", screens.ChangeService.as_view(), name="change"),
    path("<int:pk>/test/", screens.TestService.as_view(), name="test"),
]

register_menu_item(
    MenuEntry("signin", "公众登录", "signin:list", "key", "sites", 66, rights=(MANAGE,))
)
