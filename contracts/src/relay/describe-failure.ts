/**
 * Describes why a request failed: the system's error code, such as `ENOTFOUND`, or else the
 * message. For a certificate that is not trusted, it adds what to do.
 */
export function describeFailure(error: unknown): string {
  const { message, code } = toErrorWithCode(error);
  const reason = code ?? message;
  if (!/CERT|UNABLE_TO_VERIFY/.test(reason)) return reason;
  return `${reason}. If the provider uses a private CA, set NODE_EXTRA_CA_CERTS to its certificate file.`;
}

function toErrorWithCode(error: unknown): { readonly message: string; readonly code?: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { message: error.message, code };
}
