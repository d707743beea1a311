"""The completion report: its figures are the people behind them, today and as at any past day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from lms.domain.refusal import Refused
from lms.domain.roles import Actor, Role
from lms.domain.standing import UP_TO_DATE, Dates, Standing, standing_of
from lms.services import programme, report, story
from lms.services.report import Report, Wanted
from lms.storage import ledger
from lms.storage.engine import Database
from lms.storage.queries import report as queries
from lms.storage.queries import standings
from lms.storage.rows import (
    Assignment,
    Completion,
    DailyRun,
    Person,
    PersonAudience,
    PolicyDecline,
    PolicyQuery,
    StandingDates,
)
from tests import build, small_council
from tests.build import NOW, TODAY
from tests.storage.test_standings import rows_of

LIBRARY = small_council.library()
CLERK = Actor("ruth", "Ruth Prosser", frozenset({Role.LEARNER, Role.CLERK}), "password")
DAY = dt.timedelta(days=1)


def seen(
    session: Session,
    wanted: Wanted | None = None,
    *,
    on: dt.date = TODAY,
    page: int = 1,
    now: dt.datetime = NOW,
) -> Report:
    return report.report(
        session, CLERK, library=LIBRARY, wanted=wanted or Wanted(), on=on, page=page, now=now
    )


def names(found: Report) -> list[tuple[str, str]]:
    return [(shown.line.name, shown.line.standing.value) for shown in found.lines]


def bring(session: Session, *, today: dt.date = TODAY, now: dt.datetime = NOW) -> None:
    programme.bring_up_to_date(session, library=LIBRARY, today=today, now=now)


def owed(session: Session, person: Person) -> Assignment:
    query = select(Assignment).where(Assignment.person_id == person.id).order_by(Assignment.opens_on.desc())
    return session.scalars(query).first()


def done(session: Session, person: Person, on: dt.date) -> Completion:
    at = dt.datetime.combine(on, dt.time(10), tzinfo=dt.UTC)
    version = build.policy_version(session, text=f'"{person.id}"', now=at)
    row = build.completion(
        session,
        owed(session, person),
        completed_on=on,
        valid_until=on.replace(year=on.year + 1),
        policy_version_id=version.id,
        now=at,
    )
    bring(session, today=on, now=at)
    return row


def at_work(session: Session, name: str, *, joined: dt.date, **more: Any) -> Person:
    """Somebody recorded, with what they owe, on the day they joined."""
    now = dt.datetime.combine(joined, dt.time(8), tzinfo=dt.UTC)
    person = build.person(session, name=name, joined_on=joined, now=now, **more)
    for row in session.scalars(select(PersonAudience).where(PersonAudience.person_id == person.id)):
        row.recorded_at = now
    bring(session, today=joined, now=now)
    return person


@pytest.fixture
def cast(database: Database) -> Database:
    """Ann is up to date, Tom has time, Megan is late, Gareth's has run out; Priya has left."""
    with database.writing() as session:
        build.rule(
            session,
            **small_council.INDUCTION | {"audiences": ["employee"]},
            recorded_at=build.NOW - 500 * DAY,
        )
        gareth = at_work(session, "Gareth Onions", joined=dt.date(2025, 9, 1))
        done(session, gareth, dt.date(2025, 11, 1))
        ann = at_work(session, "Ann Beddoes", joined=dt.date(2025, 11, 3), audiences=["employee", "member"])
        done(session, ann, dt.date(2026, 3, 2))
        at_work(session, "Megan Pugh", joined=dt.date(2026, 10, 12))
        at_work(session, "Tom Hartley", joined=dt.date(2026, 11, 2))
        priya = at_work(session, "Priya Nair", joined=dt.date(2026, 11, 2))
        priya.left_on, priya.left_by = dt.date(2026, 11, 16), "ruth"
        session.flush()
        bring(session)
    return database


@pytest.fixture
def session(cast: Database) -> Iterator[Session]:
    with cast.reading() as opened:
        yield opened


def test_the_heading_is_the_answer(session: Session) -> None:
    found = seen(session)

    assert report.heading(found.people) == "1 of 4 people is up to date"
    assert found.people.having == {Standing.DUE: 1, Standing.OVERDUE: 1, Standing.LAPSED: 1}


