"""The rules, one a module: every one that has been law since 2003, and the house's."""
