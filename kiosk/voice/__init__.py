"""Speaking a page: script, engines, player."""
