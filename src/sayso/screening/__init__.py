"""Lists that are checked before anybody on them is contacted: uploaded, answered, taken away."""
