"""Where a database lies: on a disk of this computer, on a share, or in a folder of a cloud."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_AFTER = (" ", "-", "(")


@dataclass(frozen=True, slots=True)
class Cloud:
    """A program that keeps folders in step with a cloud, and what its folders are known by."""

    name: str
    folders: tuple[str, ...]
    variables: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    examples: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The known places that are no disk of this computer: file systems and clouds."""

    network: frozenset[str]
    clouds: tuple[Cloud, ...]

    def cloud_of(
        self,
        parts: Sequence[str],
        variables: Mapping[str, str],
        marks: Collection[str] = (),
    ) -> str:
        """Return the name of the cloud that a folder belongs to; empty for none.

        `parts` are the names of the folders down to it, `variables` those of the environment, and
        `marks` the files that lie in any of the folders.
        """
        here = "/".join(parts).replace("\\", "/")
        for cloud in self.clouds:
            roots = (variables.get(name, "").replace("\\", "/") for name in cloud.variables)
            if (
                any(_is_called(part, name) for part in parts for name in cloud.folders)
                or any(root and f"{here}/".startswith(f"{root.rstrip('/')}/") for root in roots)
                or any(marker in marks for marker in cloud.markers)
            ):
                return cloud.name
        return ""


def _is_called(part: str, name: str) -> bool:
    return part == name or (part.startswith(name) and part[len(name)] in _AFTER)
