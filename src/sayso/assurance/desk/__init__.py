"""The pages of the staff that stand above all rooms: Today, the evidence, the policy's making."""
