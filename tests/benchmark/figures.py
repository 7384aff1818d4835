"""Arithmetic on runs: the least and the median of a figure, and ratios."""
from __future__ import annotations

import statistics
from typing import Iterable


class Results:
    """All runs, by case and label."""

    def __init__(self, runs: Iterable[dict]):
        self._results: dict[tuple[str, str], list[dict]] = {}
        self._troubles: dict[tuple[str, str], str] = {}
        #: In the order they ran first.
        self._keys: dict[tuple[str, str], None] = {}
        for run in runs:
            key = (run["case"], run["label"])
            self._keys[key] = None
            if "trouble" in run:
                self._troubles[key] = run["trouble"]
            else:
                self._results.setdefault(key, []).append(run["result"])

    def cases(self) -> list[str]:
        return list(dict.fromkeys(case for case, _ in self._keys))

    def labels(self, case: str) -> list[str]:
        return [label for of, label in self._keys if of == case]

    def trouble(self, case: str, label: str) -> str | None:
        return self._troubles.get((case, label))

    def values(self, case: str, label: str, field: str) -> list[float]:
        """A figure of each run that has it; `latency_us.p50` is a figure in a group. Nothing of who was in trouble."""
        if (case, label) in self._troubles:
            return []
        found = (pick(result, field) for result in self._results.get((case, label), []))
        return [value for value in found if value is not None]

    def least(self, case: str, label: str, field: str) -> float | None:
        return min(self.values(case, label, field), default=None)

    def most(self, case: str, label: str, field: str) -> float | None:
        return max(self.values(case, label, field), default=None)

    def median(self, case: str, label: str, field: str) -> float | None:
        values = self.values(case, label, field)
        return statistics.median(values) if values else None

    def ratio(self, case: str, label: str, field: str, base: str) -> float | None:
        """The least against the least: what disturbs a run on a shared machine only ever adds to its cost."""
        return quotient(self.least(case, label, field), self.least(case, base, field))


def pick(result: dict, field: str) -> float | None:
    value = result
    for name in field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def quotient(over: float | None, under: float | None) -> float | None:
    return None if over is None or not under else over / under
