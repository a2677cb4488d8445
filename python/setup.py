"""Builds the module `_n2v` over libn2v. Where the library comes from:

- `N2V_LIBRARY` names a folder with libn2v.so: it is linked with, and looked for by the loader when
  the module is imported. For packagers.
- In a clone, the makefile builds lib/libn2v.so; a copy of it goes into the package.
"""
import glob
import os
import re
import shutil
import subprocess

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)


def version():
    with open(os.path.join(TOP, "include", "n2v.h"), encoding="utf-8") as header:
        return re.search(r'N2V_VERSION "(.*)"', header.read()).group(1)


class BuildWithLibrary(build_py):
    """Puts libn2v.so.1 beside the Python files, unless the system's is to be used."""

    def run(self):
        super().run()
        if "N2V_LIBRARY" not in os.environ and not self.editable_mode:
            for library in glob.glob(os.path.join(TOP, "lib", "libn2v.so.?")):
                shutil.copy(library, os.path.join(self.build_lib, "n2v"))


if "N2V_LIBRARY" not in os.environ:
    subprocess.run(["make", "-s", "-C", TOP, "lib/libn2v.so"], check=True)

setup(
    version=version(),
    cffi_modules=[os.path.join(os.path.relpath(HERE, os.getcwd()), "build_ffi.py") + ":ffi"],
    cmdclass={"build_py": BuildWithLibrary},
    # One build for every Python from 3.9 on.
    options={"bdist_wheel": {"py_limited_api": "cp39"}},
    zip_safe=False,
)
