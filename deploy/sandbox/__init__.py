"""A small stand-in for KoboToolbox on this machine.

Nobody needs an account for the demo, a training day or the tests: forms come in
through the same requests as on the real server, phones fetch and answer them,
and the answers go out in the same shape. It listens on this machine only, keeps
everything in memory or, if given a folder, in one file there, and knows the
part of the contract that this project and a phone use; anything else is refused
with 404, 405 or 501, never answered by guessing.
"""

from deploy.sandbox.serve import serving
from deploy.sandbox.state import Sandbox

__all__ = ["Sandbox", "serving"]
