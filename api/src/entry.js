// The Worker's entry: the built program, and what becomes of its requests when one of them traps.
//
// A trap (a panic, memory that is not there, a full stack) ends the program's instance with all
// requests in it: none of their promises would ever settle, and their callers would wait without
// end. So each races with the end of the instance, and is answered 500; worker-build's own entry
// starts a new instance for the next request, as soon as `criticalError` says so.
import Program from "./index.js";

const underWay = new Set();
// The program says here what is answered then.
const readout = (globalThis.__readout = { problem: "" });

function endAll() {
  globalThis.__worker_init_state.criticalError = true;
  for (const end of underWay) end();
  underWay.clear();
}

// A trap in a callback is reported here, and nowhere else.
addEventListener("error", ({ error }) => {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) endAll();
});

function failed() {
  return new Response(readout.problem, {
    status: 500,
    headers: {
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
      "content-type": "application/problem+json",
      "x-content-type-options": "nosniff",
    },
  });
}

export default {
  async fetch(request, env, context) {
    let end;
    const ended = new Promise((resolve) => {
      end = () => resolve(null);
      underWay.add(end);
    });
    try {
      return (await Promise.race([new Program(context, env).fetch(request), ended])) ?? failed();
    } catch (error) {
      // The program answers its errors itself: what is thrown is the end of its instance.
      console.error(String(error));
      endAll();
      return failed();
    } finally {
      underWay.delete(end);
    }
  },
};
