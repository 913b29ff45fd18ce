CREATE TABLE "family_auth"."hand_offs" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"portal" text,
	"code_hash" text NOT NULL,
	"device_jkt" text,
	"token_hash" text,
	"tries_left" integer NOT NULL,
	"grant_id" text NOT NULL,
	"auth_time" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "hand_offs_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ADD COLUMN "holder_jkt" text;--> statement-breakpoint
ALTER TABLE "family_auth"."applications" ADD COLUMN "hand_off_id" text;--> statement-breakpoint
ALTER TABLE "family_auth"."hand_offs" ADD CONSTRAINT "hand_offs_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hand_offs_application_id" ON "family_auth"."hand_offs" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "hand_offs_code_hash" ON "family_auth"."hand_offs" USING btree ("code_hash");--> statement-breakpoint
CREATE INDEX "hand_offs_expires_at" ON "family_auth"."hand_offs" USING btree ("expires_at");
