"""Ending with the process that started this one, so that nobody is left behind (父进程)."""

import ctypes
import multiprocessing
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with_parent(signum: int = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when its parent is gone (Linux; elsewhere nothing)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)


def end_with_server() -> None:
    """End this working process of a web server when its main process is gone, also before now.

    By SIGKILL: a server that is still starting may overhear a polite request.
    """
    parent = multiprocessing.parent_process()
    if parent is None or parent.pid is None:  # no working process of anybody
        return
    end_with_parent(signal.SIGKILL)
    if os.getppid() != parent.pid:
        os._exit(1)
