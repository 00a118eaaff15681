"""What a form carries besides answers: the score, and what made the form."""

from __future__ import annotations

from builder.expr import Constant, Expr
from builder.form import Form
from builder.judgements import add_up
from builder.relevance import guarded_verdict
from builder.xlsform import HASH_NODE

from .profile import Profile

# Raise a version when a component of that profile is read differently.
SCORING = {"toolkit": "2026.1", "printed": "2026.1"}


def scoring_version() -> str:
    return " ".join(f"{name}-{version}" for name, version in SCORING.items())


def score(form: Form, kept: Expr) -> None:
    """Calculate the score in the form, under every scoring profile."""
    form.components.sort(key=lambda one: ("ESP".index(one.id[0]), int(one.id[1:])))
    dimensions = {one.id: one.dimension for one in form.components}
    for profile in SCORING:
        nodes = {
            one.id: form.calculate(
                f"{profile}_{one.id.lower()}",
                guarded_verdict(form, one.readings[profile]).value(),
                label=f"{one.id}, {one.label} ({profile})",
                relevant=kept,
            )
            for one in form.components
        }
        for name, value in add_up(nodes, dimensions).sums.items():
            form.calculate(
                f"{profile}_{name}",
                value,
                label=f"{name.replace('_', ' ')} ({profile})",
                relevant=kept,
            )


def constants(form: Form, profile: Profile) -> None:
    """Store what made the form: its content, its country, its scoring."""
    for name, value, label in (
        (HASH_NODE, HASH_NODE, "Content of the form"),
        ("country_hash", profile.hash, "Content of the country profile"),
        ("scoring_version", scoring_version(), "Version of the scoring profiles"),
    ):
        form.calculate(name, Constant(value), "text", label=label)
