"""Two kinds of failure: what the user can mend, and everything else."""


class UserError(Exception):
    """Something the user can mend; shown as one sentence with a hint, where they are.

    `key` names a sentence of the catalogue (`error.<key>`); `values` fill its fields.
    Anything that is not a UserError is a bug of ours and is logged whole.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.key}({shown})"


class Cancelled(Exception):  # noqa: N818  a request, not an error
    """The user asked a running job to stop; nothing it did remains."""
