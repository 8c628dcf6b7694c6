import type { Check } from '../check.ts';

/**
 * What the document's step 11 sees: the director's switch takes the VIP away, brings it back, and refuses other words. They are
 * tried, not asked for, so these checks have neither a question nor a judgement of their own.
 */
const tried: Pick<Check, 'step' | 'severity' | 'asks' | 'judge'> = {
  step: '11',
  severity: 'critical',
  asks: () => [],
  judge: () => [],
};

/** A word that is none ends with a usage line and status 1, and changes nothing. */
export const switchRefuses: Check = {
  ...tried,
  severity: 'warning',
  id: 'switch-refuses-other-words',
  title: '/sbin/lvsdr.sh adsa says how it is used, and ends with 1',
};

/** After `stop` the VIP is gone here, and under keepalived another director has it. */
export const switchStops: Check = {
  ...tried,
  id: 'switch-stops',
  title: '/sbin/lvsdr.sh stop takes the VIP from the director',
};

/** After `start` everything is as it was. */
export const switchStarts: Check = {
  ...tried,
  id: 'switch-starts',
  title: '/sbin/lvsdr.sh start brings back what was before',
};
