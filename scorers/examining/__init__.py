"""What `remon doctor` looks at, and what it advises."""
