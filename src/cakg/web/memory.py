"""Gives memory back that answers have used: glibc keeps it, so that a server stayed at its largest size."""

from __future__ import annotations

import asyncio
import ctypes

EVERY = 60.0
"""The seconds after which free memory between what is in use is given back."""
_SETTINGS = {
    # M_MMAP_THRESHOLD: larger blocks go back at once; without a setting, glibc raises this by itself. asyncio takes a
    # block of 256 KiB for whatever it reads, and must not get that from the system each time.
    -3: 320 << 10,
    -1: 1 << 20,  # M_TRIM_THRESHOLD: free memory at the end of a heap goes back when there is so much
    -8: 2,  # M_ARENA_MAX: a heap for each thread would keep its own free memory
}
"""The parameters of mallopt(3), as ``malloc.h`` numbers them."""


async def give_back() -> None:
    """Give free memory back to the system from now on; return at once where the C library is not glibc."""
    try:
        library = ctypes.CDLL(None)
        mallopt, trim = library.mallopt, library.malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    for parameter, value in _SETTINGS.items():
        mallopt(parameter, value)
    while True:
        await asyncio.sleep(EVERY)
        await asyncio.to_thread(trim, 0)  # some milliseconds, in which other threads run
