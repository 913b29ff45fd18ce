CREATE TABLE "family_auth"."review_held_decisions" (
	"application_id" text PRIMARY KEY NOT NULL,
	"reviewer" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "family_auth"."applications_status_expires_at";--> statement-breakpoint
ALTER TABLE "family_auth"."review_held_decisions" ADD CONSTRAINT "review_held_decisions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "review_held_decisions_until" ON "family_auth"."review_held_decisions" USING btree ("until");--> statement-breakpoint
CREATE INDEX "applications_status_expires_at_id" ON "family_auth"."applications" USING btree ("status","expires_at","id");
