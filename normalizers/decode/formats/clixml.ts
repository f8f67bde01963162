import { dead } from '../../outcome.ts';
import { isDead, type Decoded } from '../decoded.ts';
import { addOuter, type DecodeContext, type NamedWrapper, type TextFormat } from '../format.ts';
import { isObject } from '../json.ts';
import { ClixmlRefusal, readClixml, type ClixmlObject } from './clixml-reader.ts';
import { POWERSHELL } from './powershell.ts';

/**
 * `Get-WinEvent | Export-Clixml`: the properties of .NET's EventLogRecord, as `ConvertTo-Json` writes them too, here with
 * all values whatever the depth. A file begins with the element; output of a remote PowerShell has a line in front.
 */
export const CLIXML: TextFormat = {
  name: 'clixml',
  sign: '`<Objs` at the beginning, perhaps after `#< CLIXML`',
  begins: /(?:#< CLIXML\s{1,4}|<\?xml[^<>]{0,200}>\s{0,4})?<Objs[\s>]/,
  decode: decodeClixml,
};

/** `$_.ToXml() | Export-Clixml` gives texts. */
export const CLIXML_TEXT: NamedWrapper = { name: 'clixml', sign: 'a text among the objects of `<Objs`' };

function decodeClixml(text: string, context: DecodeContext): readonly Decoded[] {
  let objects;
  try {
    objects = readClixml(text.slice(text.indexOf('<Objs')), context.limits);
  } catch (error) {
    if (error instanceof ClixmlRefusal) return [error.outcome];
    const message = error instanceof Error ? error.message : String(error);
    return [
      dead(
        'DECODE_XML_MALFORMED',
        `the XML is not well-formed (line:column ${message}); the record has ${text.length} characters`,
      ),
    ];
  }
  if (objects.length === 0) return [dead('DECODE_EMPTY', 'there is no object in <Objs>')];
  return objects.flatMap((object) => decodeObject(object, context));
}

function decodeObject({ value, text }: ClixmlObject, context: DecodeContext): readonly Decoded[] {
  if (typeof value === 'string') {
    const nested = context.decodeNested(value, context);
    return nested.map((one) => (isDead(one) ? one : addOuter(one, CLIXML_TEXT.name, undefined)));
  }
  if (Array.isArray(value))
    return value
      .slice(0, context.limits.events + 1)
      .flatMap((one: unknown) => decodeObject({ value: one, text }, context));
  if (!isObject(value) || !POWERSHELL.matches(value)) {
    const keys = isObject(value) ? Object.keys(value).sort().slice(0, 20).join(', ') : '';
    return [
      dead(
        'DECODE_UNKNOWN_FORMAT',
        `the exported object has the properties [${keys}], expected those of EventLogRecord`,
      ),
    ];
  }
  return [POWERSHELL.decode(value, text, context)]
    .flat()
    .map((decoded) => (isDead(decoded) ? decoded : { ...decoded, format: 'clixml' }));
}
