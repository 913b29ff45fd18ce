CREATE TABLE "family_auth"."review_claims" (
	"application_id" text PRIMARY KEY NOT NULL,
	"reviewer" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."review_proposals" (
	"application_id" text PRIMARY KEY NOT NULL,
	"reviewer" text NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "family_auth"."review_claims" ADD CONSTRAINT "review_claims_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."review_proposals" ADD CONSTRAINT "review_proposals_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;