"""A whole plant on loopback: per lane a camera, an arm and a board; a platform, a post office, and the vehicles."""

import json
import os
import random
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic
from typing import Protocol, TypeVar

from devices.simulated.darkroom import FIRST_LIGHT, Darkroom
from devices.simulated.discovery import DiscoveryResponder
from devices.simulated.display import Picture, SimulatedDisplay
from devices.simulated.journal import Journal, end_interrupted
from devices.simulated.lane import Driver, SimulatedLane
from devices.simulated.mail import MailSink
from devices.simulated.modbus_barrier import BarrierController
from devices.simulated.onvif_camera import OnvifCamera
from devices.simulated.plan import LanePlan, Plan
from devices.simulated.platform import PlatformServer
from devices.simulated.roadworks import SIGN, Roadworks
from devices.simulated.rtsp_server import RtspServer
from devices.simulated.studio import Studio
from devices.simulated.traffic import Listed, Rounds, Schedule
from devices.simulated.visits import Usher

DRAWING_TIMEOUT_S = 300


class Part(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Lane:
    """What stands at one lane."""

    plan: LanePlan
    barrier: BarrierController
    display: SimulatedDisplay
    world: SimulatedLane
    stream: RtspServer
    camera: OnvifCamera

    @property
    def ports(self) -> dict[str, int]:
        return {
            "onvif": self.camera.port,
            "rtsp": self.stream.port,
            "modbus": self.barrier.port,
            "display": self.display.port,
        }


class Plant:
    """Comes up in two steps: what needs no pictures at once, the cameras when the empty lanes are drawn."""

    def __init__(self, plan: Plan) -> None:
        self.lanes: dict[str, Lane] = {}
        self._plan = plan
        self._running = ExitStack()
        self._studio = Studio(plan.cache, plan.font)
        self._darkroom = Darkroom(plan)
        self._ready = plan.log / "ready"

    def start(self) -> None:
        with ExitStack() as failing:
            failing.callback(self.stop)
            self._bring_up()
            failing.pop_all()

    def stop(self) -> None:
        self._ready.unlink(missing_ok=True)
        self._running.close()

    def _bring_up(self) -> None:
        self._plan.log.mkdir(parents=True, exist_ok=True)
        self._ready.unlink(missing_ok=True)
        visits, arms = self._journal("visits.jsonl"), self._journal("arm.jsonl")
        boards = self._journal("board.jsonl")
        end_interrupted(visits)
        self._add(self._darkroom)
        services = self._bring_up_services()
        hardware = [
            (lane, *self._bring_up_hardware(lane, arms, boards)) for lane in self._plan.lanes
        ]
        deadline = monotonic() + DRAWING_TIMEOUT_S
        # In short turns, because a signal to stop is only heard between them.
        while not self._darkroom.wait_for_empty_lanes(0.1):
            if monotonic() > deadline:
                raise TimeoutError("the empty lanes were not drawn in time")
        schedule = self._schedule()
        for lane, barrier, display in hardware:
            self.lanes[lane.name] = self._open(lane, barrier, display, schedule, visits)
        self._announce_cameras()
        self._say_ready(services)

    def _bring_up_services(self) -> dict[str, int]:
        plan, ports = self._plan, {}
        if plan.platform is not None:
            key = plan.platform.public_key.read_bytes()
            server = PlatformServer(
                plan.host,
                plan.platform.port,
                app_id=plan.platform.app_id,
                public_key_pem=key,
                folder=plan.platform.folder,
            )
            ports["platform"] = self._add(server).port
        if plan.mail is not None:
            ports["mail"] = self._add(MailSink(plan.host, plan.mail.port, plan.mail.folder)).port
        return ports

    def _bring_up_hardware(
        self, lane: LanePlan, arms: Journal, boards: Journal
    ) -> tuple[BarrierController, SimulatedDisplay]:
        where = {"lane": lane.name, "gate_no": lane.gate_no, "barrier_no": lane.barrier_no}

        def journal(event: str, source: str) -> None:
            arms.write(event, {"source": source, **where})

        barrier = BarrierController(self._plan.host, lane.modbus_port, journal=journal)

        def show(picture: Picture) -> None:
            boards.write("shown", {"lane": lane.name, **picture.model_dump(mode="json")})

        display = SimulatedDisplay(self._plan.host, lane.display_port, journal=show)
        return self._add(barrier), self._add(display)

    def _open(
        self,
        lane: LanePlan,
        barrier: BarrierController,
        display: SimulatedDisplay,
        schedule: Schedule,
        visits: Journal,
    ) -> Lane:
        plan = self._plan
        usher = self._add(Usher(lane, schedule, self._studio))
        world = SimulatedLane(
            lane,
            idle=self._studio.idle(lane.backdrop_seed, FIRST_LIGHT),
            usher=Roadworks(usher, plan.log / SIGN, closed=plan.road_closed),
            barrier=barrier,
            display=display,
            journal=visits,
            driver=Driver(plan.patience_s, plan.give_up_s, plan.gap_s),
            rng=random.Random(plan.seed + lane.backdrop_seed),
        )
        self._running.callback(world.stop)
        stream = RtspServer(
            plan.host, lane.rtsp_port, world, username=lane.username, password=lane.password
        )
        self._add(stream)
        camera = OnvifCamera(
            plan.host,
            lane.onvif_port,
            stream.uri,
            username=lane.username,
            password=lane.password,
            uuid=lane.uuid,
            name=lane.name,
        )
        return Lane(lane, barrier, display, world, stream, self._add(camera))

    def _schedule(self) -> Schedule:
        plan, filmed = self._plan, self._darkroom.filmed
        memory = plan.log / "inside.json"
        if plan.visits is not None:
            return Listed(plan.visits, filmed)
        return Rounds(plan.cast(), filmed, seed=plan.seed, memory=memory, rest_s=plan.rest_s)

    def _announce_cameras(self) -> None:
        if self._plan.discovery_port is not None:
            found = [lane.camera.announcement for lane in self.lanes.values()]
            self._add(DiscoveryResponder(found, self._plan.host, self._plan.discovery_port))

    def _say_ready(self, services: dict[str, int]) -> None:
        lanes = {name: lane.ports for name, lane in self.lanes.items()}
        draft = self._ready.with_suffix(".new")
        draft.write_text(json.dumps({"pid": os.getpid(), "lanes": lanes, **services}))
        draft.replace(self._ready)

    def _journal(self, name: str) -> Journal:
        journal = Journal(self._plan.log / name)
        self._running.callback(journal.close)
        return journal

    def _add(self, part: P) -> P:
        part.start()
        self._running.callback(part.stop)
        return part
