"""Writes the three sample lists of `resources/demo/`: made-up lots of real models, fixed seed.

Run by hand after a change: `python packaging/make_demo_lists.py`. Houses, chassis serials, lots and
prices are invented; makers, models, codes and printed displacements follow the trade.
"""

import csv
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

FOLDER = Path(__file__).parent.parent / "resources" / "demo"
AUCTION_DAY = date(2026, 11, 19)


@dataclass(frozen=True)
class Model:
    maker_ja: str
    maker_en: str
    name_ja: str
    name_kana: str
    name_en: str
    grades: tuple[str, ...]
    prefix: str
    code: str
    frame: str
    printed_cc: str
    exact_cc: int
    fuel_ja: str
    fuel_en: str
    shift: str
    years: tuple[int, int]
    price: tuple[int, int]  # thousand yen
    seats: int = 5
    drive: str = "2WD"


def _m(line: str) -> Model:
    p = [part.strip() for part in line.split("|")]
    years, price = p[14].split("-"), p[15].split("-")
    return Model(
        p[0],
        p[1],
        p[2],
        p[3],
        p[4],
        tuple(p[5].split("/")),
        p[6],
        p[7],
        p[8],
        p[9],
        int(p[10]),
        p[11],
        p[12],
        p[13],
        (int(years[0]), int(years[1])),
        (int(price[0]), int(price[1])),
        int(p[16]),
        p[17],
    )


