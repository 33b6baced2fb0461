"""What people send by the forms of the policy file: shown, read, kept, and taken in."""
