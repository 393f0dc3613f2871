"""Through the frames of a film: who and what is seen, followed forwards and backwards so that nothing shows between looks."""
