"""Cards: PIN, keys, objects and commands over contacts; access, secure messaging and authenticity over the air."""
