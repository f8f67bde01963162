import { readGoldenCases } from '../../golden/golden-cases.ts';
import type { Random } from '../../../services/simulate/index.ts';
import { composeXml } from './compose-xml.ts';
import { mutateXml } from './mutate-xml.ts';

/** The golden inputs that are XML, of which most are read as event XML. */
export function readXmlInputs(): string[] {
  return readGoldenCases()
    .map(({ bytes }) => Buffer.from(bytes).toString())
    .filter((text) => /^<[^\d]/.test(text) && text.length < 20_000);
}

/** Documents without end: two of three composed, the others made of these and of the golden inputs by mutation. */
export function* generateDocuments(random: Random): Generator<string, never, undefined> {
  const golden = readXmlInputs();
  yield* golden;
  for (;;) {
    const composed = composeXml(random);
    const second = composeXml(random);
    yield composed;
    yield second;
    yield random.integer(0, 1) === 0
      ? mutateXml(composed, random, second)
      : mutateXml(random.pick(golden), random, random.pick(golden));
  }
}
