"""The standing that SQL gives is the standing that the rule gives, over any dates."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.domain.standing import Dates, falls_on, standing_of
from lms.storage.engine import Database
from lms.storage.queries import standings
from tests.domain.test_standing import TODAY, any_dates


def rows_of(many: list[Dates]) -> list[dict[str, Any]]:
    return [
        {
            "person_id": f"p{n:04}",
            "kind": "module",
            "thing": "induction",
            "assignment_id": None,
            "certificate": None,
        }
        | asdict(dates)
        for n, dates in enumerate(many)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(many=st.lists(any_dates, min_size=1, max_size=60))
def test_sql_and_the_rule_agree(database: Database, many: list[Dates]) -> None:
    with database.reading() as session:
        index = standings.of_rows(session, rows_of(many), today=TODAY)
        query = select(standings.standing(index.rows), standings.falls_on(index.rows)).order_by(
            index.rows.c.person_id
        )

        found = [tuple(row) for row in index.ask(session, query)]

    assert found == [(standing_of(dates, today=TODAY), falls_on(dates, today=TODAY)) for dates in many]


def test_rows_that_were_never_written_read_like_rows_that_were(database: Database) -> None:
    dates = Dates(opens_on=TODAY, due_on=TODAY + dt.timedelta(days=3), is_withdrawn=True)
    with database.reading() as session:
        index = standings.of_rows(session, rows_of([dates]), today=TODAY)

        (row,) = index.ask(session, select(*index.rows.c)).mappings()

    assert dict(row) == rows_of([dates])[0]
