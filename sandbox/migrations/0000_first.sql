CREATE SCHEMA IF NOT EXISTS "family_auth";
--> statement-breakpoint
CREATE TABLE "family_auth"."application_transitions" (
	"application_id" text NOT NULL,
	"version" integer NOT NULL,
	"from_status" text,
	"to_status" text NOT NULL,
	"reason" text,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "application_transitions_application_id_version_pk" PRIMARY KEY("application_id","version")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."applications" (
	"id" text PRIMARY KEY NOT NULL,
	"operator_sub" text NOT NULL,
	"client_id" text NOT NULL,
	"jkt" text NOT NULL,
	"relationship" text NOT NULL,
	"method" text NOT NULL,
	"status" text NOT NULL,
	"version" integer NOT NULL,
	"reason" text,
	"subject_jwe" text NOT NULL,
	"subject_sha256" text NOT NULL,
	"subject_hash" text NOT NULL,
	"subject_name" text NOT NULL,
	"consents" jsonb NOT NULL,
	"guardian_consent" boolean NOT NULL,
	"requirements" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"appealed_at" timestamp with time zone,
	"appeal_text" text,
	"card_ref" text
);
--> statement-breakpoint
CREATE TABLE "family_auth"."submissions" (
	"application_id" text PRIMARY KEY NOT NULL,
	"jws" text NOT NULL,
	"sha256" text NOT NULL,
	"jti" text NOT NULL,
	"jkt" text NOT NULL,
	"challenge_id" text,
	"auth_time" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."card_codes" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"card_ref" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "family_auth"."cards" (
	"ref" text PRIMARY KEY NOT NULL,
	"operator_sub" text NOT NULL,
	"application_id" text NOT NULL,
	"relationship" text NOT NULL,
	"subject_hash" text NOT NULL,
	"masked_name" text NOT NULL,
	"masked_number" text NOT NULL,
	"status" text NOT NULL,
	"bound_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "family_auth"."service_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"card_ref" text NOT NULL,
	"service" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "family_auth"."attempt_counters" (
	"scope" text NOT NULL,
	"day" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "attempt_counters_scope_day_pk" PRIMARY KEY("scope","day")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."challenge_steps" (
	"challenge_id" text NOT NULL,
	"i" integer NOT NULL,
	"step" jsonb NOT NULL,
	"revealed_at_ms" bigint NOT NULL,
	"committed_at_ms" bigint,
	"chain" text,
	"frames" integer,
	"elapsed_ms" integer,
	"receipt" text,
	CONSTRAINT "challenge_steps_challenge_id_i_pk" PRIMARY KEY("challenge_id","i")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."challenges" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"jkt" text NOT NULL,
	"nonce" text NOT NULL,
	"policy_version" text NOT NULL,
	"plan" jsonb NOT NULL,
	"pace" text NOT NULL,
	"measured_fps" real NOT NULL,
	"frame_width" integer NOT NULL,
	"frame_height" integer NOT NULL,
	"swapped" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "family_auth"."evidence_parts" (
	"application_id" text NOT NULL,
	"n" integer NOT NULL,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"role" text NOT NULL,
	"cty" text NOT NULL,
	"blob_key" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "evidence_parts_application_id_n_pk" PRIMARY KEY("application_id","n")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."frame_fingerprints" (
	"application_id" text NOT NULL,
	"n" integer NOT NULL,
	"sha256" text NOT NULL,
	"perceptual_hash" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "frame_fingerprints_application_id_n_pk" PRIMARY KEY("application_id","n")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."audit_log" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"object" text NOT NULL,
	"details" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."idempotency_keys" (
	"client_id" text NOT NULL,
	"sub" text NOT NULL,
	"key" text NOT NULL,
	"request_sha256" text NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_client_id_sub_key_pk" PRIMARY KEY("client_id","sub","key")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."installation" (
	"id" integer PRIMARY KEY NOT NULL,
	"secrets_fingerprint" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."used_token_ids" (
	"id" text PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."judgements" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"verdict" text NOT NULL,
	"reason" text,
	"refused_by" text,
	"decided_by" text NOT NULL,
	"checks" jsonb NOT NULL,
	"note" text,
	"duration_ms" integer,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."oidc_payloads" (
	"model" text NOT NULL,
	"id" text NOT NULL,
	"payload" jsonb NOT NULL,
	"grant_id" text,
	"uid" text,
	"user_code" text,
	"consumed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "oidc_payloads_model_id_pk" PRIMARY KEY("model","id")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."operators" (
	"sub" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"id_type" text NOT NULL,
	"number_hash" text NOT NULL,
	"phone_hash" text NOT NULL,
	"birth_year" integer,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "operators_number_hash_unique" UNIQUE("number_hash"),
	CONSTRAINT "operators_phone_hash_unique" UNIQUE("phone_hash")
);
--> statement-breakpoint
ALTER TABLE "family_auth"."application_transitions" ADD CONSTRAINT "application_transitions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."submissions" ADD CONSTRAINT "submissions_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."card_codes" ADD CONSTRAINT "card_codes_card_ref_cards_ref_fk" FOREIGN KEY ("card_ref") REFERENCES "family_auth"."cards"("ref") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."cards" ADD CONSTRAINT "cards_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."service_links" ADD CONSTRAINT "service_links_card_ref_cards_ref_fk" FOREIGN KEY ("card_ref") REFERENCES "family_auth"."cards"("ref") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."challenge_steps" ADD CONSTRAINT "challenge_steps_challenge_id_challenges_id_fk" FOREIGN KEY ("challenge_id") REFERENCES "family_auth"."challenges"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" ADD CONSTRAINT "challenges_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."evidence_parts" ADD CONSTRAINT "evidence_parts_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."frame_fingerprints" ADD CONSTRAINT "frame_fingerprints_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "family_auth"."judgements" ADD CONSTRAINT "judgements_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "family_auth"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "applications_operator_sub" ON "family_auth"."applications" USING btree ("operator_sub");--> statement-breakpoint
CREATE INDEX "applications_subject_hash" ON "family_auth"."applications" USING btree ("subject_hash");--> statement-breakpoint
CREATE INDEX "applications_status" ON "family_auth"."applications" USING btree ("status");--> statement-breakpoint
CREATE INDEX "cards_operator_sub" ON "family_auth"."cards" USING btree ("operator_sub");--> statement-breakpoint
CREATE INDEX "challenges_application_id" ON "family_auth"."challenges" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "frame_fingerprints_sha256" ON "family_auth"."frame_fingerprints" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "judgements_application_id" ON "family_auth"."judgements" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "oidc_payloads_grant_id" ON "family_auth"."oidc_payloads" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "oidc_payloads_uid" ON "family_auth"."oidc_payloads" USING btree ("uid");--> statement-breakpoint
CREATE INDEX "oidc_payloads_expires_at" ON "family_auth"."oidc_payloads" USING btree ("expires_at");