import * as z from 'zod/mini';

/** What the form holds; the form is read whole into memory, and nothing of it is written anywhere. */
export interface EnrolmentForm {
  readonly token: string;
  readonly consent: boolean;
  readonly photo: Uint8Array | undefined;
}

const Fields = z.object({
  token: z.string(),
  consent: z.optional(z.literal('given')),
  photo: z.optional(z.instanceof(File)),
});

/** @returns `undefined` for what is no such form. */
export async function readEnrolmentForm(
  body: unknown,
  contentType: string | undefined,
): Promise<EnrolmentForm | undefined> {
  if (!Buffer.isBuffer(body) || contentType === undefined) return undefined;
  const sent = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  const fields = Fields.safeParse(sent && Object.fromEntries(sent));
  if (!fields.success) return undefined;
  const { token, consent, photo } = fields.data;
  // A form without a chosen file holds an empty one.
  const bytes = photo && photo.size > 0 ? new Uint8Array(await photo.arrayBuffer()) : undefined;
  return { token, consent: consent === 'given', photo: bytes };
}
