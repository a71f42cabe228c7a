// Starts the analyser program in a worker. This script is served with `connect-src 'none'`, so that
// no code that sees reads can reach a network: the compiled module comes with the first message.
import { initSync, start } from "./analyser.js";

self.onmessage = ({ data }) => {
  self.onmessage = null;
  initSync({ module: data.module });
  start(data.role, data.module);
};
