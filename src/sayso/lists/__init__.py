"""Lists: read in any form, held against the registers and what people said, and answered."""
