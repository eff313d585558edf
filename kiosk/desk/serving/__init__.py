"""Where the desk is reached: the server, TLS, the network."""
