// Runs in a page, before its own scripts: how long these take, in ms, for each animation frame and each message.
globalThis.stopwatch = { draws: [], messages: [], since: performance.now() };

{
  const { stopwatch } = globalThis;
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  let last = -1;
  globalThis.requestAnimationFrame = (run) =>
    ask((now) => {
      const start = performance.now();
      run(now);
      const took = performance.now() - start;
      // All that runs for the same frame counts as one.
      if (now === last) stopwatch.draws[stopwatch.draws.length - 1] += took;
      else stopwatch.draws.push(took);
      last = now;
    });

  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
  Object.defineProperty(WebSocket.prototype, 'onmessage', {
    set(run) {
      set.call(this, (event) => {
        const start = performance.now();
        run(event);
        stopwatch.messages.push(performance.now() - start);
      });
    },
  });
}
