"""A second, deliberately slow reading of the rules, to check the first one against."""
