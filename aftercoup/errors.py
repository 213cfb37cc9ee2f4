"""Errors that a notebook shows as one sentence."""


class OneSentence(Exception):
    """An error whose message is meant for the reader: a notebook shows it alone, without the code behind it."""

    def _render_traceback_(self):
        return [str(self)]


class UnknownPublicName(OneSentence, AttributeError):
    """The package has nothing of this name."""
