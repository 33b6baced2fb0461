"""Where the rooms are put together: the environment, the settings, the addresses of pages."""
