"""Builds the module `_n2v` over libn2v: the library's static form in a clone, so that the package is
whole in itself; the shared one where `N2V_LIBRARY` names its folder, as packagers want it."""
import os
import re

from setuptools import setup

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)


def version():
    with open(os.path.join(TOP, "include", "n2v.h"), encoding="utf-8") as header:
        return re.search(r'N2V_VERSION "(.*)"', header.read()).group(1)


setup(
    version=version(),
    cffi_modules=[os.path.join(os.path.relpath(HERE, os.getcwd()), "build_ffi.py") + ":ffi"],
    # One build for every Python from 3.9 on.
    options={"bdist_wheel": {"py_limited_api": "cp39"}},
    zip_safe=False,
)
