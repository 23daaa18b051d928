"""The notice to carriers about a control policy, ready to be sent. It is Chinese, whatever the screen speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from gate.codes import CONTROL_MEASURES, EMISSION_STAGES, WARNING_LEVELS
from gate.control import ControlPolicy, Policy
from gate.rehearsal import HeldVehicle, Key, Rehearsal

LONGEST_MAIL = 2000
"""Mail programs cut longer addresses off."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one carrier is to be told, and how many of its vehicles it is about."""

    carrier: str
    vehicles: int
    text: str

    @property
    def mail(self) -> str:
        """An address that opens a mail with this text, without it where it would be too long: it can be copied."""
        address = f"mailto:?subject={quote('重污染天气管控通知')}"
        whole = f"{address}&body={quote(self.text)}"
        return whole if len(whole) <= LONGEST_MAIL else address


def of(plant: str, policy: Policy, *found: Rehearsal) -> list[Notice]:
    """One notice for each carrier about all that was found, the hardest hit first."""
    by_carrier: dict[str, dict[Key, HeldVehicle]] = {}
    for rehearsal in found:
        for carrier, vehicles in rehearsal.carriers().items():
            known = by_carrier.setdefault(carrier, {})
            for vehicle in vehicles:
                known.setdefault((vehicle.plate_no, vehicle.plate_colour), vehicle)
    return [
        Notice(
            carrier or "未登记承运单位",
            len(known),
            _text(plant, policy, carrier, list(known.values())),
        )
        for carrier, known in by_carrier.items()
    ]


def _text(plant: str, policy: Policy, carrier: str, vehicles: Sequence[HeldVehicle]) -> str:
    plates = "、".join(_plate(vehicle) for vehicle in vehicles)
    return "\n".join(
        (
            f"{carrier or '各承运单位'}：",
            f"{_why(policy)}{_when(policy)}，{plant or '我厂'}门禁执行：{_what(policy)}。",
            f"贵单位近期进厂或已预约的车辆中，下列 {len(vehicles)} 辆届时将无法进厂，请提前调配符合要求的车辆：",
            f"{plates}。",
            "确属特种、危化品、民生保障或外贸运输的，请提前提交材料申请豁免。",
        )
    )


def _plate(held: HeldVehicle) -> str:
    stage = held.vehicle.emission_stage if held.vehicle else ""
    words = EMISSION_STAGES[stage].zh if stage in EMISSION_STAGES else "排放阶段不明"
    return f"{held.plate_no}（{words}）"


def _why(policy: Policy) -> str:
    if isinstance(policy, ControlPolicy) and policy.warning != "other":
        return f"因重污染天气{WARNING_LEVELS[policy.warning].zh}，"
    return "根据管控要求，"


def _when(policy: Policy) -> str:
    if policy.starts is None or policy.ends is None:
        return "自即日起"
    return f"自 {policy.starts:%Y-%m-%d %H:%M} 至 {policy.ends:%Y-%m-%d %H:%M}"


def _what(policy: Policy) -> str:
    if isinstance(policy, ControlPolicy) and policy.measure:
        return CONTROL_MEASURES[policy.measure].zh
    return policy.name or "管控措施"
