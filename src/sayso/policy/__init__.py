"""The policy file: one file that says what we promise and for what we may contact people."""
