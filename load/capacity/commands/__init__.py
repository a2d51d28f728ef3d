"""`hawiya capacity`: a module for each subcommand, and what they ask alike."""
