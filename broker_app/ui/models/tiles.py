"""The files of one vehicle as tiles: each with its small picture as soon as that is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from broker_app import words
from broker_app.domain.attachment import GOOD, Attachment
from broker_app.domain.file_name import safe_name
from broker_app.jobs.attaching import Looked

Index = QModelIndex | QPersistentModelIndex
_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(slots=True)
class Tile:
    """A file with what is known of it; its condition is empty until somebody has looked."""

    attachment: Attachment
    condition: str = ""
    pixmap: QPixmap | None = None

    @property
    def is_broken(self) -> bool:
        """Whether its file is gone or changed."""
        return self.condition not in ("", GOOD)


class TilesModel(QAbstractListModel):
    """Tiles in the order of the vehicle; what was seen of a file stays while it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[Tile] = []

    def show_files(self, attachments: Sequence[Attachment]) -> None:
        """Show files; the small pictures of those that were shown before stay."""
        known = {tile.attachment.sha256: tile for tile in self.tiles}
        self.beginResetModel()
        self.tiles = [_tile(one, known.get(one.sha256)) for one in attachments]
        self.endResetModel()

    def put(self, sha256: str, looked: Looked) -> None:
        """Show what somebody saw of a file."""
        for row, tile in enumerate(self.tiles):
            if tile.attachment.sha256 == sha256:
                tile.condition = looked.condition
                tile.pixmap = _pixmap(looked.thumbnail)
                self.dataChanged.emit(self.index(row), self.index(row))

    def attachments(self) -> list[Attachment]:
        """Return the files that are shown."""
        return [tile.attachment for tile in self.tiles]

    def row_of(self, attachment: int) -> int:
        """Return the row of a file by its id, -1 where it is not shown."""
        ids = [tile.attachment.id for tile in self.tiles]
        return ids.index(attachment) if attachment in ids else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """Return how many files there are."""
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what a tile says."""
        if not index.isValid():
            return None
        tile = self.tiles[index.row()]
        if role in _SAID:
            parts = [words.say(f"attachment.kind.{tile.attachment.kind}")]
            parts += [words.say(f"attachment.{tile.condition}")] if tile.is_broken else []
            return words.listed([*parts, safe_name(tile.attachment.file)])
        return safe_name(tile.attachment.file) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let tiles be chosen and dragged."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled


def _tile(one: Attachment, before: Tile | None) -> Tile:
    return Tile(one, before.condition, before.pixmap) if before else Tile(one)


def _pixmap(thumbnail: bytes | None) -> QPixmap | None:
    """Return a small picture of our own making; what came from outside is never read by Qt."""
    if thumbnail is None:
        return None
    image = QImage.fromData(thumbnail)
    return None if image.isNull() else QPixmap.fromImage(image)
