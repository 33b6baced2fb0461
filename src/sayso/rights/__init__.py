"""What people ask of us about their own details: taken in, acknowledged, and answered in time."""
