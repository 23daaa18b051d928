"""From a reader's soft-max to a plate: the best CTC path that spells one of the legal forms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.interfaces import PlateColour, PlateForm

Floats = npt.NDArray[np.float32]

Path = list[tuple[int, int, int]]
"""For each position of a plate: its symbol, its first time step, and the step after its last."""

FOLDED = {"O": "0", "I": "1"}
"""Letters that no serial carries, so their look of a letter is evidence for the digit."""
TINY = 1e-8
NEVER = np.float32(-1e9)
WRONG_COLOUR = np.float32(-2.0)
"""What a form loses when the ground has a colour it never has: enough to choose, not enough to forbid."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text that fits `form`, the probability of its path, and what else may have stood there."""

    text: str
    form: PlateForm
    confidence: float
    characters: tuple[float, ...]
    alternatives: tuple[tuple[str, float], ...]
    shares: tuple[Mapping[str, float], ...]
    """For each position how certain every symbol is that may stand there; what is missing of 1 speaks for none."""


def fold(character: str) -> str:
    """The plate character that this printed character stands for."""
    upper = character.upper()
    return FOLDED.get(upper, upper)


class Grammar:
    """Legal plates over one reader's output columns (column 0 is the CTC blank)."""

    def __init__(self, forms: Sequence[PlateForm], columns: Sequence[str]) -> None:
        self._forms = tuple(forms)
        self._symbols = sorted({c for form in forms for a in form.alphabets for c in a} - {*FOLDED})
        index = {symbol: k for k, symbol in enumerate(self._symbols)}
        self._allowed = _allowed(self._forms, index)
        self._lengths = np.array([len(form.alphabets) for form in forms])
        wanted = [(i, index[fold(c)]) for i, c in enumerate(columns) if fold(c) in index]
        self._columns = np.array([column for column, _ in wanted])
        self._onto = np.zeros((len(wanted), len(self._symbols)), np.float32)
        self._onto[np.arange(len(wanted)), [k for _, k in wanted]] = 1

    def evidence(self, softmax: Floats) -> Floats:
        """Probabilities of time × (symbols, blank); whatever is not of a plate counts as blank."""
        known = softmax[:, self._columns] @ self._onto
        blank = np.clip(1 - known.sum(axis=1, keepdims=True), 0, 1)
        return np.concatenate([known, blank], axis=1)

    def decode(self, evidence: Floats, colour: PlateColour | None = None) -> Decoded | None:
        """The likeliest legal plate, or None when the picture is too narrow to hold one."""
        logs = np.log(np.maximum(evidence, TINY)).astype(np.float32)
        characters, blanks = self._forward(logs)
        at_end = np.arange(len(self._forms)), self._lengths
        scores = np.maximum(
            blanks[-1][at_end], characters[-1][at_end[0], self._lengths - 1].max(axis=1)
        )
        bias = np.array([_bias(form.colours, colour) for form in self._forms])
        best = int(np.argmax(scores + bias))
        if scores[best] <= NEVER / 2:
            return None
        path = _trace(characters[:, best], blanks[:, best], int(self._lengths[best]))
        return self._describe(best, path, logs, float(scores[best]))

    def goes_on(self, text: str) -> bool:
        """Whether a longer plate may begin with this text."""
        return any(
            len(form.alphabets) > len(text)
            and all(c in allowed for c, allowed in zip(text, form.alphabets, strict=False))
            for form in self._forms
        )

    def is_rest(self, text: str) -> bool:
        """Whether a longer plate may end with this text: a green one without its province spells one of the army."""
        return any(
            len(form.alphabets) > len(text)
            and all(
                c in allowed for c, allowed in zip(text, form.alphabets[-len(text) :], strict=True)
            )
            for form in self._forms
        )

    def _forward(self, logs: Floats) -> tuple[Floats, Floats]:
        """Best scores of every form after every time step, ending in a character or in the blank after it."""
        steps, forms = len(logs), len(self._forms)
        positions, symbols = self._allowed.shape[1:]
        characters = np.full((steps + 1, forms, positions, symbols), NEVER, np.float32)
        blanks = np.full((steps + 1, forms, positions + 1), NEVER, np.float32)
        blanks[0, :, 0] = 0
        for t, log in enumerate(logs):
            before = characters[t]
            entered = blanks[t, :, :-1, None] + self._allowed
            entered[:, 1:] = np.maximum(
                entered[:, 1:], _others_best(before[:, :-1]) + self._allowed[:, 1:]
            )
            characters[t + 1] = np.maximum(before, entered) + log[:-1]
            blanks[t + 1] = blanks[t]
            blanks[t + 1, :, 1:] = np.maximum(blanks[t, :, 1:], before.max(axis=2))
            blanks[t + 1] += log[-1]
        return characters, blanks

    def _describe(self, form: int, path: Path, logs: Floats, score: float) -> Decoded:
        text = "".join(self._symbols[k] for k, _, _ in path)
        shares, others = [], []
        for position, (symbol, start, end) in enumerate(path):
            left = path[position - 1][2] if position else 0
            right = path[position + 1][1] if position + 1 < len(path) else len(logs)
            window = logs[left:right]
            here = _one_character(window) + self._allowed[form, position]
            odds = np.exp(here - here[symbol])
            seen = float(np.exp(logs[start:end, symbol].max()))
            chances = np.exp(here - here.max())
            shares.append(self._named(seen * chances / chances.sum()))
            others += self._substitutes(text, position, odds, score)
        others.sort(key=lambda other: -other[1])
        return Decoded(
            text,
            self._forms[form],
            float(np.exp(score)),
            tuple(share.get(symbol, 0.0) for share, symbol in zip(shares, text, strict=True)),
            tuple(others[:8]),
            tuple(shares),
        )

    def _named(self, certain: Floats) -> dict[str, float]:
        return {self._symbols[k]: float(certain[k]) for k in np.flatnonzero(certain)}

    def _substitutes(
        self, text: str, position: int, odds: Floats, score: float
    ) -> list[tuple[str, float]]:
        found = []
        for k in np.argsort(-odds)[:4]:
            other = text[:position] + self._symbols[k] + text[position + 1 :]
            if other != text and odds[k] > 1e-4:
                found.append((other, float(np.exp(score) * odds[k])))
        return found


