"""The commands of staff and developers."""
