ALTER TABLE "family_auth"."applications" ADD COLUMN "appointment_hash" text;--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ADD COLUMN "subject_answer" jsonb;--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ADD CONSTRAINT "applications_appointment_hash_unique" UNIQUE("appointment_hash");