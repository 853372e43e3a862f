"""Base classes of office screens: everything a room needs to show and change its things."""

from mingtang.workbench.backoffice.screens.base import Crumb, HeaderButton, Scoped, Screen, Tab
from mingtang.workbench.backoffice.screens.batch import BatchAct
from mingtang.workbench.backoffice.screens.blocks import BlockForm, BlockFormScreen
from mingtang.workbench.backoffice.screens.details import DetailScreen, Fact
from mingtang.workbench.backoffice.screens.forms import ActionForm, ActionScreen, ConfirmScreen
from mingtang.workbench.backoffice.screens.lists import ListScreen

__all__ = [
    "ActionForm",
    "ActionScreen",
    "BatchAct",
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
