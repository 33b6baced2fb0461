"""Every message that any room sends: queued, asked about, handed over, accounted for."""
