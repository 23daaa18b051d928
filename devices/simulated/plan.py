"""What a simulated plant consists of: the JSON file its entry point is started with."""

import random
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from devices.interfaces import PlateColour
from devices.simulated.cast import CAST, Kind, Light, Truck


class Traffic(StrEnum):
    """Which way vehicles go through a lane."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LanePlan(Strict):
    """One lane's camera, arm and board; port 0 takes a free one."""

    gate_no: str
    barrier_no: str
    direction: Traffic
    onvif_port: int = 0
    rtsp_port: int = 0
    modbus_port: int = 0
    display_port: int = 0
    username: str = "admin"
    password: str
    uuid: str
    backdrop_seed: int

    @property
    def name(self) -> str:
        return f"{self.gate_no}-{self.barrier_no}"


class PlatformPlan(Strict):
    """The regulator's platform: whom it trusts, and where it keeps what it was sent."""

    port: int
    app_id: str
    public_key: Path
    folder: Path


class MailPlan(Strict):
    """The mail sink."""

    port: int
    folder: Path


class VisitPlan(Strict):
    """A vehicle that comes to a lane once, whether or not anybody has heard of it."""

    lane: str
    plate_no: str
    plate_colour: PlateColour
    double_line: bool = False
    kind: Kind = Kind.TRACTOR
    paint: str = "white"
    lettering: str = ""
    light: Light = Light.DAY
    rear: bool = False
    direction: Traffic = Traffic.IN

    @property
    def truck(self) -> Truck:
        return Truck(
            plate_no=self.plate_no,
            plate_colour=self.plate_colour,
            double_line=self.double_line,
            kind=self.kind,
            paint=self.paint,
            lettering=self.lettering,
            light=self.light,
            rear=self.rear,
            emission_stage="X",
            fuel_type="X",
            vehicle_type="X",
            carrier_name="",
            cargo_name="",
            standing="stranger",
        )


class Plan(Strict):
    """The plant. With `visits`, exactly those vehicles come, in that order, and then no more.

    `gap_s` lies between two vehicles at a lane, `rest_s` between two visits of a vehicle; a driver stands before a
    red board for `patience_s`, and for `give_up_s` where nothing happens. With `road_closed` nobody sets out until
    the sign is taken away.
    """

    host: str = "127.0.0.1"
    log: Path
    cache: Path
    font: Path
    seed: int = 1
    gap_s: tuple[float, float] = (3.0, 7.0)
    rest_s: float = 30.0
    patience_s: float = 12.0
    give_up_s: float = 30.0
    road_closed: bool = False
    discovery_port: int | None = None
    lanes: list[LanePlan]
    platform: PlatformPlan | None = None
    mail: MailPlan | None = None
    visits: list[VisitPlan] | None = Field(default=None)

    def lane(self, name: str) -> LanePlan:
        return next(lane for lane in self.lanes if lane.name == name)

    def cast(self) -> list[Truck]:
        """Everybody in the order of this seed; the first is an ordinary one that will be let in by day."""
        order = random.Random(self.seed).sample(CAST, len(CAST))
        first = next(
            truck for truck in order if truck.standing == "approved" and truck.light is Light.DAY
        )
        order.remove(first)
        return [first, *order]

    def shots(self) -> list[tuple[LanePlan, Truck]]:
        """Every vehicle at every lane it may come to, in the order in which the films are wanted."""
        if self.visits is not None:
            return [(self.lane(visit.lane), visit.truck) for visit in self.visits]
        cast = self.cast()
        entries_first = sorted(self.lanes, key=lambda lane: lane.direction is Traffic.OUT)
        half = len(cast) // 2
        return [
            # A lane for both ways begins half way through, or it would wait for the same vehicles.
            (lane, cast[(turn + half * (lane.direction is Traffic.BOTH)) % len(cast)])
            for turn in range(len(cast))
            for lane in entries_first
        ]
