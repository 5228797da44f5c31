"""Make the N-Triples of this folder from the datasets' own files: ``python graph/datasets/make.py FOLDER``.

All but one are the output of ``cakg link import`` for the whole file. Of Voeten's 30 000 rows, only those on the
resolutions of the Digital Library's table are kept, so that the two can be compared.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cakg.datasets.convert import convert
from cakg.datasets.registry import DATASETS
from cakg.paths import shipped
from cakg.store.local import LocalStore

FILES = {
    "atop-5": "igo/atop5_dyads_1991_2018.csv",
    "cow-igo-3": "igo/cow_igo_v3_membership_1991_2014.csv",
    "es11-votes": "unga/ukraine_es11_2022_2023_votes_with_evidence.csv",
    "ucdp-prio": "ucdp/ucdp_prio_region_1991_2023.csv",
    "undl-votes": "unga/undl_region_resolutions_2006_2021.csv",
    "voeten-unga": "unga/voeten_unvotes_14states_1992_2019.csv",
}


def main(folder: Path, target: Path = Path(__file__).parent) -> None:
    """Write every N-Triples file to *target*, from the originals in *folder*."""
    graph = LocalStore.open(shipped(), rules=False)
    files = {name: folder / file for name, file in FILES.items()}
    with TemporaryDirectory() as scratch:
        selected = Path(scratch, "voeten_unvotes_on_resolutions_of_undl.csv")
        select_rows(files["voeten-unga"], files["undl-votes"], selected)
        for name, file in (files | {"voeten-unga": selected}).items():
            for message in convert(DATASETS[name], DATASETS[name].mapping(graph), [file], target / f"{name}.nt"):
                print(message)


def select_rows(votes: Path, library: Path, selected: Path) -> None:
    """Write to *selected* the rows of *votes* on the resolutions of *library*, unchanged."""
    with library.open(encoding="utf-8", newline="") as file:
        numbers = {row["resolution"].removeprefix("A/RES/") for row in csv.DictReader(file)}
    head, *lines = votes.read_text(encoding="utf-8").splitlines(keepends=True)
    column = head.split(",").index("unres")
    kept = (
        line
        for line in lines
        if line.split(",")[column].removeprefix("A/").removeprefix("RES/").removeprefix("R/") in numbers
    )
    selected.write_text(head + "".join(kept), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
