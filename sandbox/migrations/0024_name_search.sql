CREATE INDEX "applications_status_subject_name" ON "family_auth"."applications" USING btree ("status","subject_name");
