"""When answers could not be saved: the form's own page again, still filled in, saying what to do."""

from collections.abc import Callable

from flask import Response, current_app, make_response

from lms.storage.troubles import DatabaseBusy, OutcomeUnknown, StorageTrouble
from lms.web.errors import where
from lms.web.forms import Form


def not_saved(trouble: StorageTrouble, page: Callable[[str], str], *, button: str) -> Response:
    """The page that ``page`` makes of a sentence, at 503.

    ``button`` is what to press again. Where the page cannot be read for either, the trouble is raised again.
    """
    current_app.logger.error("storage trouble at %s: %r", where(), trouble)
    try:
        answer = make_response(page(_sentence(trouble, button)), 503)
    except StorageTrouble:
        raise trouble from None
    answer.headers["Retry-After"] = "5" if isinstance(trouble, DatabaseBusy) else "60"
    return answer


def form_not_saved(trouble: StorageTrouble, form: Form, page: Callable[[], str], *, button: str) -> Response:
    """The page of a form as it was sent, with the sentence above it."""

    def again(sentence: str) -> str:
        form.say_of_all(sentence)
        return page()

    return not_saved(trouble, again, button=button)


def _sentence(trouble: StorageTrouble, button: str) -> str:
    if isinstance(trouble, OutcomeUnknown):
        return f"We could not confirm that this was saved. Press {button} again; it will not count twice."
    return f"Nothing was recorded. Press {button} again."
