"""The pages on which people change their mind."""
