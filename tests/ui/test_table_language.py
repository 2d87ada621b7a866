"""The table of vehicles in a language of buyers, whatever the window speaks."""

import re

from PySide6.QtCore import Qt

from broker_app import words


def test_the_table_speaks_russian_for_a_buyer(qtbot, stock, open_main):
    window = open_main()
    model = window.current.model
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Vehicle"
    window.run("table_language")
    assert window.desk.settings.table_language == "ru"
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert all(re.search("[а-яё№]", head.casefold()) for head in heads), heads
    said = {model.cell(row, n).text for row in range(4) for n in range(model.columnCount())}
    assert {"бензин", "гибрид", "В списке", "10\u00a0001"} <= said
    assert {"Запрещён", "Разрешён", "Проверить"} & said
    assert "Axela" in " ".join(said)  # names stay Latin
    assert words.say("action.undo") == "Undo"
    window.show_page("settings")
    window.current.person.table_language.chosen.emit("")
    window.show_page("vehicles")
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Vehicle"
