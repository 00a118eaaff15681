"""ODK Central: the other server behind `FormServer`.

In come workbooks, out come published versions, tokens for phones, and rows in
the shape that KoboToolbox gives them. The promise: nothing is stored before its
warnings were shown, a version is never used twice, and the rows of a form come
oldest first, each once, whatever arrives or is deleted meanwhile.
"""

from deploy.central.central import Central

__all__ = ["Central"]
