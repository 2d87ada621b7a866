import os
from pathlib import Path

import pytest

from broker_app import settings
from broker_app.errors import UserError


def test_settings_come_back_as_they_were_saved() -> None:
    chosen = settings.Settings(language="ja", staff_name='佐藤 "Sato"\n', days_to_export=45)
    settings.save(chosen)
    assert settings.load() == chosen


@pytest.mark.parametrize(
    "text", ["", "not toml [", "language = 5", "\x00\x01", "days_to_export = 'many'"]
)
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    assert settings.load(file) == settings.Settings()


def test_bytes_that_are_no_text_give_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"\xff\xfe\x00language")
    assert settings.load(file) == settings.Settings()


def test_keys_of_a_newer_version_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('language = "ja"\nmoon_phase = "full"\n', encoding="utf-8")
    settings.save(settings.load(file), file)
    assert 'moon_phase = "full"' in file.read_text(encoding="utf-8")


def test_changes_carry_a_name_even_without_one_in_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("USER", "kaneda")
    assert settings.staff(settings.Settings()) == "kaneda"
    assert settings.staff(settings.Settings(staff_name="Sato")) == "Sato"


def _folder(file: Path) -> None:
    file.mkdir()


def _link_to_itself(file: Path) -> None:
    file.symlink_to(file)


def _far_link(file: Path) -> None:
    folder = file.with_name("folder")
    folder.mkdir()
    file.symlink_to(folder)


WHOLE = 'language = "ja"\nstaff_name = "Kaneda"\n'
DAMAGED = {
    "binary": lambda file: file.write_bytes(bytes(range(256)) * 20),
    "truncated": lambda file: file.write_text(WHOLE[:-3], encoding="utf-8"),
    "zeros": lambda file: file.write_bytes(bytes(4096)),
    "in another encoding": lambda file: file.write_bytes('staff_name = "金田"'.encode("cp932")),
    "huge": lambda file: file.write_bytes(b"#" + b"x" * 5_000_000),
    "deep": lambda file: file.write_text("a = " + "[" * 100_000, encoding="utf-8"),
    "twice the same": lambda file: file.write_text(WHOLE * 2, encoding="utf-8"),
    "another kind of file": lambda file: file.write_text('{"language": "ja"}', encoding="utf-8"),
    "a folder": _folder,
    "a link to a folder": _far_link,
    "a link to itself": _link_to_itself,
}


@pytest.mark.parametrize("how", DAMAGED)
def test_what_is_damaged_is_kept_aside_told_once_and_written_anew(tmp_path: Path, how: str) -> None:
    file = tmp_path / "settings.toml"
    DAMAGED[how](file)
    first, second = settings.load(file), settings.load(file)
    assert first == second == settings.Settings()
    assert (first.kept_aside, second.kept_aside) == ("settings-damaged.toml", "")
    assert os.path.lexists(tmp_path / first.kept_aside)
    settings.save(settings.Settings(staff_name="Sato"), file)
    assert settings.load(file).staff_name == "Sato"


@pytest.mark.parametrize(
    "line",
    ["language = 5", "days_to_export = -4", "pane_width = 99999999999999999999",
     'language = "klingon"', 'table_language = "xx"', 'theme = "plaid"', "aged_after = 1.5", "facets_open = 1", "staff_name = ['Sato']", "days_to_export = 2000000"],
)  # fmt: skip
def test_one_value_that_is_none_takes_no_other_with_it(tmp_path: Path, line: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'destination = "KE"\n{line}\n', encoding="utf-8")
    first, second = settings.load(file), settings.load(file)
    assert first == second == settings.Settings(destination="KE")
    assert (first.kept_aside, second.kept_aside) == ("settings-damaged.toml", "")
    assert line in (tmp_path / first.kept_aside).read_text(encoding="utf-8")


def test_an_empty_file_is_nothing_to_tell(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.touch()
    assert settings.load(file) == settings.Settings()
    assert settings.load(file).kept_aside == ""


def test_what_cannot_be_put_aside_is_told_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("= broken", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    for _ in range(2):
        assert settings.load(file).kept_aside == "settings.toml"
    with pytest.raises(UserError, match="settings_not_saved"):
        settings.save(settings.Settings(), file)
    assert file.read_text(encoding="utf-8") == "= broken"


@pytest.mark.parametrize(
    "text", ["del \x7f", "tab \t", "half \udce9 folder", 'quote " \\', "\u2028"]
)
def test_any_text_is_written_so_that_it_is_read_again(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    settings.save(settings.Settings(last_folder=text, unknown={f"odd {text}": "x"}), file)
    found = settings.load(file)
    assert found.kept_aside == ""
    assert found.last_folder == text.encode("utf-8", "replace").decode()
    assert list(found.unknown.values()) == ["x"]
