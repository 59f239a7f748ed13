"""What the parts of the chat page do together: open, ask, answer, attach, switch Claude, show a source."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.bridge.jobs import Jobs
from desktop.core.chat import Conversation, ConversationId, FinishReason, Message, Role, Route
from desktop.core.errors import AppError, BadInput, CloudKeyMissing
from desktop.core.turn import Choice, KeptHere, Review
from desktop.ui.chat_page import ChatPage
from desktop.ui.citations import Source
from desktop.ui.clearance import ClearanceSheet
from desktop.ui.cloud_switch import CloudSwitch
from desktop.ui.dialogs import AskSheet, LinkSheet, Question
from desktop.ui.draft_scan import DraftScan
from desktop.ui.files import Files
from desktop.ui.message import AnswerView
from desktop.ui.notice import Action, Banner, UndoBar, announce
from desktop.ui.page_pane import SCALE
from desktop.ui.running import Running
from desktop.ui.services import Services
from desktop.ui.theme import Look
from desktop.ui.words import ROUTE_WORDS, format_seconds


class Desk(QObject):
    """Conducts one chat page. Every call of a service runs on the pool; what comes back is shown if still wanted."""

    settings_asked = Signal()

    def __init__(self, look: Look, page: ChatPage, services: Services, jobs: Jobs) -> None:
        super().__init__(page)
        self._look = look
        self._page = page
        self._services = services
        self._jobs = jobs
        self._all: tuple[Conversation, ...] = ()
        self._current: Conversation | None = None
        self._drafts: dict[ConversationId | None, str] = {}
        self._running: Running | None = None
        self._cloud = CloudSwitch(look, page, services, jobs, self)
        self._hidden: set[ConversationId] = set()
        self._undo: UndoBar | None = None
        self._source_view: AnswerView | None = None
        self._scan = DraftScan(page.composer, services.scanning, jobs, self)
        self._files = Files(look, page, services.collections, jobs, self)
        self._connect()
        self._cloud.show_for(self._current)
        self._refresh(then=self._open_latest)

    @property
    def current(self) -> Conversation | None:
        """The conversation in view; None before the first message of a new one."""
        return self._current

    @property
    def running(self) -> Running | None:
        """The turn under way."""
        return self._running

    def new_conversation(self) -> None:
        """Begin a new one; it is stored with its first message."""
        self._keep_draft()
        self._page.notices.drop_all()
        self._current = None
        self._files.clear()
        self._page.sidebar.select(None)
        self._leave_view()
        self._page.chat.show_messages(())
        self._page.show_messages_or_empty(empty=True)
        self._page.pane_fold.show_open(open_=False)
        self._page.head.pane.setEnabled(False)
        self._show_head()
        self._put_draft()
        self._page.composer.draft.setFocus()

    def open_conversation(self, conversation: Conversation) -> None:
        """Show a stored conversation."""
        if self._current is not None and conversation.id == self._current.id:
            return
        self._keep_draft()
        self._page.notices.drop_all()
        self._current = conversation
        self._page.sidebar.select(conversation.id)
        if self._page.sidebar_fold.over:
            self._page.sidebar_fold.show_open(open_=False)
        self._page.pane_fold.show_open(open_=False)
        self._page.head.pane.setEnabled(False)
        self._files.clear()
        self._show_head()
        self._put_draft()
        self._load()

    def ask_text(self, text: str) -> None:
        """Ask `text` in the conversation in view."""
        if self._files.reading:
            self._page.notices.show_error(
                BadInput("A file is still being read, so the answer would not know it.", "Send when it is ready.")
            )
        elif self._running is None:
            self._page.composer.take_text()
            self._page.notices.drop_all()
            self._with_conversation(lambda conversation: self._start(conversation, text))

    def stop(self) -> None:
        """Stop the answer under way."""
        if self._running is not None:
            self._running.stop()

    def toggle_cloud(self) -> None:
        """Turn Claude on or off here."""
        self._cloud.toggle()

    def settings_changed(self) -> None:
        """Read the settings again: Claude may be locked now."""
        self._cloud.show_for(self._current)

    def end(self) -> None:
        """The window closes: stop the turn, carry out a delete that waits to be undone."""
        self.stop()
        if self._undo is not None:
            self._undo.expire()

    def _connect(self) -> None:
        page = self._page
        page.sidebar.new_asked.connect(self.new_conversation)
        page.sidebar.chosen.connect(self.open_conversation)
        page.sidebar.search_asked.connect(self._on_search)
        page.sidebar.rename_asked.connect(self._ask_title)
        page.sidebar.delete_asked.connect(self._delete)
        page.head.rename_asked.connect(lambda: self._with_current(self._ask_title))
        page.head.delete_asked.connect(lambda: self._with_current(self._delete))
        page.chat.link_asked.connect(lambda address: LinkSheet(self._look, page.window(), address))
        page.chat.source_asked.connect(self._show_source)
        page.chat.stop_asked.connect(self.stop)
        page.composer.send_asked.connect(self.ask_text)
        page.composer.detach_asked.connect(lambda document: self._files.detach(document))
        page.files_given.connect(lambda paths: self._with_conversation(lambda one: self._files.attach(one.id, paths)))
        page.pane.page_wanted.connect(self._paint_page)
        page.pane.source_shown.connect(self._light)
        self._files.changed.connect(self._show_head)
        self._cloud.wanted.connect(self._set_cloud)
        self._cloud.failed.connect(self.show_error)

    # conversations

    def _with_current(self, act: Callable[[Conversation], None]) -> None:
        if self._current is not None:
            act(self._current)

    def _refresh(self, then: Callable[[], None] | None = None) -> None:
        def show(found: tuple[Conversation, ...]) -> None:
            self._all = tuple(one for one in found if one.id not in self._hidden)
            if self._current is not None:
                self._current = next((one for one in self._all if one.id == self._current.id), self._current)
            self._page.sidebar.show_conversations(self._all)
            self._show_head()
            if then is not None:
                then()

        self._jobs.run(self._page, self._services.library.conversations, show)
        self._jobs.run(
            self._page, self._services.library.sends_today, lambda sends: self._page.sidebar.show_sends(*sends)
        )

    def _open_latest(self) -> None:
        if self._current is None and self._all:
            self.open_conversation(self._all[0])
        elif not self._all:
            self.new_conversation()

    def _load(self) -> None:
        conversation = self._current
        if conversation is None:
            return

        def show(rows: tuple[Message, ...]) -> None:
            if self._current is not None and self._current.id == conversation.id:
                self._show_rows(rows)

        self._jobs.run(self._page, lambda: self._services.library.messages(conversation.id), show)
        self._files.load(conversation.id)

    def _show_rows(self, rows: tuple[Message, ...]) -> None:
        self._leave_view()
        running = self._running if self._running and self._running.conversation == self._current_id else None
        if running is not None and rows and rows[-1].id == running.answer:
            rows = rows[:-1]
        self._page.chat.show_messages(rows)
        self._page.show_messages_or_empty(empty=not rows and running is None)
        if running is not None:
            running.show_in(self._page.chat.start_answer())

    def _leave_view(self) -> None:
        """The answer under way goes on without being shown."""
        if self._running is not None:
            self._running.show_in(None)

    def _with_conversation(self, then: Callable[[Conversation], None]) -> None:
        """Do something in the conversation in view; a new one is stored first."""
        if self._current is not None:
            then(self._current)
            return

        def go_on(made: Conversation) -> None:
            self._drafts[made.id] = self._drafts.pop(None, "")
            self._current = made
            self._page.sidebar.select(made.id)
            then(made)
            self._refresh()

        self._jobs.run(self._page, self._services.library.create, go_on)

    def _on_search(self, text: str) -> None:
        if not text:
            self._page.sidebar.show_conversations(self._all)
            return

        def show(found: tuple[Conversation, ...]) -> None:
            if self._page.sidebar.search.text().strip() == text:
                self._page.sidebar.show_conversations(
                    [one for one in found if one.id not in self._hidden], searched=text
                )

        self._jobs.run(self._page, lambda: self._services.library.search(text), show)

    def _ask_title(self, row: Conversation) -> None:
        question = Question("Rename the conversation", "Title", "Rename", text=row.title)
        sheet = AskSheet(self._look, self._page.window(), question)
        sheet.given.connect(
            lambda title: self._jobs.run(
                self._page, lambda: self._services.library.rename(row.id, title), lambda _: self._refresh()
            )
        )

    def _delete(self, row: Conversation) -> None:
        """Take it out of sight now, and out of the database when nobody has undone it."""
        if self._undo is not None:
            self._undo.expire()
        if self._running is not None and self._running.conversation == row.id:
            self.stop()
        self._hidden.add(row.id)
        if self._current_id == row.id:
            self.new_conversation()
        self._refresh()
        bar = self._undo = UndoBar(self._look, "The conversation was deleted.", self._page)
        self._page.place_bar(bar)
        bar.undone.connect(lambda: self._on_undone(row))
        bar.expired.connect(lambda: self._on_expired(row))
        bar.show()
        bar.raise_()

    def _on_undone(self, row: Conversation) -> None:
        self._undo = None
        self._hidden.discard(row.id)
        self._refresh()
        self.open_conversation(row)

    def _on_expired(self, row: Conversation) -> None:
        self._undo = None
        self._jobs.run(self._page, lambda: self._services.library.delete(row.id))

    # turns

    def _start(self, conversation: Conversation, text: str) -> None:
        running = self._running = Running(conversation.id, text, cloud=conversation.cloud, parent=self)
        running.asked.connect(self._on_asked)
        running.stored.connect(self._on_stored)
        running.kept.connect(self._on_kept)
        running.ended.connect(self._on_ended)
        self._page.composer.show_busy(busy=True)
        self._page.sidebar.list.show_busy(conversation.id)
        running.start(self._jobs, self._services.chat)

    def _on_stored(self, message: Message) -> None:
        if message.conversation != self._current_id:
            return
        if message.role is Role.USER:
            self._page.show_messages_or_empty(empty=False)
            self._page.chat.add_message(message)
            if self._running is not None:
                self._running.show_in(self._page.chat.start_answer())
            self._refresh()
            return
        self._page.chat.complete_answer(message)
        took = f", {format_seconds(message.usage.total_ms).replace(' s', ' seconds')}" if message.usage else ""
        where = ROUTE_WORDS[message.route or Route.LOCAL].replace("This", "this")
        ended = "Answer stopped" if message.reason is FinishReason.STOPPED else "Answer complete"
        announce(self._page.chat, f"{ended}, {where}{took}")

    def _on_asked(self, review: Review, answer: Callable[[Choice], None]) -> None:
        sheet = ClearanceSheet(self._look, self._page.window(), review)
        sheet.decided.connect(answer)
        sheet.decided.connect(
            lambda choice: announce(self._page, "Sent to Claude" if choice is Choice.SEND else "Kept local")
        )
        if self._running is not None:
            self._running.ended.connect(sheet.leave)

    def _on_kept(self, event: KeptHere) -> None:
        self._page.chat.drop_answer()
        reasons = event.review.report.reasons if event.review is not None else ()
        more = f" There are {len(reasons) - 1} more reasons." if len(reasons) > 2 else ""
        why = reasons[0] + more if more else event.reason
        banner = Banner("local", "shield-check", "Nothing was sent.", why)
        self._page.notices.show_banner("kept", banner)

    def _on_ended(self, error: AppError | None) -> None:
        running, self._running = self._running, None
        self._page.composer.show_busy(busy=False)
        self._page.sidebar.list.show_busy(None)
        if running is not None and error is not None:
            self._fail(running, error)
        elif self._page.chat.live is not None and running is not None and running.conversation == self._current_id:
            self._page.chat.drop_answer()
        if running is not None:
            running.deleteLater()
        self._refresh()

    def _fail(self, running: Running, error: AppError) -> None:
        """Say what went wrong; what was typed and what was shown stay."""
        if running.conversation in self._hidden:
            return  # it was deleted while it was answered
        if running.conversation == self._current_id:
            self._load()
            if not running.taken and not self._page.composer.draft.text.strip():
                self._page.composer.draft.set_text(running.text)
        elif not running.taken:
            self._drafts[running.conversation] = running.text
        again = Action("Ask again", lambda: self.ask_text(running.text)) if running.taken else None
        self.show_error(error, again)

    def show_error(self, error: AppError, action: Action | None = None) -> None:
        """Show a banner, with the way to the settings where a key is missing."""
        if isinstance(error, CloudKeyMissing):
            action = Action("Add key", self.settings_asked.emit)
        self._page.notices.show_error(error, action)

    def _set_cloud(self, on: bool) -> None:
        def show(changed: Conversation) -> None:
            if self._current_id == changed.id:
                self._current = changed
                self._cloud.show_for(self._current)
                announce(self._page.head, f"Claude is now {'on' if changed.cloud else 'off'}")
            self._refresh()

        self._with_conversation(
            lambda one: self._jobs.run(self._page, lambda: self._services.library.set_cloud(one.id, on), show)
        )

    # drafts and sources

    @property
    def _current_id(self) -> ConversationId | None:
        return self._current.id if self._current is not None else None

    def _show_head(self) -> None:
        title = self._current.title if self._current is not None else ""
        self._page.head.show_conversation(title, self._files.documents)
        self._cloud.show_for(self._current)

    def _keep_draft(self) -> None:
        self._drafts[self._current_id] = self._page.composer.draft.text

    def _put_draft(self) -> None:
        self._page.composer.draft.set_text(self._drafts.get(self._current_id, ""))

    def _show_source(self, source: Source, view: AnswerView) -> None:
        self._source_view = view
        self._page.open_pane()
        self._page.pane.show_source(source, view.sources, self._files.pages_of(source.citation))

    def _light(self, source: Source) -> None:
        self._page.chat.light(self._source_view, source.number)

    def _paint_page(self, source: Source, page: int) -> None:
        document = source.citation.document
        self._jobs.run(
            self._page,
            lambda: self._services.collections.page_image(document, page, SCALE),
            lambda image: self._page.pane.show_image(page, image),
            lambda _: self._page.pane.show_text(page),
        )
