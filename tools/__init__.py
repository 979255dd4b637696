"""Commands for those who write the lessons; nothing in dlcore needs them."""
