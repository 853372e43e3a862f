"""Base classes of office screens: everything a room needs to show and change its things."""

from mingtang.desk.screens.base import Crumb, HeaderButton, Scoped, Screen, Tab
from mingtang.desk.screens.blocks import BlockForm, BlockFormScreen
from mingtang.desk.screens.details import DetailScreen, Fact
from mingtang.desk.screens.forms import ActionForm, ActionScreen, ConfirmScreen
from mingtang.desk.screens.lists import ListScreen

__all__ = [
    "ActionForm",
    "ActionScreen",
    "BlockForm",
    "BlockFormScreen",
    "ConfirmScreen",
    "Crumb",
    "DetailScreen",
    "Fact",
    "HeaderButton",
    "ListScreen",
    "Scoped",
    "Screen",
    "Tab",
]
