"""People and what they said: contact points, consents, objections, suppressions."""
