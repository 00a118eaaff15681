"""A small stand-in for ODK Central on this machine, for the tests.

It knows the part of the contract that this project and a phone use, keeps
everything in memory and listens on this machine only. What it does not know it
refuses, as the real server does, and never guesses.
"""

from deploy.central_sandbox.app import serving
from deploy.central_sandbox.state import CentralSandbox

__all__ = ["CentralSandbox", "serving"]
