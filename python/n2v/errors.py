"""What goes wrong, as exceptions. Each carries the library's own message."""


class Error(Exception):
    """Any failure that the library reports. `code` is the name of its status, as in n2v.h."""

    code = "N2V_EINTERNAL"


class UsageError(Error, ValueError):
    """A parameter is wrong: its name, what it is and what it may be."""

    code = "N2V_EUSAGE"


class InputError(Error, ValueError):
    """A graph or file is not as it should be: the file and line, or the index of the array."""

    code = "N2V_EINPUT"


class FileError(Error, OSError):
    """A file cannot be read or written."""

    code = "N2V_EIO"


class OutOfMemoryError(Error, MemoryError):
    """The machine has no more memory."""

    code = "N2V_ENOMEM"


class MemoryLimitError(Error, MemoryError):
    """It would take more than `memory`; nothing was allocated for it."""

    code = "N2V_ELIMIT"


class DivergedError(Error, ArithmeticError):
    """Training went wrong: the message says at which epoch and what to do."""

    code = "N2V_EDIVERGED"


class StoppedError(Error):
    """Stopped on request."""

    code = "N2V_ESTOPPED"


by_code = {kind.code: kind for kind in (
    UsageError, InputError, FileError, OutOfMemoryError, MemoryLimitError, DivergedError, StoppedError)}
