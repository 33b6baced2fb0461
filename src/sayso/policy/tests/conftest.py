from sayso.policy.tests.kept import no_policy_left

__all__ = ["no_policy_left"]
