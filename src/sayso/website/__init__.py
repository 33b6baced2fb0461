"""The public face: the frame of every page, its stylesheet, the front page and what goes wrong."""
