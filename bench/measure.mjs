// Medians over repeated samples. A sample runs the work so often that the clock's own grain is nothing beside it.

const wanted = 15;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Nanoseconds for one of the `count` things that one call of `work` does. */
export function nanoseconds(work, count = 1, samples = wanted) {
  let rounds = 1;
  // Warm, and long enough.
  for (;;) {
    const took = timed(work, rounds);
    if (took > 15) break;
    rounds = took < 1 ? rounds * 8 : Math.ceil((rounds * 20) / took);
  }
  return median(Array.from({ length: samples }, () => (timed(work, rounds) * 1e6) / rounds / count));
}

function timed(work, rounds) {
  const started = performance.now();
  for (let round = 0; round < rounds; round++) work();
  return performance.now() - started;
}

/** The same of work that has to be awaited, which takes so long that one run is a sample. */
export async function nanosecondsAwaited(work, count, samples) {
  await work();
  const times = [];
  for (let sample = 0; sample < samples; sample++) {
    const started = performance.now();
    await work();
    times.push(((performance.now() - started) * 1e6) / count);
  }
  return median(times);
}

/** Returns the milliseconds of one run of work that can run once on each object; `prepare` makes the object. */
export async function milliseconds(prepare, work, samples = wanted) {
  const times = [];
  for (let sample = 0; sample < samples; sample++) {
    const given = await prepare();
    const started = performance.now();
    const result = await work(given);
    times.push(performance.now() - started);
    result?.dispose?.();
  }
  return median(times);
}
