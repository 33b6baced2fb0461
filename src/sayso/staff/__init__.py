"""Those who work here: who may see what, after which training, and how they prove who they are."""
