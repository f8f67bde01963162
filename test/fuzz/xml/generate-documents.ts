import { readGoldenCases } from '../../golden/golden-cases.ts';
import type { Random } from '../../../services/simulate/index.ts';
import { composeXml } from './compose-xml.ts';
import { mutateXml } from './mutate-xml.ts';
import { printEvent } from './print-event.ts';

/** The golden inputs that are XML, of which most are read as event XML. */
export function readXmlInputs(): string[] {
  return readGoldenCases()
    .map(({ bytes }) => Buffer.from(bytes).toString())
    .filter((text) => /^<[^\d]/.test(text) && text.length < 20_000);
}

/** Documents without end: two of four composed, one an event near to how Windows prints it, one made of all these by mutation. */
export function* generateDocuments(random: Random): Generator<string, never, undefined> {
  const golden = readXmlInputs();
  yield* golden;
  for (;;) {
    const composed = composeXml(random);
    const second = composeXml(random);
    const printed = printEvent(random);
    yield composed;
    yield second;
    yield printed;
    const [text, other] = random.pick([
      [composed, second],
      [random.pick(golden), random.pick(golden)],
      [printed, printEvent(random)],
    ] as const);
    yield mutateXml(text, random, other);
  }
}
