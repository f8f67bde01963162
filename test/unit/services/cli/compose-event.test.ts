import { expect, test } from '@jest/globals';
import { explainRecord, type Explanation } from '../../../../normalizers/index.ts';
import { composeEventXml, findProviderByWord } from '../../../../services/cli/compose-event.ts';
import { UsageError } from '../../../../services/cli/command.ts';

const NOW = Date.parse('2026-03-04T05:06:07Z');

function compose(id: string, ...values: string[]): string {
  const schannel = findProviderByWord('schannel');
  if (schannel === undefined) throw new Error('no provider');
  return composeEventXml(schannel, id, values, NOW);
}

function explain(id: string, ...values: string[]): Explanation {
  const [result] = explainRecord(Buffer.from(compose(id, ...values)), NOW);
  if (result?.kind !== 'explanation') throw new Error(`${id} is not explained`);
  return result;
}

test.each([
  [
    '36870',
    'ErrorCode',
    ['0x8009030D', '8009030D', '8009030d', '-2146893043', '2148074253', 'SEC_E_UNKNOWN_CREDENTIALS'],
  ],
  ['36887', 'AlertDesc', ['48', '0x30', 'unknown_ca', 'UNKNOWN_CA', 'TLS1_ALERT_UNKNOWN_CA']],
  ['36888', 'ErrorState', ['1205', '0x4b5', 'SrvCliHello_MismatchAlg', 'srvclihello_mismatchalg']],
  [
    '36880',
    'CipherSuite',
    [
      '0xC030',
      'C030',
      'c030',
      '49200',
      '0xFFFFC030',
      '{0xC0,0x30}',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P384',
    ],
  ],
])('%s: %s means the same in every notation', (id, name, notations) => {
  const meanings = notations.map((notation) => {
    const { document, decoded } = explain(id, `${name}=${notation}`);
    return JSON.stringify([document.wincanal.tls, document.wincanal.error, document.tls, decoded[0]?.symbol]);
  });
  expect(meanings[0]).toContain(explain(id, `${name}=${notations[0] ?? ''}`).decoded[0]?.symbol);
  expect(new Set(meanings).size).toBe(1);
});

test('what is in no table is a number all the same', () => {
  expect(explain('36880', 'CipherSuite=EEEE').document.wincanal.tls?.cipher_suite?.id).toBe('0xeeee');
  expect(explain('36887', 'AlertDesc=199').document.wincanal.tls?.alert?.code).toBe(199);
  expect(explain('36887', 'AlertDesc=255').impossible).toEqual([]);
  expect(explain('36888', 'ErrorState=70000').impossible).toEqual([]);
  expect(explain('36880', 'ExchangeStrength=4294967295').document.winlog.event_data).toEqual({
    ExchangeStrength: '4294967295',
  });
});

test('text stays as it is where Windows writes text', () => {
  expect(compose('36880', 'Protocol=TLS 1.2')).toContain('>TLS 1.2<');
  expect(compose('36884', 'Name=unknown_ca')).toContain('>unknown_ca<');
});

test.each([
  [
    ['36887', 'AlertDesc=unknow_ca'],
    'AlertDesc is "unknow_ca": it must be the name of a TLS alert, or a number from 0 to 255. Did you mean alert 48 (unknown_ca)?',
  ],
  [
    ['36887', 'AlertDesc=x'],
    'AlertDesc is "x": it must be the name of a TLS alert, or a number from 0 to 255. "npx wincanal explain alert" lists them.',
  ],
  [['36887', 'AlertDesc=-1'], 'AlertDesc is "-1": it must be the name of a TLS alert, or a number from 0 to 255.'],
  [['36888', 'ErrorState=x'], 'it must be the name of a Schannel error state, or a decimal number such as 1205.'],
  [['36880', 'CipherSuite=x'], 'or C030, the bytes 0xC0,0x30. "npx wincanal explain cipher" lists them.'],
  [
    ['36880', 'ExchangeStrength=x'],
    'ExchangeStrength is "x": it must be a number up to 4294967295, such as 2048 or 0x800.',
  ],
  [['36880', 'ExchangeStrength=4294967296'], 'ExchangeStrength is "4294967296": it must be a number up to 4294967295'],
  [['36887', 'AlertDesc=256'], 'AlertDesc is "256": it must be the name of a TLS alert, or a number from 0 to 255.'],
  [
    ['36888', 'AlertDesc=0x100'],
    'AlertDesc is "0x100": it must be the name of a TLS alert, or a number from 0 to 255.',
  ],
  [
    ['36888', 'AlertDesc=40', 'ErrorState=1205', 'alertdesc=48'],
    'AlertDesc is given twice, as "AlertDesc=40" and as "alertdesc=48": an event has it once.',
  ],
  [['36888', 'AlertDesc=40', 'AlertDesc=40'], 'AlertDesc is given twice'],
] as const)('%j is refused', ([id, ...values], message) => {
  expect(() => compose(id, ...values)).toThrow(UsageError);
  expect(() => compose(id, ...values)).toThrow(message);
});
