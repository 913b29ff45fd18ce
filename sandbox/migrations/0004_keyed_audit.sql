CREATE TABLE "family_auth"."audit_checkpoints" (
	"n" integer PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"heads" jsonb NOT NULL,
	"previous_mac" text NOT NULL,
	"mac" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "family_auth"."audit_entries" (
	"object" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"details" jsonb NOT NULL,
	"previous_mac" text NOT NULL,
	"mac" text NOT NULL,
	CONSTRAINT "audit_entries_object_seq_pk" PRIMARY KEY("object","seq")
);
--> statement-breakpoint
CREATE TABLE "family_auth"."audit_heads" (
	"object" text PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"mac" text NOT NULL,
	"head_mac" text NOT NULL,
	"checkpoint_seq" integer DEFAULT 0 NOT NULL
);
