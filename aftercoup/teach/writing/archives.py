"""Files in memory (path -> bytes) written to a folder, or as a zip archive with the same bytes for the same files."""

import io
import os
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

ONE_DAY = (2026, 1, 1, 0, 0, 0)  # the date of all files, so that the same project gives the same bytes
COMPRESSED = (".whl", ".zip", ".png")  # these are compressed already


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files (path -> bytes) below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_archive(
    files: Mapping[str, bytes], folder: str, output: Path, programs: Collection[str] = ()
) -> Path:
    """Write files (path -> bytes) below one folder ("": none) into a zip file; returns its path.

    programs: those of the paths that can be started on macOS and Linux (executable bits). A reader of an older
    file of this name finds the older or the new one, never half of it.
    """
    draft = output.with_name(output.name + ".new")
    draft.write_bytes(archive(files, folder, programs))
    os.replace(draft, output)
    return output


def archive(files: Mapping[str, bytes], folder: str = "", programs: Collection[str] = ()) -> bytes:
    """The bytes of a zip file; arguments as in `write_archive`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name in sorted(files):
            about = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, ONE_DAY)
            about.compress_type = zipfile.ZIP_STORED if name.endswith(COMPRESSED) else zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix: so that the bits below count
            about.external_attr = (0o100755 if name in programs else 0o100644) << 16
            zipped.writestr(about, files[name])
    return target.getvalue()
