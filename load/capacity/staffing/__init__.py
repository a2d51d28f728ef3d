"""The least devices of each site that keep the targets: a guess by formula, a search by simulation, a certificate."""
