"""Sayso: an organisation's privacy policy, made to run."""
