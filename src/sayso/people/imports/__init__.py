"""A file of people brought into the record: read, looked up, decided row by row, written."""
