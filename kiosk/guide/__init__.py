"""What a guide is: its model, its file, its checks, the library and the search."""