MODELS = [
    _m(line)
    for line in """
トヨタ|TOYOTA|ヴィッツ|ｳﾞｨｯﾂ|Vitz|F/ジュエラ/F スマートストップ|DBA|KSP130|KSP130|1000|996|ガソリン|Petrol|IA|2014-2019|180-620|5|2WD
トヨタ|TOYOTA|ヴィッツ|ｳﾞｨｯﾂ|Vitz|F/U|DBA|NSP130|NSP130|1300|1329|ガソリン|Petrol|FA|2012-2018|190-560|5|2WD
トヨタ|TOYOTA|ヤリス|ﾔﾘｽ|Yaris|X/G|5BA|KSP210|KSP210|1000|996|ガソリン|Petrol|IA|2020-2023|620-1180|5|2WD
トヨタ|TOYOTA|カローラアクシオ|ｶﾛ-ﾗｱｸｼｵ|Corolla Axio|1.5X/1.5G|DBA|NZE161|NZE161|1500|1496|ガソリン|Petrol|FA|2013-2021|280-980|5|2WD
トヨタ|TOYOTA|カローラフィールダー|ｶﾛ-ﾗﾌｨ-ﾙﾀﾞ-|Corolla Fielder|1.5X/1.5G エアロツアラー|DBA|NZE161G|NZE161|1500|1496|ガソリン|Petrol|FA|2013-2021|310-1090|5|2WD
トヨタ|TOYOTA|プリウス|ﾌﾟﾘｳｽ|Prius|S/Sツーリング/L|DAA|ZVW30|ZVW30|1800|1797|ハイブリッド|Hybrid|IA|2010-2015|220-640|5|2WD
トヨタ|TOYOTA|プリウス|ﾌﾟﾘｳｽ|Prius|S/A プレミアム|DAA|ZVW50|ZVW50|1800|1797|ハイブリッド|Hybrid|IA|2016-2021|780-1650|5|2WD
トヨタ|TOYOTA|アクア|ｱｸｱ|Aqua|S/G/L|DAA|NHP10|NHP10|1500|1496|ハイブリッド|Hybrid|IA|2013-2021|260-980|5|2WD
トヨタ|TOYOTA|アルファード|ｱﾙﾌｧ-ﾄﾞ|Alphard|2.5S Cパッケージ/2.5S|DBA|AGH30W|AGH30|2500|2493|ガソリン|Petrol|IA|2016-2022|2100-4900|7|2WD
トヨタ|TOYOTA|ヴォクシー|ｳﾞｫｸｼ-|Voxy|ZS/ZS 煌|DBA|ZRR80W|ZRR80|2000|1986|ガソリン|Petrol|IA|2014-2021|980-2400|7|2WD
トヨタ|TOYOTA|ハリアー|ﾊﾘｱ-|Harrier|プレミアム/エレガンス|DBA|ZSU60W|ZSU60|2000|1986|ガソリン|Petrol|FA|2014-2020|1400-2900|5|2WD
トヨタ|TOYOTA|ランドクルーザープラド|ﾗﾝﾄﾞｸﾙ-ｻﾞ-ﾌﾟﾗﾄﾞ|Land Cruiser Prado|TX/TX Lパッケージ|DBA|TRJ150W|TRJ150|2700|2693|ガソリン|Petrol|FA|2014-2022|2300-4600|7|4WD
トヨタ|TOYOTA|ランドクルーザープラド|ﾗﾝﾄﾞｸﾙ-ｻﾞ-ﾌﾟﾗﾄﾞ|Land Cruiser Prado|TX Lパッケージ|LDA|GDJ150W|GDJ150|2800|2754|軽油|Diesel|FA|2016-2022|2900-5200|7|4WD
トヨタ|TOYOTA|ライズ|ﾗｲｽﾞ|Raize|Z/G|5BA|A200A|A200A|1000|996|ガソリン|Petrol|IA|2020-2022|1080-1780|5|2WD
トヨタ|TOYOTA|プロボックスバン|ﾌﾟﾛﾎﾞｯｸｽﾊﾞﾝ|Probox Van|GL/DXコンフォート|DBE|NCP160V|NCP160|1500|1496|ガソリン|Petrol|FA|2015-2021|380-980|5|2WD
トヨタ|TOYOTA|ハイエースバン|ﾊｲｴ-ｽﾊﾞﾝ|Hiace Van|スーパーGL/DX|QDF|GDH201V|GDH201|2800|2754|軽油|Diesel|FA|2018-2022|1700-3300|5|2WD
トヨタ|TOYOTA|GRヤリス|GRﾔﾘｽ|GR Yaris|RZ/RZ ハイパフォーマンス|4BA|GXPA16|GXPA16|1600|1618|ガソリン|Petrol|F6|2020-2023|3100-4300|4|4WD
日産|NISSAN|ノート|ﾉ-ﾄ|Note|X/X DIG-S|DBA|E12|E12|1200|1198|ガソリン|Petrol|FA|2013-2019|180-620|5|2WD
日産|NISSAN|ノート|ﾉ-ﾄ|Note|e-POWER X/e-POWER メダリスト|DAA|HE12|HE12|1200|1198|ハイブリッド|Hybrid|FA|2017-2020|480-980|5|2WD
日産|NISSAN|リーフ|ﾘ-ﾌ|Leaf|X/G|ZAA|ZE1|ZE1|EV|0|電気|Electric|FA|2018-2022|780-1900|5|2WD
日産|NISSAN|エクストレイル|ｴｸｽﾄﾚｲﾙ|X-Trail|20X/20Xi|DBA|NT32|NT32|2000|1997|ガソリン|Petrol|FA|2014-2020|880-1900|5|4WD
日産|NISSAN|セレナ|ｾﾚﾅ|Serena|ハイウェイスター V|DAA|GC27|GC27|2000|1997|マイルドHV|Mild hybrid|IA|2017-2021|980-2100|8|2WD
日産|NISSAN|ADバン|ADﾊﾞﾝ|AD Van|DX/VE|DBE|VY12|VY12|1500|1498|ガソリン|Petrol|FA|2014-2020|290-720|5|2WD
日産|NISSAN|スカイライン|ｽｶｲﾗｲﾝ|Skyline GT-R|Vスペック|GF|BNR34|BNR34|2600|2568|ガソリン|Petrol|F6|1999-2002|9800-18800|4|4WD
ホンダ|HONDA|フィット|ﾌｨｯﾄ|Fit|13G Fパッケージ/13G|DBA|GK3|GK3|1300|1317|ガソリン|Petrol|IA|2014-2020|290-820|5|2WD
ホンダ|HONDA|フィットハイブリッド|ﾌｨｯﾄﾊｲﾌﾞﾘｯﾄﾞ|Fit Hybrid|Fパッケージ/Lパッケージ|DAA|GP5|GP5|1500|1496|ハイブリッド|Hybrid|IA|2014-2020|320-890|5|2WD
ホンダ|HONDA|ヴェゼル|ｳﾞｪｾﾞﾙ|Vezel|G/X|DBA|RU1|RU1|1500|1496|ガソリン|Petrol|FA|2014-2021|780-1600|5|2WD
ホンダ|HONDA|N-BOX|N-BOX|N-BOX|G/カスタム G|DBA|JF3|JF3|660|658|ガソリン|Petrol|IA|2017-2022|620-1280|4|2WD
ホンダ|HONDA|ステップワゴン|ｽﾃｯﾌﾟﾜｺﾞﾝ|Step WGN|スパーダ/G|DBA|RP3|RP3|1500|1496|ガソリン|Petrol|IA|2015-2021|880-2100|7|2WD
ホンダ|HONDA|シビック|ｼﾋﾞｯｸ|Civic Type R|タイプR|DBA|FK8|FK8|2000|1995|ガソリン|Petrol|F6|2017-2021|3300-5200|4|2WD
マツダ|MAZDA|デミオ|ﾃﾞﾐｵ|Demio|13S/13S ツーリング|DBA|DJ3FS|DJ3FS|1300|1298|ガソリン|Petrol|FA|2014-2019|320-780|5|2WD
マツダ|MAZDA|デミオ|ﾃﾞﾐｵ|Demio|XD/XD ツーリング|LDA|DJ5FS|DJ5FS|1500|1498|軽油|Diesel|FA|2014-2019|380-880|5|2WD
マツダ|MAZDA|CX-5|CX-5|CX-5|XD Lパッケージ/XD|LDA|KE2FW|KE2FW|2200|2188|軽油|Diesel|FA|2012-2017|680-1500|5|2WD
マツダ|MAZDA|CX-3|CX-3|CX-3|XD ツーリング|3DA|DK8FW|DK8FW|1800|1756|軽油|Diesel|FA|2018-2021|980-1600|5|2WD
スバル|SUBARU|フォレスター|ﾌｫﾚｽﾀ-|Forester|スポーツ|4BA|SK5|SK5|1800|1795|ガソリン|Petrol|FA|2020-2023|1900-2900|5|4WD
スバル|SUBARU|インプレッサスポーツ|ｲﾝﾌﾟﾚｯｻｽﾎﾟ-ﾂ|Impreza Sport|1.6i-L|DBA|GT3|GT3|1600|1599|ガソリン|Petrol|FA|2016-2021|680-1400|5|4WD
スバル|SUBARU|XV|XV|XV|アドバンス|5AA|GTE|GTE|2000|1995|ハイブリッド|Hybrid|FA|2018-2022|1300-2100|5|4WD
スズキ|SUZUKI|ジムニー|ｼﾞﾑﾆ-|Jimny|XC/XL|3BA|JB64W|JB64W|660|658|ガソリン|Petrol|FA|2018-2023|1500-2300|4|4WD
スズキ|SUZUKI|ジムニーシエラ|ｼﾞﾑﾆ-ｼｴﾗ|Jimny Sierra|JC|3BA|JB74W|JB74W|1500|1460|ガソリン|Petrol|FA|2019-2023|1900-2800|4|4WD
スズキ|SUZUKI|ソリオ|ｿﾘｵ|Solio|ハイブリッドMX/ハイブリッドMZ|DAA|MA36S|MA36S|1200|1242|マイルドHV|Mild hybrid|IA|2016-2020|580-1180|5|2WD
スズキ|SUZUKI|ハスラー|ﾊｽﾗ-|Hustler|ハイブリッドX|5AA|MR52S|MR52S|660|657|マイルドHV|Mild hybrid|IA|2020-2022|880-1380|4|2WD
スズキ|SUZUKI|スイフト|ｽｲﾌﾄ|Swift|XG/RS|DBA|ZC83S|ZC83S|1200|1242|ガソリン|Petrol|FA|2017-2021|580-1180|5|2WD
スズキ|SUZUKI|エブリイ|ｴﾌﾞﾘｲ|Every|PA/PC|EBD|DA17V|DA17V|660|658|ガソリン|Petrol|IA|2016-2022|380-880|4|2WD
スズキ|SUZUKI|キャリイトラック|ｷｬﾘｲﾄﾗｯｸ|Carry Truck|KC|EBD|DA16T|DA16T|660|658|ガソリン|Petrol|F5|2014-2022|420-920|2|4WD
ダイハツ|DAIHATSU|ミライース|ﾐﾗｲ-ｽ|Mira e:S|L/X|5BA|LA350S|LA350S|660|658|ガソリン|Petrol|FA|2018-2022|320-780|4|2WD
ダイハツ|DAIHATSU|ロッキー|ﾛｯｷ-|Rocky|G/プレミアム|5BA|A200S|A200S|1000|996|ガソリン|Petrol|IA|2020-2022|1080-1780|5|2WD
三菱|MITSUBISHI|アウトランダーPHEV|ｱｳﾄﾗﾝﾀﾞ-PHEV|Outlander PHEV|Gプラスパッケージ|5LA|GG3W|GG3W|2400|2359|PHV|Plug-in hybrid|FA|2019-2021|1900-2900|5|4WD
三菱|MITSUBISHI|デリカD:5|ﾃﾞﾘｶD:5|Delica D:5|P/G|3DA|CV1W|CV1W|2200|2267|軽油|Diesel|IA|2019-2023|2100-3600|8|4WD
いすゞ|ISUZU|エルフトラック|ｴﾙﾌﾄﾗｯｸ|Elf Truck|フルフラットロー|TKG|NKR85A|NKR85|3000|2999|軽油|Diesel|F5|2013-2019|980-2300|3|2WD
日野|HINO|レンジャー|ﾚﾝｼﾞｬ-|Ranger|4t アルミバン|2KG|FD2ABA|FD2ABA|5100|5123|軽油|Diesel|F6|2018-2021|2900-4800|2|2WD
メルセデス・ベンツ|MERCEDES-BENZ|Cクラス|Cｸﾗｽ|C-Class|C180 アバンギャルド|DBA|205040C|WDD2050402R|1600|1595|ガソリン|Petrol|IA|2015-2018|1200-2100|5|2WD
BMW|BMW|3シリーズ|3ｼﾘ-ｽﾞ|3 Series|320i Mスポーツ|DBA|8A20|WBA8A160|2000|1998|ガソリン|Petrol|FA|2013-2018|880-1900|5|2WD
""".strip().splitlines()
]

