"""What the desk remembers: its database, its day, the requests, who it knows."""
