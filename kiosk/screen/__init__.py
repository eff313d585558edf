"""Drawing a page in a window. The only room that knows Kivy."""
