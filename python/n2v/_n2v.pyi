"""The library, as cffi gives it; see build_ffi.py."""
from typing import Any

ffi: Any
lib: Any
