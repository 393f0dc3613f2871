"""What goes through the gate, a picture or a film: each knows how it is looked at, covered and looked at again."""
