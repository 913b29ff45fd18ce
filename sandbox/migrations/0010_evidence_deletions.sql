CREATE TABLE "family_auth"."evidence_deletions" (
	"blob_key" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "evidence_deletions_due_at" ON "family_auth"."evidence_deletions" USING btree ("due_at");