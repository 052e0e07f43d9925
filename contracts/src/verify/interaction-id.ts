/** An interaction among those of all pacts. */
export interface NamedInteraction {
  readonly consumer: string;
  readonly description: string;
}

/** What names an interaction in a header. */
export function interactionId({ consumer, description }: NamedInteraction): string {
  return encodeURIComponent(JSON.stringify([consumer, description]));
}

/** The interaction that {@link interactionId} named. */
export function interactionIn(id: string): NamedInteraction {
  const [consumer, description]: [string, string] = JSON.parse(decodeURIComponent(id));
  return { consumer, description };
}
