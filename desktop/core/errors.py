"""Everything that can go wrong in the world, each with a sentence for the user and a remedy.

    AppError
      BadInput            what was typed or given cannot be used
        FileUnreadable, FileNeedsPassword, FileTooLarge, FileEmpty, PromptTooLong, NotFound
      KnownError          the environment failed
        ModelMissing, ModelUnreadable, KeyWrong, DatabaseDamaged, KeyringMissing, KeyringLocked, DiskFull,
        OutOfMemory, ChildDied, TimedOut, NotIsolated
      Refused             the answer is "no"
        StaysHere, NotVerified
      CloudFailed         the cloud did not answer as it should
        CloudKeyMissing, CloudKeyRefused, CloudBusy, CloudUnreachable

Anything else that is raised is a bug.
"""

from __future__ import annotations

from typing import ClassVar


class AppError(Exception):
    """A sentence about what happened, and one about what to do. `code` is stable and never translated."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class BadInput(AppError):
    """What was typed or given cannot be used."""

    code = "bad_input"
    exit_code = 2


class FileUnreadable(BadInput):
    """The file is damaged, or not of a kind that can be read."""

    code = "file_unreadable"


class FileNeedsPassword(BadInput):
    """The file is protected by a password."""

    code = "file_needs_password"


class FileTooLarge(BadInput):
    """The file is larger than the limit."""

    code = "file_too_large"


class FileEmpty(BadInput):
    """The file holds no text."""

    code = "file_empty"


class PromptTooLong(BadInput):
    """The question alone is longer than the model can read."""

    code = "prompt_too_long"


class NotFound(BadInput):
    """There is no such thing."""

    code = "not_found"


class KnownError(AppError):
    """The environment failed."""

    code = "environment"


class ModelMissing(KnownError):
    """No model file is installed."""

    code = "model_missing"


class ModelUnreadable(KnownError):
    """The model file cannot be loaded."""

    code = "model_unreadable"


class KeyWrong(KnownError):
    """The key or passphrase does not open this database."""

    code = "key_wrong"


class DatabaseDamaged(KnownError):
    """The key is right, but the database cannot be read."""

    code = "database_damaged"


class KeyringMissing(KnownError):
    """There is no keyring of the system that can be trusted with a key."""

    code = "keyring_missing"


class KeyringLocked(KnownError):
    """The keyring is there, but it is locked."""

    code = "keyring_locked"


class DiskFull(KnownError):
    """There is no room left to write."""

    code = "disk_full"


class OutOfMemory(KnownError):
    """There was not enough memory for the work."""

    code = "memory"


class ChildDied(KnownError):
    """A helper process ended while it was working."""

    code = "child_died"


class TimedOut(KnownError):
    """A helper process did not answer in time and was ended."""

    code = "timed_out"


class NotIsolated(KnownError):
    """A helper process could not prove that it is locked in."""

    code = "not_isolated"


class Refused(AppError):
    """The answer is no."""

    code = "refused"
    exit_code = 1


class StaysHere(Refused):
    """The text was not sent, and why."""

    code = "stays_here"


class NotVerified(Refused):
    """A check did not hold."""

    code = "not_verified"


class CloudFailed(AppError):
    """The cloud did not answer as it should. Nothing that was shown is lost."""

    code = "cloud_failed"


class CloudKeyMissing(CloudFailed):
    """There is no key for the cloud on this computer."""

    code = "cloud_key_missing"


class CloudKeyRefused(CloudFailed):
    """The cloud did not accept the key."""

    code = "cloud_key_refused"


class CloudBusy(CloudFailed):
    """The cloud is busy or limits the rate."""

    code = "cloud_busy"


class CloudUnreachable(CloudFailed):
    """The cloud cannot be reached."""

    code = "cloud_unreachable"


def from_code(code: str, what: str, remedy: str) -> AppError:
    """Rebuild an error that crossed a process border. An unknown code stays a plain `AppError`."""
    pending: list[type[AppError]] = [AppError]
    while pending:
        kind = pending.pop()
        if kind.code == code and "code" in vars(kind):
            return kind(what, remedy)
        pending.extend(kind.__subclasses__())
    return AppError(what, remedy)
