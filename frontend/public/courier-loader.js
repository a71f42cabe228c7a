// Starts the same program as analyser-loader.js, under a policy that lets it reach the API.
// Only the coordinator of a file that is analysed serverless is started from here.
import { initSync, start } from "./analyser.js";

self.onmessage = ({ data }) => {
  self.onmessage = null;
  initSync({ module: data.module });
  start(data.role, data.module);
};
