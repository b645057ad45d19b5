// Times of taps and peaks, in seconds, and what they say. Nothing here knows a page.

const NOISE = 0.12; // spread of a cycle's length, as a part of it
const BOUND = 2; // spreads that noise goes at most
const SLOWEST = 6;
const FASTEST = 14;

export function peaksOf(pace, until) {
  const cycle = 60 / pace;
  return Array.from({ length: Math.floor(until / cycle + 1e-9) + 1 }, (_, index) => index * cycle);
}

// Where the figure is: 0 at a peak of flexion, 1 halfway to the next.
export function partAt(time, peaks) {
  const after = peaks.findIndex((peak) => peak > time);
  if (after < 1) return 0;
  const [from, to] = [peaks[after - 1], peaks[after]];
  return (1 - Math.cos((2 * Math.PI * (time - from)) / (to - from))) / 2;
}

// Each tap belongs to the peak next to it, no further than half the gap there; of
// several taps at a peak the nearest counts, and the others are too many.
export function match(taps, peaks, reach) {
  const best = new Map();
  for (const tap of taps) {
    const distances = peaks.map((peak) => Math.abs(peak - tap));
    const nearest = distances.indexOf(Math.min(...distances));
    if (nearest < 0 || distances[nearest] > reach) continue;
    const error = tap - peaks[nearest];
    if (!best.has(nearest) || Math.abs(error) < Math.abs(best.get(nearest))) best.set(nearest, error);
  }
  const errors = [...best.keys()].sort((one, other) => one - other).map((key) => best.get(key));
  return { errors, extra: taps.length - errors.length, missed: peaks.length - errors.length };
}

export function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

// The standard deviation, with n - 1; 0 where there is no telling.
export function spread(values) {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

// Cycles a minute between the first and the last of these times.
export function rateOf(times) {
  return times.length < 2 ? 0 : (60 * (times.length - 1)) / (times.at(-1) - times[0]);
}

// The first peak is where the figure starts, which nobody can tap in time.
export function analyse(taps, pace, until) {
  const half = 30 / pace;
  const all = peaksOf(pace, until);
  // A peak that came just before the end may still have been about to be tapped.
  const isTapped = (peak) => taps.some((tap) => Math.abs(tap - peak) <= half);
  const peaks = all.filter((peak, index) => isTapped(peak) || (index > 0 && peak <= until - half));
  const { errors, extra, missed } = match(taps, peaks, half);
  return {
    peaks: peaks.length,
    hits: errors.length,
    extra,
    missed,
    error: mean(errors),
    spread: spread(errors),
    rate: rateOf(taps),
  };
}

// The same seed always gives the same numbers from 0 to 1 (mulberry32).
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// A rhythm whose cycles differ in length, and what it comes to in a minute.
export function noisy(seed, until) {
  const next = chance(seed);
  const bell = () => {
    const length = Math.sqrt(-2 * Math.log(1 - next()));
    return Math.max(-BOUND, Math.min(BOUND, length * Math.cos(2 * Math.PI * next())));
  };
  const cycle = 60 / (SLOWEST + (FASTEST - SLOWEST) * next());
  const peaks = [0];
  while (peaks.at(-1) <= until) peaks.push(peaks.at(-1) + cycle * (1 + NOISE * bell()));
  const phases = [next(), next(), next()];
  return { peaks, phases, rate: rateOf(peaks) };
}

// The place of a noisy rhythm: it wavers around where it should be.
export function wavering(time, { peaks, phases }) {
  const waves = phases.map((phase, index) => Math.sin(2 * Math.PI * (phase + time * (0.31 + 0.43 * index))));
  return Math.max(0, Math.min(1, 0.15 + 0.7 * partAt(time, peaks) + 0.15 * mean(waves)));
}
