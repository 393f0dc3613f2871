"""The desk: Kindao as a web application. One Django app per domain; models keep, actions change, views ask.

`kindao serve` starts it for one clinic on one machine (SQLite, vault in a folder); with PostgreSQL and any number of
`kindao worker` it is the same code."""
