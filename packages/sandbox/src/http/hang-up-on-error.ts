/**
 * Passes on a body. If it fails midway, calls `hangUp`, so that the response of a mock server that
 * crashed doesn't look complete.
 */
export function hangUpOnError(
  body: ReadableStream<Uint8Array>,
  hangUp: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        hangUp();
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
