"""The build backend: setuptools, taken from the system where pip's isolated environment has none.

pip builds in an environment of its own, into which it downloads what `requires` names. Where the
machine has setuptools and cffi already (Debian's python3-setuptools and python3-cffi), nothing has
to be downloaded: `get_requires_for_build_wheel` names them only where they are missing, and the
hooks look for them where the interpreter itself does. So `pip install ./python` works without
network.
"""
import importlib.util
import site
import sys

NEEDED = ("setuptools", "wheel", "cffi")


def _outer_folders():
    """Where the interpreter outside the isolated environment has its modules."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    prefixes = {sys.prefix, sys.base_prefix}
    return site.getsitepackages(list(prefixes)) + [
        f"{prefix}/{place}" for prefix in prefixes
        for place in ("lib/python3/dist-packages", f"local/lib/{version}/dist-packages")]


def _missing():
    for folder in _outer_folders():
        if folder not in sys.path:
            sys.path.append(folder)
    importlib.invalidate_caches()
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


def _setuptools():
    _missing()
    import setuptools.build_meta
    return setuptools.build_meta


def get_requires_for_build_wheel(config_settings=None):
    return _missing()


get_requires_for_build_editable = get_requires_for_build_wheel
get_requires_for_build_sdist = get_requires_for_build_wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return _setuptools().build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return _setuptools().build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    return _setuptools().build_sdist(sdist_directory, config_settings)
