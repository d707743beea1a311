"""The macros we draw forms with make the design system's own markup, in the version that is pinned."""

from dataclasses import replace

import pytest
from jinja2 import Environment, StrictUndefined

from lms.web import design
from tests.judges import design as judge

pytestmark = pytest.mark.browser

IN_6_3_0 = 657


@pytest.fixture(scope="module")
def environment() -> Environment:
    made = Environment(undefined=StrictUndefined, autoescape=True)
    design.hang(made)
    return made


def drawn(environment: Environment, example: judge.Example) -> str:
    """What our macro makes of the example's options."""
    macro = "govuk" + example.component.title().replace("-", "")
    source = f'{{% from govuk("{example.component}") import {macro} %}}{{{{ {macro}(options) }}}}'
    return environment.from_string(source).render(options=example.options)


def different(environment: Environment, examples: list[judge.Example]) -> list[str]:
    """The examples that our macros draw otherwise."""
    return [
        f"{example.component}: {example.name}"
        for example in examples
        if judge.tree(drawn(environment, example)) != judge.tree(example.html)
    ]


def test_every_example_of_the_design_system_is_drawn_as_it_says(environment: Environment) -> None:
    examples = list(judge.examples())

    found = different(environment, examples)

    assert found == []
    assert len(examples) == IN_6_3_0


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('class="govuk-date-input__item"', 'class="govuk-date-input__part"'),
        ('inputmode="numeric"', ""),
        ("What is your date of birth?", "When were you born?"),
        ("<fieldset", "<div"),
    ],
)
def test_a_planted_difference_is_named(environment: Environment, was: str, becomes: str) -> None:
    examples = [each for each in judge.examples() if each.component == "date-input" and was in each.html]
    spoilt = [replace(each, html=each.html.replace(was, becomes)) for each in examples]

    assert len(examples) > 5
    assert len(different(environment, spoilt)) == len(examples)
