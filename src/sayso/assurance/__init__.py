"""What the rooms below are held to: the promises of the policy, and whom a change of it affects."""
