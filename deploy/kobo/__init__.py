"""KoboToolbox behind `FormServer`: its API v2, as it was seen to answer."""

from deploy.kobo.kobo import Kobo

__all__ = ["Kobo"]
