/** What identifies an interaction across all pacts. */
export interface InteractionKey {
  readonly consumer: string;
  readonly description: string;
}

/** Encodes an interaction's key as the value of an HTTP header. */
export function encodeInteractionId({ consumer, description }: InteractionKey): string {
  return encodeURIComponent(JSON.stringify([consumer, description]));
}

/** Decodes the result of {@link encodeInteractionId}. */
export function decodeInteractionId(id: string): InteractionKey {
  const [consumer, description]: [string, string] = JSON.parse(decodeURIComponent(id));
  return { consumer, description };
}
