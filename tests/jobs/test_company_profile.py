"""What a company shows on papers: signatories, pictures, registration number, clauses."""

import io
from pathlib import Path

import pytest
from PIL import Image

from broker_app.domain.party import Signatory
from broker_app.errors import UserError
from broker_app.jobs import company_profile
from broker_app.jobs.books import Books
from broker_app.store import companies, company_pictures, signatories
from broker_app.store.database import Database
from tests.jobs.pictures import lying

HAYAMI = Signatory(name="R. HAYAMI", title="MANAGER", name_ja="葉山", title_ja="部長")


def signs(db: Database) -> tuple[str, str]:
    company = companies.on_papers(db.connection, 1, "JPY")
    return company.signatory, company.signatory_title


def test_the_first_signatory_signs_until_another_is_chosen(stock: Database) -> None:
    assert signs(stock) == ("R. HAYAMI", "EXPORT MANAGER")
    first, _ = company_profile.put_signatory(stock, HAYAMI, "sato")
    company_profile.put_signatory(stock, Signatory(name="K. SATO", title="DIRECTOR"), "sato")
    assert signs(stock) == ("R. HAYAMI", "MANAGER")
    second = signatories.of_company(stock.connection, 1)[1]
    company_profile.choose_signatory(stock, second, "sato")
    assert signs(stock) == ("K. SATO", "DIRECTOR")
    chosen = signatories.of_company(stock.connection, 1)[1]
    company_profile.remove_signatory(stock, chosen, "sato")
    assert [one.id for one in signatories.of_company(stock.connection, 1)] == [first]
    assert signs(stock) == ("R. HAYAMI", "MANAGER")
    with pytest.raises(UserError, match="signatory_needs_name"):
        company_profile.put_signatory(stock, Signatory(title="X"), "sato")


def test_a_seal_is_kept_by_its_hash_and_taken_away(stock: Database, tmp_path: Path) -> None:
    file = tmp_path / "seal.png"
    Image.new("RGBA", (80, 80), (183, 40, 46, 255)).save(file)
    company_profile.put_picture(stock, 1, "seal", file, "sato")
    kept = companies.get(stock.connection).seal
    assert company_pictures.get(stock.connection, kept) == file.read_bytes()
    company_profile.put_picture(stock, 1, "seal", None, "sato")
    assert companies.get(stock.connection).seal == ""


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("seal.png", b"no picture", "picture_unreadable"),
        ("seal.gif", b"GIF89a" + b"\0" * 20, "picture_unreadable"),
        ("seal.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "picture_unreadable"),
        ("seal.png", b"x" * 1_000_001, "picture_too_large"),
    ],
)
def test_what_is_no_picture_for_papers(
    stock: Database, tmp_path: Path, name: str, content: bytes, key: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UserError, match=key):
        company_profile.put_picture(stock, 1, "seal", file, "sato")


def test_what_a_camera_adds_goes_on_no_paper(tmp_path: Path) -> None:
    for name in ("seal.jpg", "seal.png"):
        file = lying(tmp_path / name)
        kept = company_profile.picture_of(file)
        assert b"SECRETPHONE" in file.read_bytes()
        assert b"SECRETPHONE" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert picture.size == (480, 640)  # as it was taken, upright
            assert not picture.getexif()


def test_colours_of_a_printing_house_become_those_of_a_screen(tmp_path: Path) -> None:
    file = tmp_path / "logo.jpg"
    Image.new("CMYK", (20, 10), (0, 255, 255, 0)).save(file)
    with Image.open(io.BytesIO(company_profile.picture_of(file))) as picture:
        red, green, blue = picture.getpixel((5, 5))
        assert (picture.mode, red > 200, green < 90, blue < 90) == ("RGB", True, True, True)


@pytest.mark.parametrize("lost", [12, 20, 30])
def test_a_picture_that_is_cut_off_is_refused(tmp_path: Path, lost: int) -> None:
    file = tmp_path / "logo.png"
    Image.new("RGB", (1, 1), "red").save(file)
    file.write_bytes(file.read_bytes()[:-lost])
    with pytest.raises(UserError, match="picture_unreadable"):
        company_profile.picture_of(file)


def test_a_picture_that_would_fill_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    Image.new("1", (20_000, 20_000)).save(file)
    with pytest.raises(UserError, match="picture_unreadable"):
        company_profile.picture_of(file)


def test_a_picture_of_too_many_pixels(stock: Database, tmp_path: Path) -> None:
    file = tmp_path / "wide.png"
    Image.new("1", (4001, 2)).save(file)
    with pytest.raises(UserError, match="picture_sides"):
        company_profile.put_picture(stock, 1, "logo", file, "sato")


@pytest.mark.parametrize("text", ["T5835678256246", "ｔ5835678256246", "T5-8356-7825-6246", ""])
def test_a_registration_number_with_its_check_digit(text: str) -> None:
    expected = "T5835678256246" if text else ""
    assert company_profile.read_registration(text) == expected


@pytest.mark.parametrize("text", ["5835678256246", "T2835678256246", "T123", "TX"])
def test_no_registration_number(text: str) -> None:
    with pytest.raises(UserError, match="invoice_registration"):
        company_profile.read_registration(text)


def test_clauses_by_kind_of_paper(stock: Database, books: Books) -> None:
    company_profile.put_clauses(stock, books, 1, "PI", ["As is.", " ", "No returns."], "sato")
    assert companies.get(stock.connection).clauses == {"PI": ("As is.", "No returns.")}
    company_profile.put_clauses(stock, books, 1, "PI", [], "sato")
    assert companies.get(stock.connection).clauses == {}
    with pytest.raises(UserError, match="clauses_too_long"):
        company_profile.put_clauses(stock, books, 1, "PI", ["x"] * 61, "sato")
