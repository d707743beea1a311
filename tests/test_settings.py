"""Settings fail loudly, and a service does not start on weak ones."""

from pathlib import Path

import pytest

from lms.settings import BadSetting, check_fit_to_serve, from_environment

SECRET = "Zp3-qL9_vR7xT1mK5wY8bN2cJ6hD4gF0sA"
REAL = {"LMS_SECRET_KEY": SECRET, "LMS_BASE_URL": "https://training.example.gov.uk", "LMS_COUNCILS": "ludlow"}


def test_an_empty_environment_means_every_council_on_sqlite_under_instance() -> None:
    settings = from_environment({})

    assert settings.served() == ("hereford", "ludlow")
    assert settings.data == Path("instance").absolute()
    assert settings.database_url_of("ludlow") == f"sqlite:///{settings.data}/ludlow.sqlite3"
    assert settings.smtp_url is None and not settings.is_demonstration


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"LMS_COUNCIL": "ludlow"}, "LMS_COUNCIL is not a setting"),
        ({"LMS_COUNCILS": "Ludlow Town"}, "slug"),
        ({"LMS_COUNCILS": "../etc"}, "slug"),
        ({"LMS_COUNCILS": "ludlow,ludlow"}, "twice"),
        ({"LMS_DEMO": "yes"}, "LMS_DEMO is 1"),
        ({"LMS_DATABASE_URL": "mysql://x/{council}"}, "LMS_DATABASE_URL begins"),
        ({"LMS_DATABASE_URL": "postgresql+psycopg://x/lms"}, "must hold {council}"),
        ({"LMS_BASE_URL": "training.example.gov.uk"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://example.gov.uk/lms"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://["}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://example.gov.uk:port"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://example.gov.uk:99999"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://name:word@example.gov.uk"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://example gov.uk"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_BASE_URL": "https://example.gov.uk#top"}, "LMS_BASE_URL is a scheme"),
        ({"LMS_SMTP_URL": "mail.example.gov.uk"}, "LMS_SMTP_URL begins"),
        ({"LMS_CONTENT": "/nowhere/at/all"}, "LMS_CONTENT"),
        ({"LMS_SECRET_KEY_FILE": "/nowhere/at/all"}, "cannot be read"),
        ({"LMS_DEMO_FILE": "x"}, "LMS_DEMO_FILE is not a setting"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(given: dict[str, str], word: str) -> None:
    with pytest.raises(BadSetting) as fault:
        from_environment(given)

    assert word in str(fault.value)


def test_a_secret_comes_from_a_file_and_from_one_place_only(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")

    assert from_environment({"LMS_SECRET_KEY_FILE": str(file)}).secret_key == SECRET
    with pytest.raises(BadSetting, match="not both"):
        from_environment({"LMS_SECRET_KEY_FILE": str(file), "LMS_SECRET_KEY": SECRET})


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    settings = from_environment({**REAL, "LMS_SMTP_URL": "smtp://u:hunter22@mail.example.gov.uk"})

    assert SECRET not in repr(settings) and "hunter22" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"LMS_SECRET_KEY": ""}, "Set LMS_SECRET_KEY"),
        ({"LMS_SECRET_KEY": "changeme"}, "can be guessed"),
        ({"LMS_SECRET_KEY": "x" * 64}, "can be guessed"),
        ({"LMS_SECRET_KEY": SECRET[:31]}, "can be guessed"),
        ({"LMS_BASE_URL": ""}, "Set LMS_BASE_URL"),
        ({"LMS_BASE_URL": "http://training.example.gov.uk"}, "https://"),
        ({"FLASK_DEBUG": "1"}, "debug"),
    ],
)
def test_a_service_does_not_start_on_weak_settings(change: dict[str, str], word: str) -> None:
    given = {**REAL, **change}
    assert check_fit_to_serve(from_environment(REAL), REAL).is_https

    with pytest.raises(BadSetting, match=word):
        check_fit_to_serve(from_environment(given), given)


def test_a_demonstration_makes_its_own_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    given = {"LMS_DEMO": "1", "LMS_DATA": str(tmp_path / "data")}

    first = check_fit_to_serve(from_environment(given), given)
    second = check_fit_to_serve(from_environment(given), given)

    assert len(first.secret_key) >= 48 and first.secret_key == second.secret_key
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_a_data_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    given = {"LMS_DEMO": "1", "LMS_DATA": str(tmp_path / "file")}

    with pytest.raises(BadSetting, match="cannot be used as a folder"):
        check_fit_to_serve(from_environment(given), given)


@pytest.mark.parametrize(
    "address", ["http://localhost:8000", "https://[::1]:8443", "https://a-b.example.gov.uk"]
)
def test_an_address_may_have_a_port_and_be_a_number(address: str) -> None:
    assert from_environment({**REAL, "LMS_BASE_URL": address}).base_url == address


def test_a_council_is_found_at_the_root_alone_under_its_slug_among_others_and_at_its_own_host() -> None:
    alone = from_environment(REAL)
    among = from_environment({**REAL, "LMS_COUNCILS": "ludlow,hereford"})

    assert alone.address_of("ludlow", host=None) == "https://training.example.gov.uk"
    assert among.address_of("ludlow", host=None) == "https://training.example.gov.uk/ludlow"
    assert (
        among.address_of("ludlow", host="training.ludlow.example.gov.uk")
        == "https://training.ludlow.example.gov.uk"
    )
