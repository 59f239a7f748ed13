"""Builds the style sheet from the tokens: the parts that Qt can style itself; controls that paint do so from tokens."""

from __future__ import annotations

from desktop.ui.tokens import Tokens


def build_stylesheet(t: Tokens, mono: str) -> str:
    """The whole style sheet in the colours of `t`, with `mono` as the family of code."""
    return _GROUNDS.format(t=t) + _TEXT.format(t=t, mono=mono) + _FIELDS.format(t=t) + _MENUS.format(t=t)


_GROUNDS = """
QMainWindow, #page, #chatPage, #column, QStackedWidget {{ background: {t.canvas}; }}
#rail {{ background: {t.rail}; border: 0; border-right: 1px solid {t.border}; }}
#sidebar {{ background: {t.sidebar}; border: 0; border-right: 1px solid {t.border}; }}
#sidebarFoot {{ background: {t.sidebar}; border: 0; border-top: 1px solid {t.border}; }}
#head {{ background: {t.canvas}; border: 0; border-bottom: 1px solid {t.border}; }}
#pagePane {{ background: {t.sidebar}; border: 0; border-left: 1px solid {t.border}; }}
#paneHead, #paneTools {{ background: {t.sidebar}; border: 0; border-bottom: 1px solid {t.border}; }}
#paneFoot {{ background: {t.canvas}; border: 0; border-top: 1px solid {t.border}; }}
#sheetHead {{ background: transparent; border: 0; border-bottom: 1px solid {t.border}; }}
#sheetFoot {{ background: transparent; border: 0; border-top: 1px solid {t.border}; }}
#sheetSide {{ background: {t.sidebar}; border: 0; border-left: 1px solid {t.border}; }}
#card {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 8px; }}
#cardHead {{ background: {t.sunken}; border: 0; border-bottom: 1px solid {t.border};
    border-top-left-radius: 7px; border-top-right-radius: 7px; }}
#cardFoot {{ background: transparent; border: 0; border-top: 1px solid {t.border}; }}
#code {{ background: {t.sunken}; border: 1px solid {t.border}; border-radius: 8px; }}
#mine {{ background: {t.mine}; border: 0; border-radius: 12px; }}
#banner {{ border: 0; border-radius: 8px; }}
#banner[tone="info"] {{ background: {t.sunken}; }}
#banner[tone="local"] {{ background: {t.accent_soft}; }}
#banner[tone="caution"] {{ background: {t.found_soft}; }}
#banner[tone="cloud"] {{ background: {t.cloud_soft}; }}
#banner[tone="stop"] {{ background: {t.stop_soft}; }}
#hairline {{ background: {t.border}; border: 0; }}
#undoBar {{ background: {t.text}; border: 0; border-radius: 8px; }}
#undoBar QLabel {{ color: {t.canvas}; }}
QScrollArea, QAbstractScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QSplitter::handle {{ background: {t.border}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.border_mid}; border-radius: 4px; min-height: 32px; }}
QScrollBar::handle:vertical:hover {{ background: {t.border_strong}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.border_mid}; border-radius: 4px; min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""

_TEXT = """
QLabel {{ color: {t.text}; background: transparent; font-size: 13px; }}
QLabel[type="caption"] {{ font-size: 11px; }}
QLabel[type="meta"] {{ font-size: 12px; }}
QLabel[type="lead"] {{ font-size: 14px; font-weight: 600; }}
QLabel[type="reading"] {{ font-size: 15px; }}
QLabel[type="section"] {{ font-size: 16px; font-weight: 600; }}
QLabel[type="title"] {{ font-size: 20px; font-weight: 600; }}
QLabel[type="figure"] {{ font-size: 28px; font-weight: 600; }}
QLabel[weight="medium"] {{ font-weight: 500; }}
QLabel[weight="bold"] {{ font-weight: 600; }}
QLabel[tone="text2"] {{ color: {t.text2}; }}
QLabel[tone="text3"] {{ color: {t.text3}; }}
QLabel[tone="stop"] {{ color: {t.stop}; }}
QLabel[tone="found"] {{ color: {t.found}; }}
QLabel[mono="true"] {{ font-family: "{mono}"; }}
QTextBrowser, QTextEdit, QPlainTextEdit {{ background: transparent; border: 0; color: {t.text};
    selection-background-color: {t.selection}; selection-color: {t.text}; placeholder-text-color: {t.text3}; }}
QPlainTextEdit#codeText {{ font-family: "{mono}"; font-size: 12px; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: 4px 6px; }}
"""

_FIELDS = """
QLineEdit {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong}; border-radius: 6px;
    padding: 0 10px; min-height: 30px; font-size: 13px; selection-background-color: {t.selection};
    selection-color: {t.text}; placeholder-text-color: {t.text3}; }}
QLineEdit:focus {{ border: 2px solid {t.focus}; padding: 0 9px; min-height: 28px; }}
QLineEdit[problem="true"] {{ border: 1px solid {t.stop}; }}
QLineEdit:disabled {{ background: {t.sunken}; color: {t.text3}; border: 1px solid {t.border}; }}
QLineEdit#search {{ border-color: {t.border}; padding-left: 4px; }}
QLineEdit#search:focus {{ border: 2px solid {t.focus}; padding-left: 3px; }}
QComboBox {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong}; border-radius: 6px;
    padding: 0 10px; min-height: 30px; font-size: 13px; }}
QComboBox:focus {{ border: 2px solid {t.focus}; padding: 0 9px; min-height: 28px; }}
QComboBox:disabled {{ background: {t.sunken}; color: {t.text3}; border: 1px solid {t.border}; }}
QComboBox::drop-down {{ border: 0; width: 24px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QAbstractItemView {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; outline: 0;
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; padding: 4px; }}
"""

_MENUS = """
QMenu {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; border-radius: 8px; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; font-size: 13px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}
"""
