"""Encrypted answers: keys made and held, submissions sealed and opened."""
