from pathlib import Path

import mingtang
from mingtang.ground.foundation.rooms import Room, rooms


def test_rooms_are_the_folders_two_below_the_package() -> None:
    package = Path(str(mingtang.__file__)).parent
    folders = {
        (path.parent.parent.name, path.parent.name) for path in package.glob("*/*/__init__.py")
    }

    assert {(room.storey, room.name) for room in rooms()} == folders
    assert ("spine", "events") in folders


def test_room_is_imported_by_storey_and_name() -> None:
    assert Room("spine", "events").module == "mingtang.spine.events"
