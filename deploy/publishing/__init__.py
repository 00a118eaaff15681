"""From a built form to phones: looked at, planned, applied, confirmed, recorded."""
