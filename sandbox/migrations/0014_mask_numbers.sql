-- Masks of cards bound before show more than the first and the last character.
UPDATE "family_auth"."cards"
SET "masked_number" = CASE
  WHEN char_length("masked_number") <= 2 THEN repeat('*', char_length("masked_number"))
  ELSE left("masked_number", 1) || repeat('*', char_length("masked_number") - 2) || right("masked_number", 1)
END;