COLOURS = (
    ("パール", "ﾊﾟ-ﾙ", "070", "Pearl"),
    ("ホワイト", "ﾎﾜｲﾄ", "040", "White"),
    ("シルバー", "ｼﾙﾊﾞ-", "1F7", "Silver"),
    ("ブラック", "ｸﾛ", "202", "Black"),
    ("グレー", "ｸﾞﾚ-", "1G3", "Gray"),
    ("ブルー", "ﾌﾞﾙ-", "8W7", "Blue"),
    ("レッド", "ﾚｯﾄﾞ", "3T2", "Red"),
    ("ガンメタ", "ｶﾞﾝﾒﾀ", "1G0", "Gunmetal"),
)
SCORES = ("4", "4", "4", "4.5", "4.5", "3.5", "3.5", "3", "5", "R", "RA", "S")
GRADES = "ABBBCCD"
EQUIPMENT = (
    "AC PS PW AB ABS AW ﾅﾋﾞ",
    "AAC PS PW AB ABS SR ｶﾜ ﾅﾋﾞ TV AW",
    "AC PS PW ABS AB ETC",
    "AC PS",
)
REMARKS = (
    "",
    "",
    "",
    "",
    "記録簿 スペアキー",
    "1オーナー",
    "下廻サビ",
    "ドラレコ ETC",
    "禁煙車",
    "小キズ小凹",
)


