"""The virus scanner of an installation, if it has one."""

from mingtang.ground.foundation.files import add_scanner
from mingtang.ground.foundation.files.clamav import ClamAV


def set_scanner(address: str) -> None:
    """Have every file shown to the daemon at this address; an empty one means that there is none.

    :raises ValueError: the address has no form that is known.
    """
    if address:
        add_scanner(ClamAV(address))
