"""Lends our templates the design system's own macros: ``{% from govuk("input") import govukInput %}``."""

from jinja2 import Environment, PackageLoader, PrefixLoader, Template, Undefined

PACKAGE = "govuk_frontend_jinja"


def hang(environment: Environment) -> None:
    """Give the templates of this environment the function ``govuk``.

    The macros count on a part that is not given being quiet, while our own templates are strict about it:
    so they are read by an environment of their own, which shares everything else with ours.
    """
    loader = PrefixLoader({PACKAGE: PackageLoader(PACKAGE)})
    quiet = environment.overlay(undefined=Undefined, loader=loader)

    def govuk(component: str) -> Template:
        return quiet.get_template(f"{PACKAGE}/components/{component}/macro.html")

    environment.globals["govuk"] = govuk
