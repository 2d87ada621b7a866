"""Sanctions lists of our own making, in the forms that their issuers publish."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import SanctionsList
from broker_app.intake.listed import reading
from broker_app.intake.listed.reading import Known
from broker_app.intake.listed.source import Part, Source, opened
from broker_app.reference import sanctions_lists
from broker_app.reference.country_names import code_of

MADE_UP = Path(__file__).parent.parent / "data" / "screening"
REAL = Path(__file__).parents[2].parent / "shared" / "samples" / "screening"
SDN_SET = ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv")
REAL_SETS = {
    "us-ofac-sdn": ("ofac_sdn.csv", "ofac_alt.csv", "ofac_add.csv", "ofac_sdn_comments.csv"),
    "us-ofac-consolidated": ("ofac_cons_prim.csv", "ofac_cons_alt.csv"),
    "us-bis-dpl": ("bis_dpl.txt",),
    "us-csl": ("us_csl_sample.csv",),
    "un": ("un_consolidated.xml",),
    "eu-fsf": ("eu_fsf_sample.csv",),
    "opensanctions": ("opensanctions_targets_simple_sample.csv",),
    "jp-meti-russia": ("jp_meti_russia_tokutei_20250912.txt",),
    "jp-meti-belarus": ("jp_meti_belarus_tokutei_20220705.txt",),
    "jp-meti-third-country": ("jp_meti_third_country_tokutei_20250912.txt",),
}


def known(lists: Sequence[SanctionsList] | None = None) -> list[Known]:
    found = sanctions_lists.shipped() if lists is None else lists
    return [Known(one.id, one.parsers, one.known_by, one.not_by) for one in found]


def source(*files: Path) -> Source:
    parts = [part for file in files for part in opened(file.name, file.read_bytes())]
    (found,) = reading.sources(parts)
    return found


def made_up(*names: str) -> Source:
    return source(*(MADE_UP / name for name in names))


def read(found: Source) -> tuple[str, list[Entry]]:
    one, parser = reading.which(found, known())
    return one.id, list(reading.entries(found, parser, one.id, code_of))


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def end_users() -> Source:
    heads = ["No.", "国名、地域名\nCountry or Region", "企業名、組織名\nCompany or Organization"]
    heads += ["別名\nAlso Known As", "懸念区分\nType of WMD", "通常兵器\nCW"]
    rows = [
        ["外国ユーザーリスト（令和7年9月29日）"],
        heads,
        [1, "アラブ首長国連邦\nUnited Arab Emirates", "Candid General Trading LLC", "・Candid Trading LLC", "M\nミサイル", ""],
        [2, "イラン\nIslamic Republic of Iran", "Amirkabir University of Technology（見本大学）", "Mihon University\nMihon Institute", "生物、化学、ミサイル、核\nB,C,M,N", "○"],
        ["※注", "", "", "", "", ""],
    ]  # fmt: skip
    return Source((Part("20250929_4.xlsx", workbook(("List", rows))),))


def mof() -> Source:
    taliban = [
        ["タリバーン関係者等（個人）"],
        ["告示日付", "告示 番号", "日 本 語 表 記", "英 語 表 記", "別 名", "確定に十分でない別名", "生 年 月 日", "国 籍", "旅 券 番 号", "国連参照番号", "その他の情報"],
        ["2001年9月22日", 333, "見本太郎_x000D_\n", "Taro Mihon", "（a）Mihon Taro\n（b）Tarou Mihon", "サンプル", "1960年頃、1962年3月4日", "アフガニスタン Afghanistan", "OR0000001 (a) OR0000002", "TAi.900", "_x000D_\n改訂"],
        ["", "", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip
    groups = [
        ["資産凍結等の措置の対象となるロシア連邦の団体"],
        ["告示日付", "告示番号", "日本語表記", "別称・旧称", "住所・所在地"],
        ["令和4年3月1日", 82, "ハジ・サンプル HAJI KHAIRULLAH HAJI SATTAR MONEY EXCHANGE", "不明", "Made-up Market; Quetta"],
    ]  # fmt: skip
    sheets = (("1", taliban), ("2", groups), ("空", []))
    return Source((Part("list.xlsx", workbook(*sheets)),))


def pdf(text: str) -> bytes:
    """Make a PDF as office programs do: Japanese by glyphs, with a table of what they mean."""
    lines = text.splitlines()
    pages = [lines[start : start + 12] for start in range(0, len(lines), 12)]
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def"
        " 1 begincodespacerange <0000> <FFFF> endcodespacerange"
        " 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H"
        " /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        4: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /CIDSystemInfo"
        " << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        5: f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    }
    for n, page in enumerate(pages):
        drawn = "".join(_drawn(line, 780 - 20 * at) for at, line in enumerate(page))
        drawn += _drawn(str(n + 1), 30)
        objects[10 + 2 * n] = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources"
            f" << /Font << /F1 3 0 R >> >> /Contents {11 + 2 * n} 0 R >>"
        )
        objects[11 + 2 * n] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
    return _written(objects)


def _drawn(line: str, height: int) -> str:
    codes = line.encode("utf-16-be").hex()
    return f"BT /F1 10 Tf 1 0 0 1 50 {height} Tm <{codes}> Tj ET\n"


def _written(objects: dict[int, str]) -> bytes:
    made, places = "%PDF-1.5\n", {}
    for number in sorted(objects):
        places[number] = len(made)
        made += f"{number} 0 obj\n{objects[number]}\nendobj\n"
    table = "".join(f"{n} 1\n{places[n]:010} 00000 n \n" for n in sorted(places))
    end = f"xref\n0 1\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size 999 >>\n"
    return f"{made}{end}startxref\n{len(made)}\n%%EOF\n".encode("latin-1")
