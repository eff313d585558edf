"""Who comes in: people by their PIN, kiosks by their token, and how often."""
