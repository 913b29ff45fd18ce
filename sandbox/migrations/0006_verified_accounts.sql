CREATE TABLE "family_auth"."activation_codes" (
	"number_hash" text PRIMARY KEY NOT NULL,
	"code_hash" text NOT NULL,
	"issued_at" timestamp with time zone,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
-- Nobody has proved yet who they are: whoever is logged in logs in again.
DELETE FROM "family_auth"."oidc_payloads";--> statement-breakpoint
ALTER TABLE "family_auth"."operators" DROP CONSTRAINT "operators_phone_hash_unique";--> statement-breakpoint
ALTER TABLE "family_auth"."oidc_payloads" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "family_auth"."operators" ADD COLUMN "password_set_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."operators" ADD COLUMN "identity_verified_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "oidc_payloads_account_id" ON "family_auth"."oidc_payloads" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "operators_phone_hash" ON "family_auth"."operators" USING btree ("phone_hash");