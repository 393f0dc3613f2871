"""From a picture to an answer: what the engine saw, what was asked, what the law said, which copy may go out."""
