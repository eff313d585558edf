"""The professional's web page and its store."""
