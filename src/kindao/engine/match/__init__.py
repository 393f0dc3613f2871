"""Whether two pictures are the same one, changed a little: perceptual hashes; whether one shows a part of the other:
points."""
