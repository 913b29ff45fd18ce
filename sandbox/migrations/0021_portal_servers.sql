ALTER TABLE "family_auth"."service_links" ADD COLUMN "redeemed_by" text;
