"""The kinds of field: what each takes as it is typed, what it shows again, and where its error leads."""

import datetime as dt

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from werkzeug.datastructures import MultiDict

from lms.domain.refusal import Refused
from lms.web import design
from tests import gallery
from tests.gallery import Every
from tests.seen import part


def sent(app: Flask, **typed: str) -> Every:
    """What came of a form sent with these."""
    with app.test_request_context("/", method="POST", data=typed):
        return Every.sent()


def a_day(day: str, month: str, year: str) -> Every:
    form = Every(MultiDict({"on-day": day, "on-month": month, "on-year": year}))
    form.validate()
    return form


@pytest.mark.parametrize("typed", [("1", "2", "2027"), ("01", "02", "2027"), (" 1", "2 ", "\t2027")])
def test_a_day_is_read_from_its_three_numbers(typed: tuple[str, str, str]) -> None:
    form = a_day(*typed)

    assert form.on.data == dt.date(2027, 2, 1)
    assert form.faults() == []


@pytest.mark.parametrize(
    "typed",
    [
        ("", "", ""), ("1", "", "2027"), ("31", "2", "2027"), ("29", "2", "2027"), ("0", "1", "2027"),
        ("1", "13", "2027"),
        ("1", "2", "27"), ("1", "2", "0000"), ("1", "2", "02027"), ("+1", "2", "2027"), ("-1", "2", "2027"),
        ("1_1", "2", "2027"), ("１", "2", "2027"), ("²", "2", "2027"), ("1.0", "2", "2027"), ("1", "Feb", "2027"),
        ("1\n", "2", "20 27"), ("9" * 5000, "2", "2027"),
    ],
)  # fmt: skip
def test_what_is_not_a_day_is_told_so_and_kept_as_it_was_typed(typed: tuple[str, str, str]) -> None:
    form = a_day(*typed)

    assert form.on.data is None
    assert form.faults() == [("Give a day, a month and a year, such as 11 12 2026.", "#on-day")]
    inputs = part("{{ fields.show(it.on) }}", it=form).all("input")
    assert [each.get("value", "") for each in inputs] == [each.strip() for each in typed]


@pytest.mark.parametrize(("typed", "is_ticked"), [("yes", True), ("no", False), ("", False), ("true", False)])
def test_a_box_is_ticked_by_its_own_value_alone(typed: str, is_ticked: bool) -> None:
    assert Every(MultiDict({"agreed": typed})).agreed.data is is_ticked
    assert Every(MultiDict({"key": "k"})).agreed.data is False


def test_text_loses_the_spaces_around_it_and_a_password_does_not() -> None:
    form = Every(MultiDict({"email": " me@x ", "password": " p ", "reason": "\n a\nb "}))

    assert (form.email.data, form.password.data, form.reason.data) == ("me@x", " p ", "a\nb")


def test_what_was_not_sent_is_empty() -> None:
    form = Every(MultiDict({"key": "k"}))

    assert [form[name].data for name in ("seen", "email", "password", "clause", "reason")] == [""] * 5


def test_each_text_that_is_too_long_is_told_so_at_its_field(app: Flask) -> None:
    form = sent(app, email="e" * 255, clause="c" * 10, reason="r" * 100, **{"on-day": "1", "on-month": "2"})

    assert form.faults() == [
        ("Use at most 254 characters.", "#email"),
        ("Use at most 9 characters.", "#clause"),
        ("Use at most 99 characters.", "#reason"),
        ("Give a day, a month and a year, such as 11 12 2026.", "#on-day"),
    ]


def test_what_the_page_itself_sends_cannot_be_put_right_in_it(app: Flask) -> None:
    with pytest.raises(Refused, match="Use at most 9 characters") as caught:
        sent(app, seen="s" * 10)

    assert caught.value.kind == "invalid"


def test_a_choice_that_is_not_offered_is_for_the_service_to_refuse(app: Flask) -> None:
    form = sent(app, clause="9", **{"on-day": "1", "on-month": "2", "on-year": "2027"})
    form.clause.offer([("", "Choose a clause"), ("1", "Clause 1")])

    assert form.clause.data == "9" and form.faults() == []
    assert not [
        each for each in part("{{ fields.show(it.clause) }}", it=form).all("option") if "selected" in each
    ]


def test_a_services_refusal_stands_at_its_field_and_any_other_kind_is_raised_again() -> None:
    form = Every()
    form.refuse(form.reason, Refused("Say why.", kind="invalid"))

    assert form.faults() == [("Say why.", "#reason")]
    with pytest.raises(Refused, match="No longer"):
        form.refuse(form.reason, Refused("No longer.", kind="conflict"))


def test_what_was_typed_is_never_taken_for_markup() -> None:
    hostile = '</textarea><script>"'
    form = Every(MultiDict({"seen": hostile, "email": hostile, "reason": hostile}))

    html = gallery.page(
        "{% for each in it %}{{ fields.show(each, label=words) }}{% endfor %}",
        page_title="x",
        it=form,
        words=hostile,
    )

    assert "</textarea><script>" not in html and html.count("&lt;/textarea&gt;&lt;script&gt;&#34;") >= 6


def test_the_design_systems_macros_are_quiet_and_our_own_templates_stay_strict() -> None:
    source = '{% from govuk("button") import govukButton %}{{ govukButton({"text": "Go"}) }}{{ missing }}'
    environment = Environment(loader=DictLoader({"x": source}), undefined=StrictUndefined, autoescape=True)
    design.hang(environment)

    assert "Go" in environment.get_template("x").render(missing="")
    with pytest.raises(UndefinedError):
        environment.get_template("x").render()
