-- Reservations of requests that were under way: nothing was answered, and each may be sent again.
DELETE FROM "family_auth"."idempotency_keys" WHERE "status" IS NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."idempotency_keys" ALTER COLUMN "status" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."idempotency_keys" ALTER COLUMN "headers" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."idempotency_keys" ALTER COLUMN "body" SET NOT NULL;