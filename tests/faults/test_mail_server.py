"""A bad mail server delays mails; it loses none, and doubles none under a new name."""

from __future__ import annotations

from faults.bench import Bench
from faults.extent import WHOLE, dice, note
from faults.mail_faults import FAULTS


def test_mails_that_meet_a_bad_server_arrive_all_the_same(office: Bench) -> None:
    rows = {}
    chosen = list(FAULTS) if WHOLE else _sample(office)
    for name in chosen:
        fault = FAULTS[name]
        rows[name] = office.disturbed_mail(
            fault.serving, others=fault.others, **fault.settings
        )
        note("mail server", office.databases.name, rows)


def _sample(office: Bench) -> list[str]:
    return dice(office.databases.name).sample(sorted(FAULTS), 4)
