"""Who may use a form: people, phones, and the address that the server calls."""
