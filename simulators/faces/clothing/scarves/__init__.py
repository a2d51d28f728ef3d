"""What covers a head: hijabs in several manners, the ghutra and its cords."""
