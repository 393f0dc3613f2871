"""Who and what is seen in a film, followed forwards and backwards so that nothing shows between two looks."""
