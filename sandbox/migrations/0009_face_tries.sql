ALTER TABLE "family_auth"."challenges" ADD COLUMN "tries_today" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" ALTER COLUMN "tries_today" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" ADD COLUMN "tries_this_month" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "family_auth"."challenges" ALTER COLUMN "tries_this_month" DROP DEFAULT;
