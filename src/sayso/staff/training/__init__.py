"""Trainings: what is read, what is asked, and what a pass is worth."""
