/** What names an interaction among all pacts, in characters that a header may carry. */
export function interactionId(of: { readonly consumer: string; readonly description: string }): string {
  return encodeURIComponent(`${of.consumer}: ${of.description}`);
}
