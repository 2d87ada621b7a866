"""Every door through which something from outside comes in, each as a function of its bytes.

A door is given a file of these bytes (or the text they are) and works as the program does. It may
raise `UserError` and nothing else. Used by `test_every_door` and by `fuzz`. By kind in `doors`.
"""

from collections.abc import Mapping

from tests.hostile.doors import databases, lists, pictures, shared, typed
from tests.hostile.doors.door import DATA, TODAY, Door, books

__all__ = ["DATA", "DOORS", "TODAY", "Door", "books"]

DOORS: Mapping[str, Door] = {
    **lists.DOORS,
    **shared.DOORS,
    **pictures.DOORS,
    **databases.DOORS,
    **typed.DOORS,
}
