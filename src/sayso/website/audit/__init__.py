"""A website met as visitors meet it, and what it stores compared with what was declared."""
