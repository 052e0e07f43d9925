# Runs the suite as a Worker, without compatibility flags such as nodejs_compat.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    # The default allows only public addresses, and the sandbox listens on a private one.
    (name = "network", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "suite", address = "127.0.0.1:0", http = (), service = "suite")],
);

const suite :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  globalOutbound = "network",
  bindings = [
    (name = "WAKAPAY_BASE_URL", fromEnvironment = "WAKAPAY_BASE_URL"),
    (name = "WAKAPAY_API_KEY", fromEnvironment = "WAKAPAY_API_KEY"),
    (name = "WAKAPAY_API_SECRET", fromEnvironment = "WAKAPAY_API_SECRET"),
  ],
);
