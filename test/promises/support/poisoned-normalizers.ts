import * as sound from '../../../normalizers/index.ts';

export * from '../../../normalizers/index.ts';

/** What a poisoned record does to the normalizer, by a word in its bytes. */
const POISONS: readonly (readonly [word: string, act: (value: Buffer) => void])[] = [
  [
    'poison-error',
    () => {
      throw new TypeError("Cannot read properties of undefined (reading 'poison')");
    },
  ],
  [
    'poison-nothing',
    () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a defect throws need not be an error
      throw undefined;
    },
  ],
  ['poison-stack', overflow],
  [
    'poison-once',
    (value) => {
      const text = value.toString();
      if (met.has(text)) return;
      met.add(text);
      throw new Error('only at the first try');
    },
  ],
];

const met = new Set<string>();

/** The normalizer with a defect that records with certain words bring out. */
export function createNormalizer(options: sound.NormalizerOptions): sound.Normalizer {
  const normalizer = sound.createNormalizer(options);
  return {
    normalize(value, source, nowMs) {
      const bytes = Buffer.from(value ?? []);
      for (const [word, act] of POISONS) if (bytes.includes(word)) act(bytes);
      return normalizer.normalize(value, source, nowMs);
    },
  };
}

function overflow(value: Buffer): number {
  return overflow(value) + 1;
}