def test_everybody_here_is_listed_by_name_and_leavers_are_not(session: Session) -> None:
    assert names(seen(session)) == [
        ("Ann Beddoes", "current"),
        ("Gareth Onions", "lapsed"),
        ("Megan Pugh", "overdue"),
        ("Tom Hartley", "due"),
    ]


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (Wanted(standings=(Standing.OVERDUE,)), ["Megan Pugh"]),
        (Wanted(standings=(Standing.LAPSED,)), ["Gareth Onions"]),
        (Wanted(standings=(Standing.DUE,)), ["Tom Hartley"]),
        (Wanted(standings=(Standing.CURRENT,)), ["Ann Beddoes"]),
        (Wanted(standings=(Standing.WITHDRAWN,)), []),
        (Wanted(standings=(Standing.DUE, Standing.LAPSED)), ["Gareth Onions", "Tom Hartley"]),
        (Wanted(people="up to date"), ["Ann Beddoes"]),
        (Wanted(people="left"), ["Priya Nair"]),
        (Wanted(audience="member"), ["Ann Beddoes"]),
        (Wanted(named="pugh"), ["Megan Pugh"]),
        (Wanted(named="MÉGAN"), ["Megan Pugh"]),
        (Wanted(named="%"), []),
        (Wanted(falls_on=dt.date(2026, 12, 2)), ["Tom Hartley"]),
        (Wanted(thing=("module", "refresher")), []),
        (
            Wanted(sort="date"),
            ["Gareth Onions", "Megan Pugh", "Tom Hartley", "Ann Beddoes"],
        ),
        (
            Wanted(sort="standing"),
            ["Megan Pugh", "Gareth Onions", "Tom Hartley", "Ann Beddoes"],
        ),
        (
            Wanted(sort="name", is_downwards=True),
            ["Tom Hartley", "Megan Pugh", "Gareth Onions", "Ann Beddoes"],
        ),
    ],
)
def test_rows_are_chosen_and_sorted(session: Session, wanted: Wanted, who: list[str]) -> None:
    found = seen(session, wanted)

    assert [name for name, _ in names(found)] == who
    assert (found.rows, found.matched) == (len(who), len(who))


def people_named(session: Session, named: str) -> list[str]:
    """The clerk's list of people, who are here."""
    _, page = story.people_page(
        session, CLERK, library=LIBRARY, named=named, has_left=False, page=1, today=TODAY
    )
    return [each.name for each, _ in page]


def test_a_name_is_sorted_and_found_by_its_plain_letters(cast: Database) -> None:
    with cast.writing() as session:
        for name in ("Łukasz Weiß", "Émile O’Hare", "lydia Beddoes"):
            at_work(session, name, joined=dt.date(2026, 11, 2))
        bring(session)

    with cast.reading() as session:
        everybody = list(dict.fromkeys(name for name, _ in names(seen(session))))
        backwards = list(dict.fromkeys(name for name, _ in names(seen(session, Wanted(is_downwards=True)))))
        found = {
            text: names(seen(session, Wanted(named=text)))[0][0] for text in ("lukasz weiss", "ŁUK", "o'hare")
        }
        listed = {text: people_named(session, text) for text in ("", "lukasz")}

    assert everybody == [
        "Ann Beddoes", "Émile O’Hare", "Gareth Onions", "Łukasz Weiß", "lydia Beddoes", "Megan Pugh", "Tom Hartley",
    ]  # fmt: skip
    assert backwards == everybody[::-1]
    assert listed == {"": everybody, "lukasz": ["Łukasz Weiß"]}
    assert found == {"lukasz weiss": "Łukasz Weiß", "ŁUK": "Łukasz Weiß", "o'hare": "Émile O’Hare"}


def test_each_figure_opens_the_people_behind_it(session: Session) -> None:
    people = seen(session).people

    assert seen(session, Wanted(people="up to date")).matched == people.up_to_date
    for standing, count in people.having.items():
        assert seen(session, Wanted(standings=(standing,))).matched == count


def test_the_clerk_is_told_whom_to_see_to_first(session: Session) -> None:
    needs = [(need.name, need.why, need.since) for need in seen(session).needs.first]

    assert needs == [
        ("Megan Pugh", "overdue", dt.date(2026, 11, 11)),
        ("Gareth Onions", "lapsed", dt.date(2026, 11, 1)),
    ]


