"""Problem: the place of a sentence that says why something was refused."""

from collections.abc import Callable

from broker_app import words
from broker_app.errors import UserError
from broker_app.ui.widgets.text import Plain


class Problem(Plain):
    """Hidden until something is refused; a bug is no sentence, and goes on to `pass_on`."""

    def __init__(self, pass_on: Callable[[BaseException], object]) -> None:
        super().__init__(role="problem", wrap=True)
        self._pass_on = pass_on
        self.hide()

    def refuse(self, problem: BaseException) -> None:
        """Say what the user can mend; hand on what is a bug."""
        if isinstance(problem, UserError):
            self.setText(words.error(problem))
            self.show()
        else:
            self._pass_on(problem)
