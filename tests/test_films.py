"""That the made films are what their truth tells, and that the scores say what they should of copies known to be good
or bad."""
