"""What callers give, as arrays and bytes: nothing is dropped on the way, what cannot be kept is an error."""
from __future__ import annotations

import os
from typing import Any, Optional, Union

import numpy as np


def unmasked(values: Any, what: str) -> Any:
    """ValueError: a masked array with entries masked, which numpy's functions take as if they were not."""
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise ValueError(f"{what}: {np.ma.count_masked(values)} entries are masked: leave those edges out")
    return values


def float32(values: Any, what: str) -> np.ndarray:
    """An array of float32 in C order, the one given where it is that already.

    TypeError: no real numbers. ValueError: a number that float32 does not hold.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    array = np.asarray(unmasked(values, what))
    if array.dtype.kind in "OUS":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"{what}: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{what} is of type {array.dtype}: real numbers are wanted")
    if array.dtype == np.float32:
        return np.ascontiguousarray(array)
    with np.errstate(over="ignore", under="ignore"):
        result = np.ascontiguousarray(array, dtype=np.float32)
    lost = (array != result) & ((result == 0) | np.isinf(result))
    if lost.any():
        raise ValueError(f"{what}[{int(np.argmax(lost))}] = {array[lost][0]:g}: numbers are kept as float32, "
                         "from 1.2e-38 to 3.4e38")
    return result


def flag(value: Any, what: str) -> bool:
    """TypeError: neither True nor False, as "no" is, which Python takes for True."""
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, (int, np.integer)) and value in (0, 1)):
        return bool(value)
    raise TypeError(f"{what} = {value!r}: must be True or False")


def path_bytes(path: Optional[Union[str, bytes, os.PathLike]]) -> bytes:
    """A path for C, where a zero byte would end it."""
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise ValueError(f"{path!r} has a zero byte")
    return encoded
