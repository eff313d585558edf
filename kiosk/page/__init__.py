"""What a screen shows and says, as frozen data, and one pure builder per kind of page."""
