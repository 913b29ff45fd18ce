CREATE TABLE "family_auth"."notifications" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"card_ref" text NOT NULL,
	"sealed" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "family_auth"."cards" ADD COLUMN "revocation" text;--> statement-breakpoint
ALTER TABLE "family_auth"."cards" ADD COLUMN "subject_sealed" text;--> statement-breakpoint
ALTER TABLE "family_auth"."cards" ADD COLUMN "document_ending_hash" text;--> statement-breakpoint
CREATE INDEX "notifications_next_attempt_at" ON "family_auth"."notifications" USING btree ("next_attempt_at") WHERE "family_auth"."notifications"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_delivered_at" ON "family_auth"."notifications" USING btree ("delivered_at");--> statement-breakpoint
CREATE INDEX "cards_subject_hash" ON "family_auth"."cards" USING btree ("subject_hash");