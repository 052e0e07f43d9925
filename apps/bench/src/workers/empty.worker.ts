/** Responds without an upstream request, to compare starts. */
export default { fetch: () => new Response("{}", { status: 401 }) };
