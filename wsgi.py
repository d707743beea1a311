"""The application for a real server: every council that the settings name."""

from lms.app import create_site

application = create_site()
