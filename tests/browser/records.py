"""Reads what a running server has kept, where no page shows it: which questions somebody was asked before."""

import json
import sqlite3

from tests.browser.serving import Site
from tests.shelf import Shelf, stem_of


def stems_asked(site: Site, shelf: Shelf, name: str, module: str) -> list[list[str]]:
    """The stems of each attempt of this person at this module, oldest first."""
    with sqlite3.connect(f"file:{site.records_of(shelf.slug)}?mode=ro", uri=True) as records:
        found = records.execute(
            "select form from attempt join person on person.id = attempt.person_id"
            " where person.name = ? and attempt.module = ? order by attempt.seq",
            (name, module),
        ).fetchall()
    records.close()
    stems = {each["id"]: stem_of(each) for each in shelf.bank(module)["questions"]}
    return [[stems[asked["question"]] for asked in json.loads(form)["asked"]] for (form,) in found]
