/** The controller of one request, which undici passes to a {@link Handler}. */
export interface Controller {
  readonly aborted: boolean;
  readonly paused: boolean;
  readonly reason: Error | null;
  readonly rawHeaders?: unknown;
  readonly rawTrailers?: unknown;
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

/** Receives what happens to one request, as undici 7 and later call it. */
export interface Handler {
  onRequestStart?(controller: Controller, context: unknown): void;
  onRequestUpgrade?(controller: Controller, statusCode: number, headers: object, socket: unknown): void;
  onResponseStart?(controller: Controller, statusCode: number, headers: object, statusMessage?: string): void;
  onResponseData?(controller: Controller, chunk: Uint8Array): void;
  onResponseEnd?(controller: Controller, trailers: object): void;
  onResponseError?(controller: Controller, error: Error): void;
  onResponseStarted?(): void;
  onRequestSent?(): void;
  onBodySent?(...sent: unknown[]): void;
}

/** Receives what happens to one request, as undici 6 calls it. */
export interface LegacyHandler {
  onConnect?(abort: (reason?: Error) => void, context?: unknown): void;
  onUpgrade?(statusCode: number, rawHeaders: unknown, socket: unknown): void;
  onHeaders?(statusCode: number, rawHeaders: unknown, resume: () => void, statusMessage?: string): boolean;
  onData?(chunk: Uint8Array): boolean;
  onComplete?(rawTrailers: unknown): void;
  onError?(error: Error): void;
  onResponseStarted?(): void;
  onRequestSent?(): void;
  onBodySent?(...sent: unknown[]): void;
}

/** Returns a handler that passes everything on to one of undici 6. */
export function fromLegacy(handler: LegacyHandler): Handler {
  return {
    onRequestStart: (controller, context) =>
      handler.onConnect?.((reason = new Error("aborted")) => controller.abort(reason), context),
    onRequestUpgrade: (controller, statusCode, _, socket) =>
      handler.onUpgrade?.(statusCode, controller.rawHeaders, socket),
    onResponseStart(controller, statusCode, _, statusMessage) {
      const resume = () => controller.resume();
      if (handler.onHeaders?.(statusCode, controller.rawHeaders, resume, statusMessage) === false)
        controller.pause();
    },
    onResponseData(controller, chunk) {
      if (handler.onData?.(chunk) === false) controller.pause();
    },
    onResponseEnd: (controller) => handler.onComplete?.(controller.rawTrailers),
    onResponseError: (_, error) => handler.onError?.(error),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onRequestSent: () => handler.onRequestSent?.(),
    onBodySent: (...sent) => handler.onBodySent?.(...sent),
  };
}

/** Returns a handler of undici 6 that passes everything on. Headers are only passed on raw. */
export function toLegacy(handler: Handler): LegacyHandler {
  let controller: LegacyController | undefined;

  function started(): LegacyController {
    controller ??= legacyController(() => {});
    return controller;
  }

  return {
    onConnect(abort, context) {
      controller = legacyController(abort);
      handler.onRequestStart?.(controller, context);
    },
    onUpgrade(statusCode, rawHeaders, socket) {
      started().rawHeaders = rawHeaders;
      handler.onRequestUpgrade?.(started(), statusCode, {}, socket);
    },
    onHeaders(statusCode, rawHeaders, resume, statusMessage) {
      started().rawHeaders = rawHeaders;
      started().onResume = resume;
      handler.onResponseStart?.(started(), statusCode, {}, statusMessage);
      return !started().paused;
    },
    onData(chunk) {
      handler.onResponseData?.(started(), chunk);
      return !started().paused;
    },
    onComplete(rawTrailers) {
      started().rawTrailers = rawTrailers;
      handler.onResponseEnd?.(started(), {});
    },
    onError: (error) => handler.onResponseError?.(started(), error),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onRequestSent: () => handler.onRequestSent?.(),
    onBodySent: (...sent) => handler.onBodySent?.(...sent),
  };
}

interface LegacyController extends Controller {
  aborted: boolean;
  paused: boolean;
  reason: Error | null;
  rawHeaders?: unknown;
  rawTrailers?: unknown;
  onResume?: () => void;
}

function legacyController(abort: (reason: Error) => void): LegacyController {
  const controller: LegacyController = {
    aborted: false,
    paused: false,
    reason: null,
    abort(reason) {
      controller.aborted = true;
      controller.reason = reason;
      abort(reason);
    },
    pause() {
      controller.paused = true;
    },
    resume() {
      if (!controller.paused) return;
      controller.paused = false;
      controller.onResume?.();
    },
  };
  return controller;
}
