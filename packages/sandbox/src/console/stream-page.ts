const COALESCE_MS = 100;
const TICK_MS = 1000;
const HEARTBEAT_MS = 15_000;

/**
 * Responds with server-sent events. Each one is the complete content of a page, sent when it has
 * changed: at most every 100 ms, and at least checked every second, because bars and the chart
 * depend on the time.
 *
 * Because an event is complete, a client that connects again needs no earlier event.
 */
export function streamPage({
  render,
  subscribe,
}: {
  render: () => string;
  subscribe: (listener: () => void) => () => void;
}): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let sent = "";
      let soon: ReturnType<typeof setTimeout> | undefined;
      // A client that reads slowly gets fewer events, not a queue of them.
      const isReading = () => (controller.desiredSize ?? 0) > 0;
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const update = () => {
        soon = undefined;
        if (!isReading()) return;
        const html = render();
        if (html === sent) return;
        write(`data: ${html.replaceAll("\n", "\ndata: ")}\n\n`);
        sent = html;
      };
      const unsubscribe = subscribe(() => {
        soon ??= setTimeout(update, COALESCE_MS);
      });
      const tick = setInterval(update, TICK_MS);
      const heartbeat = setInterval(() => {
        if (isReading()) write(": still here\n\n");
      }, HEARTBEAT_MS);
      stop = () => {
        unsubscribe();
        clearTimeout(soon);
        clearInterval(tick);
        clearInterval(heartbeat);
      };
      update();
    },
    cancel: () => stop(),
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } });
}
