"""How often pages are read, counted so that nobody is: single numbers, never two things at once."""
