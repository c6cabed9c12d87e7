import type { Closing } from '../model/verify.ts';

interface ClosingWord {
  readonly label: string;
  readonly meaning: string;
  /** Class of its badge, and of the edge of its tile. */
  readonly badge: string;
  readonly edge: string;
}

/** The closings as an administrator reads them. */
export const CLOSING_WORDS: Readonly<Record<Closing, ClosingWord>> = {
  missing: {
    label: 'Not back',
    meaning:
      'Not there, or there without effect: a service that is not started, storage that is not attached.',
    badge: 'sev-blocker',
    edge: 'edge-blocker',
  },
  untold: {
    label: 'Could not be told',
    meaning: 'Something hides the answer; what would tell stands with each.',
    badge: 'sev-medium',
    edge: 'edge-medium',
  },
  changed: {
    label: 'Back, changed',
    meaning: 'There, and not as it was. What differs stands with each.',
    badge: 'sev-low',
    edge: 'edge-low',
  },
  moved: {
    label: 'Moved',
    meaning:
      'Found under the other path where the audit foretold it; whether it has to go back is a decision.',
    badge: 'sev-info',
    edge: 'edge-info',
  },
  dropped: {
    label: 'Dropped',
    meaning: 'Given up on purpose: somebody accepted that it does not come back.',
    badge: 'sev-info',
    edge: 'edge-info',
  },
  identical: {
    label: 'Back, identical',
    meaning: 'There as it was, and in effect. What the answer rests on stands with each.',
    badge: 'compat-works',
    edge: 'edge-good',
  },
};

export const OUTCOME_WORDS = {
  closed: {
    label: 'Closed',
    sentence: 'Everything that the audit listed is accounted for.',
    verdict: 'ready',
    sign: '✓',
  },
  open: {
    label: 'Not closed',
    sentence: 'Something that the audit listed is not back. Restore it, or have it dropped on purpose.',
    verdict: 'blocked',
    sign: '✕',
  },
  unclear: {
    label: 'Not certain',
    sentence: 'Nothing is known to be missing, but some items could not be told.',
    verdict: 'incomplete',
    sign: '?',
  },
} as const;

export const PROOF_WORDS = {
  digest: 'the digest of the whole content',
  text: 'the text, read on both sides',
  metadata: 'size, time of change, mode and owner only, not the content: the weaker claim',
  record: 'what the running system says of it',
} as const;