@dataclass
class Car:
    model: Model
    grade: str
    year: int
    month: int
    km: int
    colour: tuple[str, str, str, str]
    score: str
    interior: str
    exterior: str
    frame: str
    start: int
    hammer: int
    sold: bool
    recycle: int
    remarks: str
    equipment: str


def make_car(rng: random.Random, model: Model) -> Car:
    year = rng.randint(*model.years)
    age = 2026 - year
    km = max(3, int(rng.gauss(9.5, 4) * age) + rng.randint(1, 9))
    low, high = model.price
    hammer = round(low + (high - low) * rng.random() ** 1.3)
    digits = 7 if model.maker_en in ("TOYOTA", "DAIHATSU", "HONDA") else 6
    serial = rng.randint(10 ** (digits - 2), 10**digits - 1)
    joint = "" if model.frame.startswith(("WDD", "WBA")) else "-"
    return Car(
        model,
        rng.choice(model.grades),
        year,
        rng.randint(1, 12),
        km,
        rng.choice(COLOURS),
        rng.choice(SCORES),
        rng.choice(GRADES),
        rng.choice(GRADES),
        f"{model.frame}{joint}{serial:0{digits}d}",
        round(hammer * rng.uniform(0.5, 0.9)),
        hammer,
        rng.random() < 0.86,
        rng.randrange(6500, 17500, 10),
        rng.choice(REMARKS),
        rng.choice(EQUIPMENT),
    )


