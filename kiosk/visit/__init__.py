"""What one resident does: the walk through a guide, the comfort, the visit, the ticket."""
