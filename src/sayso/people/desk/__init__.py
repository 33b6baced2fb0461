"""The pages of the staff about people: find somebody, see what may be done and why, record."""
