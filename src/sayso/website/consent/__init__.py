"""The question about what is stored on a visitor's device: put, answered, noted and carried out."""
