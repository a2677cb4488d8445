"""numpy arrays over the library's memory, without a copy."""
from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np

from ._n2v import ffi


class _Block:
    """What numpy asks for an array's place; holds on to the owner of the memory."""

    def __init__(self, owner: Any, interface: dict):
        self.owner = owner
        self.__array_interface__ = interface


def block(owner: Any, pointer: Any, shape: Tuple[int, ...], kind: str,
          strides: Optional[Tuple[int, ...]] = None) -> np.ndarray:
    """An array of `kind` ("f4", "u8", ...) at `pointer`, which is `owner`'s as long as it lives. Not to be written:
    other threads may be reading it."""
    if 0 in shape or pointer == ffi.NULL:
        return np.empty(shape, kind)
    address = int(ffi.cast("uintptr_t", pointer))
    return np.asarray(_Block(owner, {"version": 3, "shape": shape, "typestr": "<" + kind,
                                     "data": (address, True), "strides": strides}))
