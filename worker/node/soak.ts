/** A test's count: the share that `npm test` takes, or the long run of `npm run soak`. */
export function soaked(share: number, long: number): number {
  return process.env['SNOWGLOBE_SOAK'] === undefined ? share : long;
}
