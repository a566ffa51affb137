"""The example programme, to be damaged on disk."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns

EXAMPLE = Path(__file__).parents[2] / "config"


class Folder:
    """A copy of the example whose files can be changed, but for its templates, which are compiled once for all copies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        copytree(EXAMPLE, path, ignore=ignore_patterns("templates"))
        (path / "templates").symlink_to(EXAMPLE / "templates")

    def line(self, file: str, text: str) -> int:
        """The first line of a file that holds a text."""
        return next(number for number, line in enumerate(self.read(file).splitlines(), start=1) if text in line)

    def read(self, file: str) -> str:
        """What a file says."""
        return (self.path / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Let a file say something else."""
        (self.path / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Write something else where a text first stands in a file."""
        before, found, after = self.read(file).partition(old)
        assert found, f"{file} does not hold {old!r}"
        self.write(file, before + new + after)
