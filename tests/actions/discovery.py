"""Every action of every room, found by its shape: `verb_noun(*, actor, at, …)` in its `actions`."""

import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps

Action = Callable[..., Any]


def name_of(action: Action) -> str:
    """Return `room.verb_noun`."""
    room = action.__module__.split(".")[2]
    return f"{room}.{action.__name__}"


def actions_of_all_rooms() -> dict[str, Action]:
    """Return the actions of the installed rooms by name."""
    return {
        name_of(function): function
        for module in _action_modules()
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and is_action(function)
    }


def is_action(function: Action) -> bool:
    """Tell whether a function has the shape of an action."""
    if function.__name__.startswith("_"):
        return False
    parameters = inspect.signature(function).parameters
    by_name = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
    keyword_only = all(one.kind in by_name for one in parameters.values())
    return keyword_only and {"actor", "at"} <= parameters.keys()


def _action_modules() -> Iterator[Any]:
    for room in apps.get_app_configs():
        if not room.name.startswith("mingtang."):
            continue
        name = f"{room.name}.actions"
        if importlib.util.find_spec(name) is None:
            continue
        package = importlib.import_module(name)
        yield package
        for module in pkgutil.iter_modules(getattr(package, "__path__", [])):
            yield importlib.import_module(f"{name}.{module.name}")
