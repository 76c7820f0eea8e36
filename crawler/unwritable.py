"""A file of the user's that cannot be made: what is wrong, and how to mend it."""

from pathlib import Path

from crawler.errors import UsageError


def unwritable(path: Path, error: OSError) -> UsageError:
    """Return the error for a file that the system would not make."""
    folder = path.parent
    if not folder.is_dir():
        hint = f"make the folder {folder} first, or name a file elsewhere"
    elif isinstance(error, PermissionError):
        hint = f"you have no right to write in {folder}: name a file elsewhere"
    else:
        hint = "name another file"
    return UsageError(f"{path} cannot be written: {error.strerror}", hint=hint)
