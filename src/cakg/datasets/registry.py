"""Which datasets can be imported: the name of each, as in ``source:<name>``, and the module that describes it."""

from __future__ import annotations

from importlib import import_module

from cakg.datasets.mapping import Dataset

DATASETS: dict[str, str] = {
    "atop-5": "yearly",
    "cow-igo-3": "yearly",
    "es11-votes": "votes",
    "gdelt-2": "gdelt",
    "ucdp-prio": "conflicts",
    "undl-votes": "votes",
    "voeten-unga": "votes",
}


def dataset(name: str) -> Dataset:
    """Return the dataset called *name*, one of :data:`DATASETS`."""
    described: list[Dataset] = import_module(f"cakg.datasets.{DATASETS[name]}").DATASETS
    return next(one for one in described if one.name == name)
