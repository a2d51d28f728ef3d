"""What is worn on the body: shoulders and chest, collars, sleeves, folds and their drawing."""
