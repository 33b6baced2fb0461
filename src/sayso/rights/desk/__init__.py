"""The pages of the staff about requests: what is open, when it is due, what is waited for."""
