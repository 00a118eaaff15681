"""Submissions to scores, red flags, alerts and reports.

In come submissions as a server gives them, whether rows or XML; out go the
score of each interview, its red flags, the alerts that are due and the reports
of a programme. A score is worked out from the same expressions as the form's
own and agrees with it or the disagreement is reported; a submission that
cannot be read is set aside with its reason and stops nothing; an alert is
never lost, and no mail, log or table here holds an answer.
"""
