"""Sending a ticket to the professional and hearing back."""
