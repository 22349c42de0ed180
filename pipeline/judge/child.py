"""A piece of work → its result, from a child of this process that leaves nothing behind.

Arelle keeps much of what it reads, in its models and in caches of its own. A child begins with all that its
parent has read, costs a few milliseconds, and takes with it whatever it adds.
"""

import gc
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import TypeVar

Result = TypeVar("Result")


class DiedError(RuntimeError):
    """A child ended without a result."""


def in_child(work: Callable[[], Result]) -> Result:
    """Do ``work`` in a forked child and return its result, which is pickled; raise `DiedError` if there is none.

    The child is bound by the same alarm as its parent, so that neither outlives the time of a filing.
    """
    here, there = Pipe(duplex=False)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    child = os.fork()
    if child == 0:
        try:
            signal.setitimer(signal.ITIMER_REAL, left)
            gc.freeze()  # what is shared with the parent is never garbage here, and looking would copy it
            there.send(work())
        finally:
            os._exit(0)
    there.close()
    return _receive(here, child)


def _receive(pipe: Connection, child: int) -> Result:  # type: ignore[type-var]
    try:
        with pipe:
            result: Result = pipe.recv()
            return result
    except EOFError:
        raise DiedError("Arelle ended without a verdict") from None
    finally:
        os.waitpid(child, 0)
