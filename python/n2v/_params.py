"""Python's keywords to the library's structs of parameters.

The structs say themselves what their fields are called and of which type they are, so a field that
the library gains is a keyword at once.
"""
from __future__ import annotations

import difflib
import numbers
import os
import re
from typing import Any, Dict, Iterable, Optional, Union

from ._arrays import flag, path_bytes
from ._n2v import ffi, lib

#: Other names for a parameter: flags of the programs, of the node2vec reference and of word2vec,
#: keywords of gensim.
ALIASES = {
    "size": "dimensions", "dim": "dimensions", "dims": "dimensions", "d": "dimensions",
    "vector_size": "dimensions",
    "length": "walk_length", "l": "walk_length",
    "r": "num_walks",
    "k": "window", "window_size": "window", "context_size": "window",
    "iter": "epochs",
    "lr": "alpha",
    "workers": "threads",
    "random_state": "seed",
}


def unalias(given: Dict[str, Any], known: Iterable[str]) -> Dict[str, Any]:
    """Keywords by their own names. TypeError: unknown (with the nearest known), or given twice."""
    known = set(known)
    result: Dict[str, Any] = {}
    for name, value in given.items():
        own = name if name in known else ALIASES.get(name, name)
        if own not in known:
            near = difflib.get_close_matches(name, known | set(ALIASES), 1, 0.7)
            raise TypeError(f"unknown parameter '{name}'"
                            + (f": did you mean '{near[0]}'?" if near else ""))
        if own in result:
            raise TypeError(f"'{own}' is given twice, once as '{name}'")
        result[own] = value
    return result


def fields(struct: str) -> Dict[str, Any]:
    """The fields of a struct that a caller may set."""
    return {name: field.type for name, field in ffi.typeof(struct).fields
            if name not in ("size", "progress", "peers", "files")}


def make(struct: str, values: Dict[str, Any], keep: list) -> Any:
    """The struct with its defaults, then `values`; those that are None stay as they are.

    What the struct points at is put into `keep`, which must outlive it.
    """
    params = ffi.new(struct + " *")
    getattr(lib, struct + "_init")(params, ffi.sizeof(struct))
    types = fields(struct)
    for name, value in values.items():
        if value is not None:
            setattr(params, name, _convert(name, types[name], value, keep))
    return params


def defaults(struct: str) -> Dict[str, Any]:
    """What the library takes where nothing is said."""
    params = make(struct, {}, [])
    return {name: _plain(getattr(params, name), kind) for name, kind in fields(struct).items()}


def choices(enum: str) -> Dict[str, int]:
    """The values of an enum by the words of the programs: N2V_SAMPLER_FIRST_ORDER is first-order."""
    names = ffi.typeof(enum).relements
    prefix = os.path.commonprefix(list(names))
    prefix = prefix[:prefix.rindex("_") + 1]
    return {name[len(prefix):].lower().replace("_", "-"): value for name, value in names.items()}


def _plain(value: Any, kind: Any) -> Any:
    if kind.kind == "enum":
        return {number: word for word, number in choices(kind.cname).items()}[
            int(ffi.cast("int", value))]
    if kind.kind == "pointer":
        return None if value == ffi.NULL else ffi.string(value).decode()
    return value


def _convert(name: str, kind: Any, value: Any, keep: list) -> Any:
    name = "dimensions" if name == "dims" else name  # in messages
    if kind.kind == "enum":
        words = choices(kind.cname)
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if value not in words:
            raise ValueError(f"{name} = {value!r}: must be one of {', '.join(words)}")
        return words[value]
    if kind.kind == "pointer" and kind.item.kind == "primitive":
        keep.append(ffi.new("char[]", path_bytes(value)))
        return keep[-1]
    if kind.kind == "primitive" and kind.cname not in ("double", "float", "_Bool"):
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            number = None
        if number is None or number != value or isinstance(value, bool):
            raise ValueError(f"{name} = {value!r}: must be a whole number"
                             + (' or "auto"' if name == "epochs" else ""))
        if number < 0:
            raise ValueError(f"{name} = {value!r}: must not be below 0")
        if number >= 1 << 8 * ffi.sizeof(kind) - (kind.cname[0] != "u"):
            raise ValueError(f"{name} = {value!r}: is too large")
        return number
    if kind.kind == "primitive" and kind.cname == "_Bool":
        return flag(value, name)
    if kind.kind == "primitive" and (isinstance(value, str) or not hasattr(value, "__float__")):
        raise TypeError(f"{name} = {value!r}: must be a number")
    return value


_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def memory_bytes(memory: Optional[Union[int, str]]) -> Optional[int]:
    """Bytes: a number, "4G", "200M", or "50%" of what the machine has."""
    if memory is None or isinstance(memory, numbers.Integral):
        return memory
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgtKMGT]?|%)i?[bB]?\s*", str(memory))
    if not match or not isinstance(memory, str):
        raise ValueError(f"memory = {memory!r}: a number of bytes, '4G', '200M' or '50%'")
    number, unit = float(match[1]), match[2].lower()
    if unit == "%":
        return int(number / 100 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return int(number * _UNITS[unit])
