"""What every page of ours is made of, whichever room writes it: style, policy of content, templates, words."""
