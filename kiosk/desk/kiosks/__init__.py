"""The desk as kiosks speak to it, and as it is described."""
