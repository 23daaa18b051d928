"""The tables."""

from gate.models.amends import (
    Correction,
    CorrectionReview,
    Draw,
    DrawFinding,
    OpenTrip,
    TripRuling,
)
from gate.models.base import Table, database, is_sqlite, open_database
from gate.models.cases import Case, CaseNote
from gate.models.control import ControlPolicyRow, ExemptionRow
from gate.models.evidence import Clip, Recording, Retention
from gate.models.ledger import Chained, Checkpoint, Entry, Gap, Outcome, Passage, Upload
from gate.models.looking import Export, Look, SavedSearch
from gate.models.people import User
from gate.models.proof import ReceiptOf, SignOfLife, TreeNode
from gate.models.register import Exceedance, ListBatch, Vehicle
from gate.models.search import (
    SearchBlock,
    SearchColumn,
    SearchHands,
    SearchLoad,
    SearchPlate,
    SearchTrait,
)
from gate.models.site import Device, Gate, Lane, PlatformLink, RuleSet
from gate.models.visits import AnnouncedVisit

ALL = (
    Gate,
    Lane,
    Device,
    RuleSet,
    Vehicle,
    Exceedance,
    ListBatch,
    ControlPolicyRow,
    ExemptionRow,
    AnnouncedVisit,
    PlatformLink,
    Entry,
    Passage,
    Outcome,
    Checkpoint,
    Gap,
    Clip,
    Recording,
    Retention,
    Upload,
    Case,
    CaseNote,
    Correction,
    CorrectionReview,
    TripRuling,
    OpenTrip,
    Draw,
    DrawFinding,
    TreeNode,
    ReceiptOf,
    SignOfLife,
    User,
    SearchTrait,
    SearchLoad,
    SearchPlate,
    SearchBlock,
    SearchColumn,
    SearchHands,
    Look,
    SavedSearch,
    Export,
)
CHAINED: tuple[type[Chained], ...] = (
    Passage,
    Outcome,
    Checkpoint,
    Gap,
    Clip,
    Recording,
    Retention,
    Correction,
    CorrectionReview,
    TripRuling,
    Draw,
    DrawFinding,
    CaseNote,
)
"""Tables whose every row is in the chain, too."""
LEDGER: tuple[type[Table], ...] = (Entry, *CHAINED)
"""Tables that are only ever added to."""

__all__ = [
    "ALL",
    "CHAINED",
    "LEDGER",
    "AnnouncedVisit",
    "Case",
    "CaseNote",
    "Chained",
    "Checkpoint",
    "Clip",
    "ControlPolicyRow",
    "Correction",
    "CorrectionReview",
    "Device",
    "Draw",
    "DrawFinding",
    "Entry",
    "Exceedance",
    "ExemptionRow",
    "Export",
    "Gap",
    "Gate",
    "Lane",
    "ListBatch",
    "Look",
    "OpenTrip",
    "Outcome",
    "Passage",
    "PlatformLink",
    "ReceiptOf",
    "Recording",
    "Retention",
    "RuleSet",
    "SavedSearch",
    "SearchBlock",
    "SearchColumn",
    "SearchHands",
    "SearchLoad",
    "SearchPlate",
    "SearchTrait",
    "SignOfLife",
    "TreeNode",
    "TripRuling",
    "Upload",
    "User",
    "Vehicle",
    "database",
    "is_sqlite",
    "open_database",
]