def era(year: int, month: int, form: str) -> str:
    reiwa = (year, month) >= (2019, 5)
    letter, number = ("R", year - 2018) if reiwa else ("H", year - 1988)
    return form.format(letter=letter, year=number, month=month)


RESULT_HEADS = [
    "開催日",
    "会場",
    "開催回",
    "出品番号",
    "ﾒｰｶｰ",
    "車名",
    "ｸﾞﾚｰﾄﾞ",
    "型式",
    "車台番号",
    "年式",
    "走行(千km)",
    "排気量",
    "燃料",
    "ｼﾌﾄ",
    "定員",
    "色",
    "色No",
    "車検",
    "評価点",
    "内装",
    "外装",
    "装備",
    "ｽﾀｰﾄ(千円)",
    "落札価格(千円)",
    "結果",
    "ﾘｻｲｸﾙ料(円)",
    "備考",
]


def results_csv(rng: random.Random, cars: list[Car]) -> None:
    """A house's result list: cp932, half-width headings, prices in thousand yen."""
    with (FOLDER / "minato-results.csv").open("w", encoding="cp932", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RESULT_HEADS)
        for number, car in enumerate(cars):
            writer.writerow(result_row(rng, number, car))


def result_row(rng: random.Random, number: int, car: Car) -> list[object]:
    m = car.model
    return [
        "2026/11/19",
        "ミナトAA",
        "412",
        1001 + number * 7,
        m.maker_ja,
        m.name_kana,
        car.grade,
        f"{m.prefix}-{m.code}",
        car.frame,
        era(car.year, car.month, "{letter}{year:02d}.{month:02d}"),
        _odometer(rng, car),
        m.printed_cc,
        m.fuel_ja,
        m.shift,
        m.seats,
        car.colour[1],
        car.colour[2],
        "",
        car.score,
        car.interior,
        car.exterior,
        car.equipment,
        car.start,
        car.hammer if car.sold else "",
        "成約" if car.sold else "流札",
        car.recycle,
        car.remarks,
    ]


def _odometer(rng: random.Random, car: Car) -> str:
    return rng.choices((str(car.km), f"${car.km}", f"*{car.km}", "#"), (94, 3, 2, 1))[0]


