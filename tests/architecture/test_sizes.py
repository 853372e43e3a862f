from tests.architecture.exceptions import judge
from tests.architecture.sizes import functions, room_sizes, table
from tests.architecture.source import sources

LONGEST_FILE = 500  # lines
LONGEST_FUNCTION = 60
SHORT_FUNCTION = 25
SHARE_OF_SHORT = 0.9
LARGEST_ROOM = 8000  # lines of Python without migrations; decision 90


def test_files_stay_short() -> None:
    lengths = {source.name: source.text.count("\n") for source in sources()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_stay_short() -> None:
    found = functions()
    short = [length for length, _ in found if length <= SHORT_FUNCTION]

    assert [function for function in found if function[0] > LONGEST_FUNCTION] == []
    assert len(short) / len(found) >= SHARE_OF_SHORT


def test_rooms_of_the_editorial_storey_can_be_read() -> None:
    large = [one for one in room_sizes("editorial") if one.lines > LARGEST_ROOM]

    judge("rooms", [(one.room, 0, f"{one.lines} lines, split it") for one in large])


def test_every_room_is_measured() -> None:
    sizes = {one.room: one for one in room_sizes()}

    assert sizes["editorial/pages"].with_migrations > sizes["editorial/pages"].lines > 0
    assert sum(one.files for one in sizes.values()) < len(list(sources()))
    assert f"| `editorial/pages` | {sizes['editorial/pages'].lines:,} |" in table("editorial")
