"""The texts and the banks of questions, a pair of files for each training."""
