"""What every journey has: an installation that is served, and a browser to meet it with."""

from tests.journeys.browsing import browser, serving

__all__ = ["browser", "serving"]
