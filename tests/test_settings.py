from pathlib import Path

import pytest

from broker_app import settings


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
