"""Values that are typed as `NAME=VALUE`."""

from collections.abc import Collection
from typing import Any

import click

from broker_app import words


class NameValue(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases
    """A value as `vessel=NAME`; nothing behind the sign takes it away.

    `known` are the names there are, where they are few enough to be told; `key` is the sentence
    that refuses any other.
    """

    name = "value"

    def __init__(self, known: Collection[str] = (), key: str = "cli.no_value") -> None:
        self._known, self._key = known, key

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Part name and value, or end with a usage error."""
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        name = name.strip()
        if not equals or (self._known and name not in self._known):
            known = ", ".join(self._known)
            self.fail(words.say(self._key, value=value, known=known), param, ctx)
        return name, text
