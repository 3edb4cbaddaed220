/** What a sample says of the whole. */

const CERTAINTY = 0.95;
const STEPS = 60;

/**
 * Of `checked` things drawn by chance `wrong` were wrong: with 95 % certainty no larger share than this of all is wrong
 * (the exact bound of Clopper and Pearson). 1 when nothing was checked.
 */
export function mostWrongShare(checked: number, wrong: number): number {
  if (wrong >= checked) return 1;
  let low = wrong / checked;
  let high = 1;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(wrong, checked, middle) > 1 - CERTAINTY) low = middle;
    else high = middle;
  }
  return high;
}

/** The chance of at most so many wrong ones among `checked` when a share of all is wrong: a sum of binomial terms. */
function chanceOfAtMost(wrong: number, checked: number, share: number): number {
  const ratio = Math.log(share) - Math.log1p(-share);
  let term = checked * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let count = 1; count <= wrong; count += 1) {
    term += Math.log(checked - count + 1) - Math.log(count) + ratio;
    sum += Math.exp(term);
  }
  return sum;
}
