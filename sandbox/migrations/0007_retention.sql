CREATE TABLE "family_auth"."deletion_receipts" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"operator_sub" text NOT NULL,
	"client_id" text NOT NULL,
	"cause" text NOT NULL,
	"term" text,
	"deleted" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "family_auth"."application_transitions" DROP CONSTRAINT "application_transitions_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."submissions" DROP CONSTRAINT "submissions_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."card_codes" DROP CONSTRAINT "card_codes_card_ref_cards_ref_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."cards" DROP CONSTRAINT "cards_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."service_links" DROP CONSTRAINT "service_links_card_ref_cards_ref_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."challenge_steps" DROP CONSTRAINT "challenge_steps_challenge_id_challenges_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" DROP CONSTRAINT "challenges_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."evidence_parts" DROP CONSTRAINT "evidence_parts_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."frame_fingerprints" DROP CONSTRAINT "frame_fingerprints_application_id_applications_id_fk";
--> statement-breakpoint
ALTER TABLE "family_auth"."judgements" DROP CONSTRAINT "judgements_application_id_applications_id_fk";
--> statement-breakpoint
DROP INDEX "family_auth"."applications_status";--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ALTER COLUMN "subject_jwe" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."submissions" ALTER COLUMN "jws" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ADD COLUMN "consents_withdrawn_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "deletion_receipts_application_id" ON "family_auth"."deletion_receipts" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "deletion_receipts_at" ON "family_auth"."deletion_receipts" USING btree ("at");--> statement-breakpoint
ALTER TABLE "family_auth"."application_transitions" ADD CONSTRAINT "application_transitions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."submissions" ADD CONSTRAINT "submissions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."card_codes" ADD CONSTRAINT "card_codes_card_ref_cards_ref_fk" FOREIGN KEY ("card_ref") REFERENCES "family_auth"."cards"("ref") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."cards" ADD CONSTRAINT "cards_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."service_links" ADD CONSTRAINT "service_links_card_ref_cards_ref_fk" FOREIGN KEY ("card_ref") REFERENCES "family_auth"."cards"("ref") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."challenge_steps" ADD CONSTRAINT "challenge_steps_challenge_id_challenges_id_fk" FOREIGN KEY ("challenge_id") REFERENCES "family_auth"."challenges"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" ADD CONSTRAINT "challenges_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."evidence_parts" ADD CONSTRAINT "evidence_parts_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."frame_fingerprints" ADD CONSTRAINT "frame_fingerprints_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."judgements" ADD CONSTRAINT "judgements_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "applications_status_expires_at" ON "family_auth"."applications" USING btree ("status","expires_at");--> statement-breakpoint
CREATE INDEX "applications_status_updated_at" ON "family_auth"."applications" USING btree ("status","updated_at");--> statement-breakpoint
CREATE INDEX "card_codes_card_ref" ON "family_auth"."card_codes" USING btree ("card_ref");--> statement-breakpoint
CREATE INDEX "card_codes_expires_at" ON "family_auth"."card_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "cards_application_id" ON "family_auth"."cards" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "service_links_card_ref" ON "family_auth"."service_links" USING btree ("card_ref");--> statement-breakpoint
CREATE INDEX "service_links_expires_at" ON "family_auth"."service_links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "attempt_counters_day" ON "family_auth"."attempt_counters" USING btree ("day");--> statement-breakpoint
CREATE INDEX "evidence_parts_held" ON "family_auth"."evidence_parts" USING btree ("application_id") WHERE "family_auth"."evidence_parts"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "frame_fingerprints_at" ON "family_auth"."frame_fingerprints" USING btree ("at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at" ON "family_auth"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "used_token_ids_expires_at" ON "family_auth"."used_token_ids" USING btree ("expires_at");
--> statement-breakpoint
UPDATE "family_auth"."applications" SET "expires_at" = now() + interval '15 days' WHERE "status" = 'manual_review';
