"""The log that only grows: that something was said or done, and that it was not altered since."""
