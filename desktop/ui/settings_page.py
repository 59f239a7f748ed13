"""The settings that can be changed in the window: the key for Claude, its model, the local model, and the look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.settings import Settings, Theme
from desktop.ui.buttons import Button, Kind, Switch
from desktop.ui.labels import Picture, make_frame, make_label
from desktop.ui.notice import Notices
from desktop.ui.theme import Look, Type

LOOKS = {
    Theme.SYSTEM: "As the system",
    Theme.LIGHT: "Light",
    Theme.DARK: "Dark",
    Theme.HIGH_CONTRAST: "High contrast",
}
CONTROL = 248


class Combo(QComboBox):
    """A combo box with the arrow of the icon set."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow over the box."""
        super().paintEvent(event)
        painter = QPainter(self)
        corner = QPointF(self.width() - 26, (self.height() - 16) // 2)
        self._look.icons.paint(painter, corner, "down", 16, self._look.colour("text2"))
        painter.end()


class SettingsPage(QFrame):
    """Shows what it is given; each change is a signal, and `show_settings` shows what came of it."""

    changed = Signal(str, object)
    key_given = Signal(str)
    key_removed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._settings: Settings | None = None
        self._rows: dict[str, tuple[QWidget, Picture, QWidget]] = {}
        self.setObjectName("page")
        self.notices = Notices(look)
        head = make_frame("head")
        head.setFixedHeight(56)
        words = QHBoxLayout(head)
        words.setContentsMargins(24, 0, 24, 0)
        words.addWidget(make_label("Settings", Type.SECTION))
        self._managed = make_label("", Type.META, "text3")
        words.addStretch(1)
        words.addWidget(self._managed)
        inner = QWidget()
        inner.setMaximumWidth(864)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(24, 16, 24, 24)
        self._column.setSpacing(0)
        self._build()
        self._column.addStretch(1)
        ground = QWidget()
        ground.setObjectName("column")
        outer = QHBoxLayout(ground)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.notices)
        column.addWidget(area, 1)

    def show_settings(self, settings: Settings, locked: frozenset[str], managed_by: str) -> None:
        """Show the values in force, and which of them are locked."""
        self._settings = settings
        self._theme.setCurrentIndex(list(LOOKS).index(settings.theme))
        self._cloud.setChecked(settings.cloud_allowed)
        self._cloud_model.setText(settings.cloud_model)
        self._local_model.setText(settings.local_model)
        self._managed.setText(f"Some settings are managed by {managed_by}." if managed_by and locked else "")
        for key, (control, lock, note) in self._rows.items():
            control.setEnabled(key not in locked)
            lock.setVisible(key in locked)
            if key in locked:
                note.setToolTip(f"Managed by {managed_by}. You can see it but not change it.")

    def show_key(self, *, present: bool) -> None:
        """Say whether there is a key; the key itself is never shown."""
        self._key_state.setText("A key is kept in your system's keyring." if present else "There is no key yet.")
        self._remove.setVisible(present)
        self._save.setText("Replace" if present else "Save")
        self._save.setAccessibleName("Replace the key" if present else "Save the key")
        self._save.updateGeometry()
        self._key.clear()

    def _build(self) -> None:
        self._theme = Combo(self._look)
        self._theme.addItems(list(LOOKS.values()))
        self._theme.activated.connect(lambda at: self.changed.emit("theme", list(LOOKS)[at]))
        self._add_section("Window")
        self._add_row("theme", "Look", self._theme, "How the window looks.")
        self._add_section("Claude")
        self._cloud = Switch(self._look, "Claude may be used", cloud=True)
        self._cloud.clicked.connect(lambda on: self.changed.emit("cloud_allowed", on))
        self._add_row("cloud_allowed", "Claude may be used", self._cloud)
        self._add_key()
        self._cloud_model = self._make_field("cloud_model", "Model of Claude")
        self._add_row("cloud_model", "Model", self._cloud_model)
        self._add_section("This computer")
        self._local_model = self._make_field("local_model", "Path or id of the local model")
        self._local_model.setPlaceholderText("The installed one")
        browse = Button(self._look, "Choose a file", icon="folder")
        browse.clicked.connect(self._on_browse)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._local_model)
        column.addWidget(browse, 0, Qt.AlignmentFlag.AlignRight)
        self._add_row("local_model", "Model", box)

    def _make_field(self, key: str, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.editingFinished.connect(lambda: self._on_edited(key, field))
        return field

    def _add_key(self) -> None:
        self._key = QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setAccessibleName("Key for Claude")
        self._key.setPlaceholderText("Paste a key")
        self._key.returnPressed.connect(self._on_save)
        self._save = Button(self._look, "Save", Kind.PLAIN)
        self._save.clicked.connect(self._on_save)
        self._remove = Button(self._look, "Remove", Kind.DELETES)
        self._remove.setAccessibleName("Remove the key")
        self._remove.clicked.connect(self.key_removed)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._key)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._remove)
        row.addWidget(self._save)
        column.addLayout(row)
        self._key_state = self._add_row("", "Key", box, "There is no key yet.")
        self.show_key(present=False)

    def _add_section(self, title: str) -> None:
        label = make_label(title, Type.LEAD)
        label.setContentsMargins(0, 16, 0, 4)
        self._column.addWidget(label)

    def _add_row(self, key: str, title: str, control: QWidget, words: str = "") -> QLabel:
        """A title, its sentence from the one settings table, a padlock, and the control."""
        row_frame = QFrame()
        row = QHBoxLayout(row_frame)
        row.setContentsMargins(0, 12, 0, 12)
        row.setSpacing(16)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        name = make_label(title, weight="medium")
        sentence = words or (Settings.model_fields[key].description or "")
        note = make_label(sentence, Type.META, "text3", wrap=True)
        texts.addWidget(name)
        texts.addWidget(note)
        texts.addStretch(1)
        lock = Picture(self._look, "lock", 16, "text3")
        lock.hide()
        row.addLayout(texts, 1)
        row.addWidget(lock, 0, Qt.AlignmentFlag.AlignTop)
        if not isinstance(control, Switch):
            control.setFixedWidth(CONTROL)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        if not control.accessibleName():
            control.setAccessibleName(title)
        self._column.addWidget(row_frame)
        line = make_frame("hairline")
        line.setFixedHeight(1)
        self._column.addWidget(line)
        if key:
            self._rows[key] = (control, lock, note)
        return note

    def _on_edited(self, key: str, field: QLineEdit) -> None:
        if self._settings is not None and field.text().strip() != getattr(self._settings, key):
            self.changed.emit(key, field.text().strip())

    def _on_save(self) -> None:
        if key := self._key.text().strip():
            self._key.clear()
            self.key_given.emit(key)

    def _on_browse(self) -> None:
        start = str(Path.home())
        path, _ = QFileDialog.getOpenFileName(self, "Choose a model", start, "Models (*.gguf)")
        if path:
            self.changed.emit("local_model", path)
