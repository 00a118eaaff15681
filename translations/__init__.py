"""What is said in which language: catalogues and their upkeep.

In come source texts with stable keys; out go their translations. A text whose
source has changed since it was translated counts as not translated.
"""