def test_a_refusal_and_a_question_stand_before_what_is_late_and_nobody_stands_twice(cast: Database) -> None:
    with cast.writing() as session:
        tom = session.scalars(select(Person).where(Person.name == "Tom Hartley")).one()
        gareth = session.scalars(select(Person).where(Person.name == "Gareth Onions")).one()
        version = build.policy_version(session)
        build.policy_acceptance(session, version, in_force_on=TODAY)
        asked = PolicyQuery(
            person_id=gareth.id, version_id=version.id, clause_id="LTC-5-p3", question="Does it?"
        )
        ledger.add(session, asked, now=NOW)
        ledger.add(session, PolicyDecline(person_id=tom.id, version_id=version.id, reason="No"), now=NOW)

        assert [(need.name, need.why) for need in seen(session).needs.first][:3] == [
            ("Tom Hartley", "declined"),
            ("Gareth Onions", "asked"),
            ("Megan Pugh", "overdue"),
        ]


def test_an_officer_stands_before_whoever_has_been_late_for_longer(cast: Database) -> None:
    with cast.writing() as session:
        gareth = session.scalars(select(Person).where(Person.name == "Gareth Onions")).one()
        build.authorisation(session, gareth)
        bring(session)

        needs = [(need.name, need.why, need.is_officer) for need in seen(session).needs.first]

    assert needs == [("Gareth Onions", "lapsed", True), ("Megan Pugh", "overdue", False)]


def needing(session: Session) -> set[str]:
    """Everybody whom the filter lists who needs the clerk."""
    return {name for name, _ in names(seen(session, Wanted(people="needing")))}


def test_those_who_are_not_named_are_counted_and_listed(cast: Database) -> None:
    with cast.writing() as session:
        for n in range(4):
            at_work(session, f"Late {n}", joined=dt.date(2026, 10, 12))
        bring(session)

    with cast.reading() as session:
        needs = seen(session).needs
        listed = needing(session)

    assert (len(needs.first), needs.more) == (5, 1)
    assert listed == {"Gareth Onions", "Megan Pugh", "Late 0", "Late 1", "Late 2", "Late 3"}


def test_whoever_asked_is_listed_and_counted_though_nothing_is_late(cast: Database) -> None:
    reads = small_council.READING | {"slug": "all-read", "audiences": ["employee"]}
    with cast.writing() as session:
        build.rule(session, **reads, recorded_at=build.NOW - 500 * DAY)
        version = build.policy_version(session)
        build.policy_acceptance(session, version, in_force_on=TODAY)
        bring(session)
        for n in range(7):
            who = at_work(session, f"Asks {n}", joined=TODAY)
            said = PolicyQuery(person_id=who.id, version_id=version.id, clause_id="x", question="Why?")
            ledger.add(session, said, now=NOW)

        needs = seen(session).needs

        listed = needing(session)

    assert listed >= {"Gareth Onions", "Megan Pugh", *(f"Asks {n}" for n in range(7))}
    assert len(needs.first) + needs.more == len(listed)


def test_what_is_coming_is_told_by_day(session: Session) -> None:
    found = [(each.on, each.count, each.is_renewal) for each in seen(session).coming]

    assert found == [(dt.date(2026, 12, 2), 1, False)]


def test_a_past_day_is_told_as_it_stood(session: Session) -> None:
    last_year = seen(session, on=dt.date(2025, 12, 31))
    in_spring = seen(session, on=dt.date(2026, 4, 1))

    assert names(last_year) == [("Ann Beddoes", "overdue"), ("Gareth Onions", "current")]
    assert names(in_spring) == [("Ann Beddoes", "current"), ("Gareth Onions", "current")]
    assert report.heading(in_spring.people) == "All 2 people are up to date"
    assert last_year.is_past


def test_somebody_who_has_left_since_stands_in_a_past_report(session: Session) -> None:
    found = seen(session, on=dt.date(2026, 11, 10))

    assert ("Priya Nair", "due") in names(found)


def test_the_past_and_the_index_agree_about_a_day(cast: Database) -> None:
    tomorrow = NOW + DAY
    with cast.reading() as session:
        today, as_then = seen(session), seen(session, on=TODAY, now=tomorrow)

    assert names(today) == names(as_then)
    assert (today.people, today.tallies) == (as_then.people, as_then.tallies)
    assert [need.name for need in today.needs.first] == [need.name for need in as_then.needs.first]


def test_tomorrow_cannot_be_asked_for(session: Session) -> None:
    with pytest.raises(Refused, match="has not come yet"):
        seen(session, on=TODAY + DAY)


def test_a_page_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(Refused, match="The last is page 1") as refusal:
        seen(session, page=2)

    assert refusal.value.kind == "not found"


