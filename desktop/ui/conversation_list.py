"""The list of conversations: a flat model of heads and rows, and the delegate that paints them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.chat import Conversation, ConversationId
from desktop.ui.theme import Look, Type
from desktop.ui.words import name_period

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole.value


class ConversationModel(QAbstractListModel):
    """Heads (`str`) and conversations in one list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[str | Conversation] = []

    def show_conversations(self, conversations: Sequence[Conversation], today: date, *, heads: bool) -> None:
        """Take new rows; `heads` puts them under their periods."""
        self.beginResetModel()
        self._rows = []
        last = ""
        for conversation in conversations:
            period = name_period(conversation.updated, today) if heads else ""
            if period != last:
                self._rows.append(period)
                last = period
            self._rows.append(conversation)
        self.endResetModel()

    def row_of(self, conversation: ConversationId | None) -> int:
        """Where a conversation stands, or -1."""
        for place, row in enumerate(self._rows):
            if isinstance(row, Conversation) and row.id == conversation:
                return place
        return -1

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole.value) -> object:
        """A row's words, and the row itself."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        words = row if isinstance(row, str) else row.title or "New conversation"
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words if isinstance(row, str) else f"{words}, {'Claude on' if row.cloud else 'this computer'}"
        return row if role == ROW_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be chosen."""
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    """Paints heads and rows."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.busy: ConversationId | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows 32 high; heads as high, and 20 for the first."""
        return QSize(100, 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row = index.data(ROW_ROLE)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, str):
            painter.setFont(self._look.font(Type.CAPTION, 600))
            painter.setPen(self._look.colour("text3"))
            painter.drawText(box.adjusted(20, 10, -8, 0), Qt.AlignmentFlag.AlignVCenter, row)
        elif isinstance(row, Conversation):
            state: QStyle.StateFlag = option.state
            self._paint_row(painter, box.adjusted(8, 0, -8, 0), row, state)
        painter.restore()

    def _paint_row(self, painter: QPainter, box: QRectF, row: Conversation, state: QStyle.StateFlag) -> None:
        look = self._look
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            outlined = chosen and look.contrast
            painter.setPen(QPen(look.colour("accent"), 2) if outlined else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft" if chosen else "skeleton"))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1) if outlined else box, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(QPen(look.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        dot = row.cloud or chosen or row.id == self.busy
        font = look.font(Type.UI, 600 if chosen else 400)
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        room = box.adjusted(12, 0, -30 if dot else -12, 0)
        words = painter.fontMetrics().elidedText(
            row.title or "New conversation", Qt.TextElideMode.ElideRight, round(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("cloud" if row.cloud else "accent"))
            painter.drawEllipse(QRectF(box.right() - 20, box.center().y() - 4, 8, 8))


class ConversationList(QListView):
    """Chooses a conversation. `chosen` carries it; `menu_asked` the row and the place for a menu."""

    chosen = Signal(object)
    menu_asked = Signal(object, QPoint)
    rename_asked = Signal(object)
    delete_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.rows = ConversationModel(self)
        self._painter = _Painter(look, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName("Conversations")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._on_taken)
        self.activated.connect(self._on_taken)
        look.changed.connect(self.viewport().update)

    def show_busy(self, conversation: ConversationId | None) -> None:
        """Mark the conversation that is being answered."""
        self._painter.busy = conversation
        self.viewport().update()

    def select(self, conversation: ConversationId | None) -> None:
        """Mark a conversation as the one in view."""
        place = self.rows.row_of(conversation)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place))
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())

    def current(self) -> Conversation | None:
        """The row under the keyboard."""
        row = self.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, Conversation) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, F2 renames, Del deletes."""
        row = self.current()
        if row is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_F2:
            self.rename_asked.emit(row)
        elif row is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row."""
        row = self.indexAt(event.pos()).data(ROW_ROLE)
        if isinstance(row, Conversation):
            self.menu_asked.emit(row, event.globalPos())

    def _on_taken(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Conversation):
            self.chosen.emit(row)
