from sayso.people.tests.conftest import installation, policy

__all__ = ["installation", "policy"]
