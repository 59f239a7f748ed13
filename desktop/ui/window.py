"""The window: the rail, the pages, the shortcuts, and the way from a locked database to an open one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from desktop.bridge.jobs import Jobs
from desktop.core.errors import AppError, KeyringLocked, KeyringMissing, KeyWrong
from desktop.core.settings import Settings
from desktop.ui.chat_page import SIDEBAR_FOLDS, ChatPage
from desktop.ui.desk import Desk
from desktop.ui.focus_ring import FocusRing
from desktop.ui.rail import Rail
from desktop.ui.services import Opener, Services
from desktop.ui.settings_page import SettingsPage
from desktop.ui.sheet import Sheet
from desktop.ui.theme import Look
from desktop.ui.unlock import UnlockPage


class MainWindow(QMainWindow):
    """Stands before the database is open; `open_services` opens it on a thread of its own."""

    def __init__(self, look: Look, opener: Opener, jobs: Jobs, app: QApplication) -> None:
        super().__init__()
        self._look = look
        self._opener = opener
        self._jobs = jobs
        self._services: Services | None = None
        self.desk: Desk | None = None
        self.setWindowTitle("Cloister")
        self.setMinimumSize(QSize(900, 600))
        self.resize(1280, 820)
        self.rail = Rail(look)
        self.chat = ChatPage(look)
        self.settings = SettingsPage(look)
        self.unlock = UnlockPage(look)
        self.stack = QStackedWidget()
        for page in (self.unlock, self.chat, self.settings):
            self.stack.addWidget(page)
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(ground)
        self._ring = FocusRing(look, self, app)
        self.rail.chosen.connect(self.show_page)
        self.unlock.given.connect(self._open)
        self.unlock.again.connect(self.open_services)
        self.unlock.quit_asked.connect(self.close)
        self.settings.changed.connect(self._on_setting)
        self.settings.key_given.connect(self._on_key_given)
        self.settings.key_removed.connect(self._on_key_removed)
        jobs.failed_unhandled.connect(self._on_failure)
        self.rail.hide()
        self._make_shortcuts()

    def open_services(self) -> None:
        """Open the database with the keyring's key, or ask for the passphrase where there is no keyring."""
        self.unlock.show_opening()
        self._jobs.detach(self, self._find_out, self._on_found_out, self._on_locked)

    def show_page(self, name: str) -> None:
        """Show Chat or Settings."""
        if self._services is None:
            return
        self.rail.choose(name)
        self.stack.setCurrentWidget(self.settings if name == "Settings" else self.chat)
        if name == "Settings":
            self._show_settings()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail's words away where the window is narrow."""
        super().resizeEvent(event)
        self.rail.show_narrow(narrow=self.width() < SIDEBAR_FOLDS)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs; a question that waits is answered with nothing sent."""
        if self.desk is not None:
            self.desk.end()
        event.accept()

    def _find_out(self) -> Services | bool:
        """The services, or whether a passphrase is to be chosen (True) or given (False). Runs on its own thread."""
        if self._opener.needs_passphrase():
            return self._opener.new()
        try:
            return self._opener.open(None)
        except KeyringMissing:
            if self._opener.needs_passphrase():
                return self._opener.new()
            raise

    def _on_found_out(self, found: Services | bool) -> None:
        if isinstance(found, bool):
            self.unlock.ask_passphrase(new=found)
        else:
            self._on_opened(found)

    def _open(self, passphrase: str) -> None:
        self._jobs.detach(self, lambda: self._opener.open(passphrase), self._on_opened, self._on_passphrase_failed)

    def _on_passphrase_failed(self, error: AppError) -> None:
        if isinstance(error, KeyWrong):
            self.unlock.ask_passphrase(new=False, problem=str(error))
        else:
            self._on_locked(error)

    def _on_locked(self, error: AppError) -> None:
        self.unlock.show_error(error, again=isinstance(error, KeyringLocked | KeyringMissing))

    def _on_opened(self, services: Services) -> None:
        self._services = services
        self.desk = Desk(self._look, self.chat, services, self._jobs)
        self.desk.settings_asked.connect(lambda: self.show_page("Settings"))
        if services.preferences.settings.theme is not self._look.choice:
            self._look.choose(services.preferences.settings.theme)
        self.rail.show()
        self.show_page("Chat")
        self.chat.composer.draft.setFocus()

    # settings

    def _show_settings(self) -> None:
        if self._services is not None:
            preferences = self._services.preferences
            self.settings.show_settings(preferences.settings, preferences.locked, preferences.managed_by)
            self._jobs.detach(
                self, self._services.credentials.present, lambda present: self.settings.show_key(present=present)
            )

    def _on_setting(self, key: str, value: object) -> None:
        if self._services is None:
            return
        services = self._services
        self._jobs.run(self, lambda: services.preferences.set(key, value), self._on_settings, self._on_refused)

    def _on_settings(self, settings: Settings) -> None:
        if settings.theme is not self._look.choice:
            self._look.choose(settings.theme)
        if self._services is not None:
            preferences = self._services.preferences
            self.settings.show_settings(settings, preferences.locked, preferences.managed_by)
        if self.desk is not None:
            self.desk.settings_changed()

    def _on_refused(self, error: AppError) -> None:
        self._show_settings()
        self.settings.notices.show_error(error)

    def _on_key_given(self, key: str) -> None:
        if self._services is not None:
            services = self._services
            self._jobs.detach(
                self,
                lambda: services.credentials.set(key),
                lambda _: self.settings.show_key(present=True),
                self._on_refused,
            )

    def _on_key_removed(self) -> None:
        if self._services is not None:
            services = self._services
            self._jobs.detach(
                self,
                services.credentials.remove,
                lambda _: self.settings.show_key(present=False),
                self._on_refused,
            )

    def _on_failure(self, error: AppError) -> None:
        where = self.settings if self.stack.currentWidget() is self.settings else self.chat
        where.notices.show_error(error)

    # keys

    def _make_shortcuts(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+N", lambda: self._with_desk(lambda desk: desk.new_conversation())),
            ("Ctrl+L", self._go_to_composer),
            ("Ctrl+B", self.chat.toggle_sidebar),
            ("Ctrl+J", self.chat.toggle_pane),
            ("Ctrl+O", lambda: self._with_desk(lambda _: self.chat.choose_files())),
            ("Ctrl+Shift+C", lambda: self._with_desk(lambda desk: desk.toggle_cloud())),
            ("Ctrl+Shift+F", self._go_to_search),
            ("Ctrl+1", lambda: self.show_page("Chat")),
            ("Ctrl+,", lambda: self.show_page("Settings")),
            ("Ctrl+End", self.chat.chat.go_to_newest),
            ("Esc", self._on_escape),
            ("F6", self._on_next_part),
            ("Ctrl+Q", self.close),
            ("Ctrl+W", self.close),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda act=act: self._act(act))

    def _act(self, act: Callable[[], object]) -> None:
        """Nothing behind a sheet can be reached by a key; Esc closes the sheet, wherever the focus is."""
        sheet = next((one for one in self.findChildren(Sheet) if one.isVisible()), None)
        if sheet is None:
            act()
        elif act == self._on_escape:
            sheet.dismiss()

    def _with_desk(self, act: Callable[[Desk], object]) -> None:
        if self.desk is not None and self.stack.currentWidget() is self.chat:
            act(self.desk)

    def _go_to_composer(self) -> None:
        self.show_page("Chat")
        self.chat.composer.draft.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_search(self) -> None:
        self.chat.sidebar_fold.show_open(open_=True)
        self.chat.sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_escape(self) -> None:
        if not self.chat.close_overlay():
            self._with_desk(lambda desk: desk.stop())

    def _on_next_part(self) -> None:
        """Go on to the next part of the page: rail, conversations, head, messages, composer, document."""
        page = self.chat
        parts: list[QWidget] = [self.rail.buttons["Chat"]]
        if self.stack.currentWidget() is page:
            parts += [page.sidebar.list, page.head.switch, page.chat, page.composer.draft, page.pane]
        parts = [part for part in parts if part.isVisible() and part.isEnabled()]
        focused = QApplication.focusWidget()
        here = next(
            (at for at, part in enumerate(parts) if part is focused or (focused and part.isAncestorOf(focused))), -1
        )
        parts[(here + 1) % len(parts)].setFocus(Qt.FocusReason.ShortcutFocusReason)
