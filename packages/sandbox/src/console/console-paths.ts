/** The addresses of the console. */
export const consolePaths = {
  journal: "/",
  tokens: "/_sandbox/console/tokens",
  steering: "/_sandbox/console/steering",
  tryIt: "/_sandbox/console/try-it",
  gateway: "/_sandbox/console/gateway",
  events: "/_sandbox/console/events",
  styles: "/_sandbox/console/styles.css",
  script: "/_sandbox/console/browser/main.js",
  icon: "/_sandbox/console/icon.svg",
  actions: "/_sandbox/console/actions/",
  gatewayConnection: "/_sandbox/gateway",
  gatewayRequests: "/_sandbox/gateway-requests",
} as const;
