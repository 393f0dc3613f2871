"""Whether two pictures are the same one, changed a little: perceptual hashes."""