def listing_xlsx(cars: list[Car]) -> None:
    """A house's listing: merged title rows, two-row header, corners, subtotals, no prefixes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "出品一覧"
    sheet["A1"] = "シオカゼＡＡ会場　第９８７回　出品車両一覧表"
    sheet["A2"] = "開催日：令和８年１１月２０日（金）"
    sheet["I2"] = "※価格単位：千円　走行単位：千Km"
    upper = [
        "出品\n番号",
        "車　両　情　報",
        "",
        "",
        "",
        "",
        "走行",
        "色",
        "",
        "シフト",
        "評　価",
        "",
        "",
        "装備",
        "価格（千円）",
        "",
        "",
        "備　考",
        "リサ券\n(円)",
    ]
    lower = [
        "",
        "車　名",
        "グレード",
        "型式",
        "年式",
        "排気量",
        "(千Km)",
        "色名",
        "色No",
        "",
        "総合",
        "外装",
        "内装",
        "",
        "スタート",
        "落札",
        "結果",
        "",
        "",
    ]
    sheet.append([])
    sheet.append(upper)
    sheet.append(lower)
    for merged in ("B4:F4", "H4:I4", "K4:M4", "O4:Q4"):
        sheet.merge_cells(merged)
    for row in sheet["A4:S5"]:
        for cell in row:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DDDDDD")
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
    share = -(-len(cars) // 3)
    for corner, name in enumerate(("ヤングタイマー・ＨＶ", "ミニバン・ＳＵＶ", "商用・低価格")):
        part = cars[corner * share : (corner + 1) * share]
        sheet.append([f"【{'ＡＢＣ'[corner]}コーナー　{name}】"])
        for number, car in enumerate(part):
            sheet.append(_listing_row((corner + 1) * 1000 + number * 3 + 1, car))
        sheet.append(["", "小計", f"{len(part)}台"])
        sheet.append([])
    sheet.append(["", "合　計", f"{len(cars)}台"])
    sheet.append(
        ["※走行欄　＄：メーター交換車　＊：改ざん車　＃：走行不明　　評価点 *** ：事故現状車"]
    )
    sheet.column_dimensions["B"].width = 26
    sheet.column_dimensions["C"].width = 22
    book.save(FOLDER / "shiokaze-listing.xlsx")


def _listing_row(number: int, car: Car) -> list[object]:
    m = car.model
    cc: object = int(m.printed_cc) if m.printed_cc.isdigit() else m.printed_cc
    return [
        number,
        m.name_ja,
        car.grade,
        m.code,
        era(car.year, car.month, "{letter}{year:02d}.{month:02d}"),
        cc,
        car.km,
        car.colour[0],
        car.colour[2],
        m.shift,
        car.score,
        car.exterior,
        car.interior,
        car.equipment,
        car.start,
        car.hammer if car.sold else "",
        "成約" if car.sold else "流札",
        car.remarks,
        car.recycle,
    ]


def stock_csv(rng: random.Random, cars: list[Car]) -> None:
    """An exporter's stock list in English: exact displacement, FOB in US dollars."""
    heads = [
        "Ref No",
        "Make",
        "Model",
        "Grade",
        "Model Code",
        "Chassis No",
        "Year/Month",
        "Mileage (km)",
        "Engine cc",
        "Fuel",
        "Trans",
        "Drive",
        "Seats",
        "Steering",
        "Colour",
        "Auction Grade",
        "FOB US$",
        "Status",
        "Remarks",
    ]
    with (FOLDER / "yard-stock.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for number, car in enumerate(cars):
            m = car.model
            km = car.km * 1000 + rng.randint(0, 999)
            writer.writerow(
                [
                    f"YS-{30211 + number * 3}",
                    m.maker_en,
                    m.name_en,
                    "",
                    f"{m.prefix}-{m.code}",
                    car.frame,
                    f"{car.year}/{car.month:02d}",
                    f"{km:,}",
                    m.exact_cc or "",
                    m.fuel_en,
                    "MT" if m.shift.startswith("F") and m.shift[1:].isdigit() else "AT",
                    m.drive,
                    m.seats,
                    "LHD" if m.maker_en == "BMW" else "RHD",
                    car.colour[3],
                    car.score,
                    f"{round(car.hammer * 1000 / 151 * 1.18, -1):,.0f}",
                    "available",
                    "",
                ]
            )


def main() -> None:
    rng = random.Random(20261122)
    FOLDER.mkdir(exist_ok=True)
    weights = [max(1, 9 - m.price[0] // 500) for m in MODELS]
    cars = [make_car(rng, m) for m in MODELS]  # every model at least once
    cars += [make_car(rng, rng.choices(MODELS, weights)[0]) for _ in range(300 - len(cars))]
    rng.shuffle(cars)
    results_csv(rng, cars[:130])
    listing_xlsx(cars[130:240])
    stock_csv(rng, cars[240:])


if __name__ == "__main__":
    main()
