"""Zip archives that have the same bytes whenever they hold the same files."""

import io
import os
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import BinaryIO

ONE_DAY = (2026, 1, 1, 0, 0, 0)  # the date of all files, so that the same project gives the same bytes
COMPRESSED = (".whl", ".zip", ".png")  # these are compressed already


def write_archive(output: Path, files: Mapping[str, bytes], programs: Collection[str] = ()) -> Path:
    """Write a zip file of files (path in it -> bytes) and return its path; a reader finds it whole or not at all.

    programs: those of the paths that can be started on macOS and Linux (executable bits).
    """
    draft = output.with_name(output.name + ".new")
    with open(draft, "wb") as target:
        _write(target, files, programs)
    os.replace(draft, output)
    return output


def archive(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip file of files (path in it -> bytes)."""
    target = io.BytesIO()
    _write(target, files)
    return target.getvalue()


def _write(target: BinaryIO, files: Mapping[str, bytes], programs: Collection[str] = ()) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, ONE_DAY)
            about.compress_type = zipfile.ZIP_STORED if name.endswith(COMPRESSED) else zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix: the bits below count
            about.external_attr = (0o100755 if name in programs else 0o100644) << 16
            zipped.writestr(about, files[name])
