"""Processes as the machine shows them.

Which one carries a run out, whether it still lives, and what it takes. What asks psutil imports it,
which takes longer than all that a crawl of one page asks of a machine.
"""

import math
import os
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import psutil

BELIEVED = 0.4
"""Seconds: less than pass between two looks at one child process."""

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_OOM = Path("/sys/fs/cgroup/memory.events")
_OWN, _MACHINE = Path("/proc/self/stat"), Path("/proc/stat")
_STARTED = 19
"""The place of a process's start among what stands behind its name, in ticks since the boot."""
_SAME = timedelta(seconds=2)
"""A process's age is told by the machine's clock, which may be set meanwhile."""


def this_process() -> str:
    """Return a name of this process that no other has.

    Host, boot, process id, and when it was started.
    """
    born = _own_birth()
    if born is None:
        import psutil

        born = _born(psutil.Process())
    return " ".join(
        (socket.gethostname(), _boot(), str(os.getpid()), born.isoformat(timespec="seconds"))
    )


def _own_birth() -> datetime | None:
    """Return when this process was started, as psutil tells it; None where the kernel does not."""
    try:
        ticks = _OWN.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        boot = next(
            line.split()[1]
            for line in _MACHINE.read_text(encoding="ascii").splitlines()
            if line.startswith("btime ")
        )
        seconds = int(ticks[_STARTED]) / os.sysconf("SC_CLK_TCK")
    except (OSError, StopIteration):
        return None
    return datetime.fromtimestamp(int(boot) + seconds, UTC)


def is_alive(name: str) -> bool | None:
    """Return whether the process of this name lives.

    None where nobody here can know: it is, or was, on another machine.
    """
    try:
        host, boot, pid, born = name.split(" ")
        started = datetime.fromisoformat(born)
    except ValueError:
        return None
    if host != socket.gethostname():
        return None
    if boot != _boot():
        return False
    import psutil

    try:
        found = psutil.Process(int(pid))
        return found.status() != psutil.STATUS_ZOMBIE and abs(_born(found) - started) <= _SAME
    except psutil.NoSuchProcess:
        return False


def memory_of(group: int) -> int:
    """Return the bytes that the processes of a group take, shared pages counted once.

    0 where all have ended. The kernel goes through all their pages for that.
    """
    return _summed(_members().get(group, ()), _memory)


def resident_of(group: int) -> int:
    """Return the bytes in memory of a group's processes, shared pages counted for each of them.

    That is no less than ``memory_of``, and costs next to nothing: who is in which group is looked
    up for all groups at once, and believed for ``BELIEVED`` seconds.
    """
    now = time.monotonic()
    if now - _groups.seen > BELIEVED:
        _groups.seen, _groups.members = now, _members()
    return _summed(_groups.members.get(group, ()), lambda process: int(process.memory_info().rss))


@dataclass(slots=True)
class _Groups:
    """Which processes were in which group when it was seen."""

    seen: float = -math.inf
    members: dict[int, list[int]] = field(default_factory=dict)


_groups = _Groups()


def _members() -> dict[int, list[int]]:
    """Return the machine's processes by group."""
    import psutil

    found: dict[int, list[int]] = {}
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            found.setdefault(os.getpgid(pid), []).append(pid)
    return found


def _summed(pids: Iterable[int], taken: "Callable[[psutil.Process], int]") -> int:
    import psutil

    total = 0
    for pid in pids:
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += taken(psutil.Process(pid))
    return total


def _memory(process: "psutil.Process") -> int:
    import psutil

    try:
        return int(
            process.memory_full_info().pss
        )  # proportional set size: shared pages by their sharers
    except (psutil.AccessDenied, AttributeError):  # no Linux
        return int(process.memory_info().rss)


def out_of_memory_kills() -> int | None:
    """Return how many processes of this container the kernel has killed for want of memory.

    None where it does not say.
    """
    try:
        lines = _OOM.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), None)


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        import psutil

        return str(int(psutil.boot_time()))


def _born(process: "psutil.Process") -> datetime:
    return datetime.fromtimestamp(process.create_time(), UTC)
