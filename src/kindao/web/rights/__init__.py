"""What a patient may ask of the clinic: their own page, taking consent back, each right with its clock and article."""
