import { SaxesParser } from 'saxes';
import { dead, type DeadOutcome } from '../outcome.ts';

/** Leaves the parser's callbacks early: the text as a whole is refused. */
export class XmlRefusal extends Error {
  readonly outcome: DeadOutcome;
  constructor(outcome: DeadOutcome) {
    super(outcome.detail);
    this.outcome = outcome;
  }
}

/**
 * A parser that stops at the first error, knows no DTD and resolves nothing beyond the five XML entities and character
 * references. It throws `XmlRefusal` for a DOCTYPE and its own error for what is not well-formed.
 * @param position whether to count lines and columns
 * @param writer why there cannot be a DOCTYPE
 */
export function createStrictParser(position: boolean, writer: string): SaxesParser {
  const parser: SaxesParser = new SaxesParser({ position });
  parser.on('doctype', () => {
    throw new XmlRefusal(dead('DECODE_XML_MALFORMED', `the XML has a DOCTYPE, which is refused: ${writer}`));
  });
  parser.on('error', (error) => {
    throw error;
  });
  return parser;
}

/**
 * The dead letter for what a parser threw.
 * @param characters how long the text was
 */
export function refuseXml(error: unknown, characters: number): DeadOutcome {
  if (error instanceof XmlRefusal) return error.outcome;
  const message = error instanceof Error ? error.message : String(error);
  return dead(
    'DECODE_XML_MALFORMED',
    `the XML is not well-formed (line:column ${message}); the record has ${characters} characters`,
  );
}