def test_only_those_who_may_see_the_report_do(session: Session) -> None:
    tom = Actor("tom", "Tom Hartley", frozenset({Role.LEARNER}), "password")

    with pytest.raises(Refused):
        report.report(session, tom, library=LIBRARY, wanted=Wanted(), on=TODAY, page=1, now=NOW)


def test_an_empty_council_says_so(database: Database) -> None:
    with database.reading() as session:
        found = seen(session)

    assert report.heading(found.people) == "Nobody owes anything yet"
    assert (found.rows, found.needs, found.ran) == (0, report.Needs((), 0), None)


@pytest.mark.parametrize(
    ("ago", "is_late"),
    [(dt.timedelta(hours=2), False), (DAY, False), (2 * DAY, True)],
)
def test_a_daily_run_neither_today_nor_yesterday_is_late(
    database: Database, ago: dt.timedelta, is_late: bool
) -> None:
    with database.writing() as session:
        session.add(DailyRun(id="r", for_on=TODAY, started_at=NOW - ago, finished_at=NOW - ago, did={}))
        session.flush()

        assert seen(session).is_daily_late is is_late


def test_the_report_asks_the_same_number_of_questions_whatever_the_council(cast: Database) -> None:
    def questions() -> int:
        asked: list[str] = []
        with cast.reading() as session:
            connection = session.connection()

            def note(*args: Any) -> None:
                asked.append(args[2])

            event.listen(connection, "before_cursor_execute", note)
            seen(session)
        return len(asked)

    few = questions()
    with cast.writing() as session:
        for n in range(60):
            build.person(session, name=f"Person {n}")
        bring(session)

    assert questions() == few <= 20


near = st.dates(TODAY - dt.timedelta(days=40), TODAY + dt.timedelta(days=40))
kept = st.builds(
    Dates,
    opens_on=near,
    due_on=near,
    done_on=st.none() | st.dates(TODAY - dt.timedelta(days=40), TODAY),
    window_on=st.none() | near,
    valid_until=st.none() | near,
    revoked_on=st.none() | st.dates(TODAY - dt.timedelta(days=40), TODAY),
    failed_on=st.none() | st.dates(TODAY - dt.timedelta(days=40), TODAY),
    is_withdrawn=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(many=st.lists(st.lists(kept, min_size=1, max_size=3), min_size=1, max_size=12))
def test_the_figures_are_those_of_counting_every_row(database: Database, many: list[list[Dates]]) -> None:
    rows = [
        row | {"person_id": f"p{n}", "thing": f"thing-{m}"}
        for n, mine in enumerate(many)
        for m, row in enumerate(rows_of(mine))
    ]
    owing = [[d for d in mine if not d.is_withdrawn] for mine in many]
    stands = [{standing_of(d, today=TODAY) for d in mine} for mine in owing if mine]
    with database.reading() as session:
        index = standings.of_rows(session, rows, today=TODAY)

        people, tallies = queries.by_person(session, index), queries.by_thing(session, index)

    assert people.total == len(stands)
    assert people.up_to_date == sum(mine <= UP_TO_DATE for mine in stands)
    asking = set(Standing) - UP_TO_DATE - {Standing.WITHDRAWN}
    assert people.having == {s: n for s in asking if (n := sum(s in mine for mine in stands))}
    assert sum(tally.total for tally in tallies) == sum(len(mine) for mine in owing)
    flat = [standing_of(d, today=TODAY) for mine in owing for d in mine]
    assert sum(tally.up_to_date for tally in tallies) == sum(s in UP_TO_DATE for s in flat)


def test_the_index_that_is_kept_gives_the_same_figures(database: Database) -> None:
    dates = [Dates(due_on=TODAY + n * DAY, opens_on=TODAY + m * DAY) for n in (-1, 0, 9) for m in (-1, 1)]
    with database.writing() as session:
        people = [build.person(session, audiences=[]).id for _ in dates]
        rows = [row | {"person_id": person} for row, person in zip(rows_of(dates), people, strict=True)]
        session.execute(insert(StandingDates), rows)

        kept_index, given_index = standings.todays(TODAY), standings.of_rows(session, rows, today=TODAY)

        assert queries.by_person(session, kept_index) == queries.by_person(session, given_index)
        assert queries.by_thing(session, kept_index) == queries.by_thing(session, given_index)
        assert queries.coming(session, kept_index, until=TODAY + 90 * DAY) == queries.coming(
            session, given_index, until=TODAY + 90 * DAY
        )
