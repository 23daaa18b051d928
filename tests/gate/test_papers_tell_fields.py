"""What lines of a paper mean: labels place values, values are understood or left out, and only a checksum is sure."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.interfaces import TextLine
from gate import identifiers, papers
from gate.papers import Told
from gate.papers.understanding import CERTAIN, LEGIBLE
from tests.gate.paper_lines import HEIGHT, WIDTH, line

VIN = identifiers.with_check_digit("LZZ5ELNB0JA100137")
FRONT = (
    line("中华人民共和国机动车行驶证", 0.25, 0.05, height=0.03),
    line("号牌号码", 0.05, 0.14),
    line("Plate No.", 0.05, 0.16, height=0.012),
    line("冀B7K268", 0.22, 0.146, height=0.024),
    line("车辆类型", 0.48, 0.14),
    line("重型半挂牵引车", 0.64, 0.146, height=0.024),
    line("所有人", 0.05, 0.20),
    line("唐山市丰南区顺达运输有限公司", 0.22, 0.206, height=0.024),
    line("使用性质", 0.35, 0.30),
    line("货运", 0.50, 0.306, height=0.024),
    line("品牌型号", 0.62, 0.30),
    line("汕德卡牌ZZ4256V384HE1B", 0.74, 0.306, height=0.011),
    line("车辆识别代号", 0.35, 0.38),
    line(VIN, 0.54, 0.386, height=0.024),
    line("发动机号码", 0.35, 0.46),
    line("210401771538", 0.54, 0.466, height=0.024),
    line("注册日期", 0.35, 0.54),
    line("2018-03-04", 0.48, 0.546),
    line("发证日期", 0.70, 0.54),
    line("2018-03-06", 0.82, 0.546),
)
BACK = (
    line("号牌号码", 0.05, 0.74),
    line("冀B7K268", 0.22, 0.74),
    line("检验记录", 0.05, 0.82),
    line("检验有效期至2026年03月冀B(01)", 0.2, 0.82),
    line("检验有效期至2027年11月冀B(01)", 0.2, 0.86),
    line("柴油", 0.2, 0.90),
)


def read(*lines: TextLine) -> dict[str, Told]:
    return papers.read(lines, WIDTH, HEIGHT)


def values(lines: Sequence[TextLine]) -> dict[str, str]:
    return {name: told.value for name, told in read(*lines).items()}


def test_a_licence_is_read_by_its_labels() -> None:
    assert values(FRONT) == {
        "plate_no": "冀B7K268",
        "vehicle_type": "Q11",
        "owner": "唐山市丰南区顺达运输有限公司",
        "use_nature": "F",
        "vehicle_model": "汕德卡牌ZZ4256V384HE1B",
        "vin": VIN,
        "engine_no": "210401771538",
        "registration_date": "2018-03-04",
        "issue_date": "2018-03-06",
    }


def test_both_pages_on_one_photograph_are_read_together() -> None:
    told = values([*FRONT, *BACK])
    assert told["inspected_until"] == "2027-11"  # the newest of its stamps
    assert (told["fuel_type"], told["plate_no"], told["vin"]) == ("B", "冀B7K268", VIN)


def test_a_list_writes_label_and_value_in_one_line() -> None:
    told = values(
        [
            line("国家第六阶段机动车排放标准等规定公开的环保信息", 0.1, 0.1),
            line("4.排放阶段：国六", 0.1, 0.2),
            line(f"7.车辆识别代号（VIN）：{VIN}", 0.1, 0.25),
            line("11.发动机型号：MC11.44-60", 0.1, 0.3),
            line("12.发动机编号:210401771538", 0.1, 0.35),
            line("13.发动机制造商：北京福田康明斯发动机有限公司", 0.1, 0.4),
            line("14.燃料类型：柴油", 0.1, 0.45),
        ]
    )
    assert told == {
        "emission_stage": "6",
        "vin": VIN,
        "engine_model": "MC11.44-60",
        "engine_no": "210401771538",
        "engine_maker": "北京福田康明斯发动机有限公司",
        "fuel_type": "B",
    }


def test_a_label_with_one_character_misread_is_still_itself_unless_it_may_be_another() -> None:
    told = values([line("号脾号码", 0.05, 0.14), line("冀B7K268", 0.22, 0.14)])
    assert told == {"plate_no": "冀B7K268"}
    assert values([line("发动机口号", 0.05, 0.14), line("MC11.44-60", 0.22, 0.14)]) == {}


def test_what_runs_into_the_next_label_is_cut_there() -> None:
    both = line("货运品牌型号", 0.50, 0.30)
    told = values([line("使用性质", 0.35, 0.30), both, line("解放牌CA4250", 0.74, 0.30)])
    assert told == {"use_nature": "F", "vehicle_model": "解放牌CA4250"}
    mixed = [line("使用性质", 0.35, 0.30), line("营转非Model", 0.50, 0.30)]
    assert values(mixed) == {"use_nature": "L"}


def test_a_value_whose_label_is_hidden_is_known_by_its_form() -> None:
    hidden = ("号牌号码", "车辆类型", "使用性质", "Plate No.")
    told = values([one for one in FRONT if one.text not in hidden])
    assert (told["plate_no"], told["vehicle_type"], told["use_nature"]) == ("冀B7K268", "Q11", "F")
    stamp = line("2027年11月冀B(01)", 0.4, 0.86)
    back = values([line("档案编号", 0.05, 0.74), stamp, line("电", 0.2, 0.9)])
    assert back == {"inspected_until": "2027-11", "fuel_type": "C"}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("所有人", "唐山市国联汽车运___有限公司"),
        ("所有人", "唐山市国联汽车运_服务有限公司"),
        ("发动机号码", "2104_1771538"),
        ("号牌号码", "冀BD1_2345"),
    ],
)
def test_what_has_lost_a_character_to_a_lamp_is_not_suggested(label: str, text: str) -> None:
    (told,) = read(line(label, 0.1, 0.3), line(text, 0.3, 0.3)).values()
    assert (told.value, told.as_read) == ("", text.replace("_", ""))


def test_a_value_in_two_pieces_with_something_between_them_is_not_whole() -> None:
    parts = [line("所有人", 0.05, 0.3), line("唐山市国联", 0.2, 0.3), line("有限公司", 0.4, 0.3)]
    (told,) = read(*parts).values()
    assert (told.value, told.as_read) == ("", "唐山市国联有限公司")
    close = [line("所有人", 0.05, 0.3), line("唐山市国联", 0.2, 0.3), line("有限公司", 0.31, 0.3)]
    assert values(close) == {"owner": "唐山市国联有限公司"}


def test_english_words_below_a_label_end_no_value() -> None:
    below = line("Issue Date", 0.705, 0.565, height=0.012)
    inline = line("发证日期2021-03-15", 0.70, 0.54)
    assert values([inline, below]) == {"issue_date": "2021-03-15"}


def test_the_place_is_that_of_the_value_alone() -> None:
    told = read(line("注册日期2018-03-04", 0.1, 0.3))["registration_date"]
    (left, top), (right, _), (_, bottom), _ = told.corners
    assert left == pytest.approx(0.18)
    assert right == pytest.approx(0.38)
    assert top * HEIGHT == pytest.approx(0.29 * WIDTH)
    assert bottom * HEIGHT == pytest.approx(0.31 * WIDTH)


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        ("号牌号码", "翼B7K268", ""),
        ("号牌号码", "冀B·7K268", "冀B7K268"),
        ("号牌号码", "赣SOH92I", "赣S0H921"),
        ("车辆类型", "重型半桂牵引车", "Q11"),
        ("车辆类型", "口型半挂牵引车", ""),  # heavy, medium or light
        ("使用性质", "货云", ""),
        ("注册日期", "2018年3月4日", "2018-03-04"),
        ("注册日期", "20180304", "2018-03-04"),
        ("注册日期", "2018-0304", "2018-03-04"),
        ("注册日期", "22018-03-04", ""),
        ("注册日期", "2018-03", ""),
        ("注册日期", "2018-13-04", ""),
        ("注册日期", "2018-02-30", ""),
        ("发动机号码", "2104A-0177*1", "2104A-0177*1"),
        ("发动机号码", "29457", ""),
        ("发动机号码", "发动机铭牌磨损", ""),
        ("检验有效期至", "2027年13月", ""),
        ("排放阶段", "国Ⅵ", "6"),
        ("排放阶段", "国VI", "6"),
        ("排放阶段", "国Vl", "6"),
        ("排放阶段", "国V", ""),  # what is left of 国Ⅵ
        ("排放阶段", "国五", "5"),
        ("排放阶段", "国Ⅳ", "4"),
        ("排放阶段", "国III", "3"),
        ("排放阶段", "国II", ""),
        ("排放阶段", "国IV", "4"),
        ("排放阶段", "国六b", "6"),
        ("排放阶段", "第五阶段", "5"),
        ("排放阶段", "国M", ""),
        ("排放阶段", "GB17691", ""),
        ("燃料类型", "天热气", ""),
    ],
)
def test_values_are_understood_or_left_out(label: str, text: str, value: str) -> None:
    (told,) = read(line(label, 0.1, 0.3), line(text, 0.3, 0.3)).values()
    assert (told.value, told.as_read, told.sure) == (value, text, False)


def test_only_a_vin_that_checks_and_was_seen_well_is_sure() -> None:
    def told(text: str, certain: float = 0.99) -> Told:
        return read(line("车辆识别代号", 0.1, 0.3), line(text, 0.4, 0.3, certain))["vin"]

    wrong = VIN[:-1] + ("8" if VIN[-1] == "7" else "7")
    assert told(VIN).sure
    assert (told(VIN, CERTAIN - 0.01).value, told(VIN, CERTAIN - 0.01).sure) == (VIN, False)
    assert (told(VIN, LEGIBLE - 0.01).value, told(VIN, LEGIBLE - 0.01).as_read) == ("", VIN)
    assert (told(wrong).value, told(wrong).sure) == (wrong, False)
    assert (told(VIN[:-1]).value, told(VIN[:-1]).sure) == ("", False)
    letters = VIN.replace("1", "I").replace("0", "O")
    assert (told(letters).value, told(letters).as_read, told(letters).sure) == (VIN, letters, True)


@given(text=st.text("LZNBJACDIOQ0123456789X牌 -", min_size=1, max_size=24))
def test_whatever_stands_there_is_sure_only_with_its_check_digit(text: str) -> None:
    told = read(line("车辆识别代号", 0.1, 0.3), line(text, 0.4, 0.3)).get("vin")
    if told is not None and told.sure:
        assert identifiers.check_digit(told.value) == told.value[identifiers.CHECK_POSITION]


@given(
    lines=st.lists(
        st.builds(
            line,
            st.text("号牌码车辆型发动机日期0A冀 ：", min_size=1, max_size=12),
            st.floats(0, 0.9),
            st.floats(0.05, 0.6),
            st.floats(0, 1),
            st.floats(0.005, 0.05),
        ),
        max_size=12,
    )
)
def test_no_sheet_breaks_the_reader_and_places_stay_on_the_photograph(
    lines: list[TextLine],
) -> None:
    for told in read(*lines).values():
        assert told.as_read
        assert all(0 <= part <= 1 for spot in told.corners for part in spot)