def _allowed(forms: Sequence[PlateForm], index: dict[str, int]) -> Floats:
    longest = max(len(form.alphabets) for form in forms)
    allowed = np.full((len(forms), longest, len(index)), NEVER, np.float32)
    for f, form in enumerate(forms):
        for i, alphabet in enumerate(form.alphabets):
            allowed[f, i, [index[c] for c in alphabet if c in index]] = 0
    return allowed


def _bias(colours: Collection[PlateColour], colour: PlateColour | None) -> np.float32:
    return WRONG_COLOUR if colour is not None and colour not in colours else np.float32(0)


def _others_best(scores: Floats) -> Floats:
    """For each symbol, the best score among the other symbols: CTC needs a blank between equal neighbours."""
    best = scores.argmax(axis=2)[..., None]
    top = np.take_along_axis(scores, best, axis=2)
    rest = scores.copy()
    np.put_along_axis(rest, best, NEVER, axis=2)
    result = np.broadcast_to(top, scores.shape).copy()
    np.put_along_axis(result, best, rest.max(axis=2, keepdims=True), axis=2)
    return result


def _trace(characters: Floats, blanks: Floats, length: int) -> Path:
    """Walk the best path of one form backwards."""
    starts, ends, symbols = [0] * length, [0] * length, [-1] * length
    written, symbol = _best_of(characters[-1], blanks[-1], length)
    for t in range(len(blanks) - 1, 0, -1):
        if symbol is not None:
            at = written - 1
            starts[at], symbols[at] = t - 1, symbol
            ends[at] = ends[at] or t
        written, symbol = _before(characters[t - 1], blanks[t - 1], written, symbol)
    return list(zip(symbols, starts, ends, strict=True))


def _before(
    characters: Floats, blanks: Floats, written: int, symbol: int | None
) -> tuple[int, int | None]:
    """The state one step earlier: how many characters were written, and the one being written, if any."""
    if symbol is None:
        return _best_of(characters, blanks, written)
    others = characters.copy()
    others[:, symbol] = NEVER
    entered = _best_of(others, blanks, written - 1)
    score = blanks[written - 1] if entered[1] is None else others[written - 2, entered[1]]
    stayed = characters[written - 1, symbol] >= score
    return (written, symbol) if stayed else entered


def _best_of(characters: Floats, blanks: Floats, written: int) -> tuple[int, int | None]:
    """The better of "a blank after `written` characters" and "the last of them, still being written"."""
    if written == 0:
        return 0, None
    symbol = int(characters[written - 1].argmax())
    in_blank = blanks[written] >= characters[written - 1, symbol]
    return written, None if in_blank else symbol


def _one_character(window: Floats) -> Floats:
    """Score of each symbol standing alone in a window of time: the best run of it among blanks."""
    gain = window[:, :-1] - window[:, -1:]
    best = run = gain[0]
    for step in gain[1:]:
        run = np.maximum(run, 0) + step
        best = np.maximum(best, run)
    return np.asarray(best + window[:, -1].sum(), np.float32)
