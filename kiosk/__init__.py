"""Maxilien: a digital assistance terminal for the villages of the Meuse."""

__version__ = "0.1.0"
