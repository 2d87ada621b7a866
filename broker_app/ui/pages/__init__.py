"""One file per page of the window.

How a page is added:

1. `ui/pages/<name>.py`: a class `<Name>Page(Page)` (from `ui/pages/page.py`) that takes a `Desk` in
   its constructor. In it: a header 52 px high (`Label("page.<id>", "title")`), below it
   `column.addLayout(self.bar_place)` (the message bar stands there), then the page. Nothing slow in
   the constructor: it runs when the page is first shown.
2. One line in `PAGES` of `ui/actions.py`: id, icon (a file of `resources/icons`), module, class,
   shortcut. Rail, shortcut, palette and F1 follow from it; `show_page(id)` finds it. What else one
   can do on the page is one line in `ACTIONS` with `page="<id>"`, and a method `do_<action id>`.
3. Words under `# --- ui` in both catalogues: `page.<id>`, `action.<id>`, and your own.

What a page works with, in `self.desk`:

* `runner.change(job, …)` queues a job of `jobs/`: pass what comes after `db`; `progress` is put in
  by itself. It gives a `Task` with `progress`, `succeeded`, `failed`, `cancelled`, `finished`, on
  the main thread. `task.on_failure(slot)` shows a failure yourself (beside a field); otherwise the
  message bar does. The job's `Changes` reach every page's `refresh(changes)`.
* `runner.ask(question, …, instead_of=earlier)` does the same on a reader thread: pass what comes
  after `reader`. `instead_of` interrupts an earlier question that nobody needs now.
* `reader`: a connection of the main thread for questions that take a moment (`parties.every`).
* `books` (rules, ports, lookups), `settings`, `who` (the name for the journal), `asked.question`,
  `asked.today`, `appearance.use_language/use_theme`.

What a page says: `self.message.emit(...)` a `messages.Message` (with `Link`s), a UserError or a
bug; `self.wants.emit("vehicles", Show(batch=3))` another page and what to show there, which arrives
in that page's `open(what)`; `self.does.emit("choose_files")` an action of the window;
`self.noted.emit()` when `footer()` has something new to say. Pages never call each other.

Language and theme turn while a page is open: `Label`, `Button`, `Tab`, `IconButton`, `MarkLabel` of
`ui/widgets` turn by themselves; what is put together by hand is said again in `retranslate()`.
"""
