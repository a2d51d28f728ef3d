"""What a model declares, and the plan that is made of it: sites, demand, services, manners, what breaks."""
