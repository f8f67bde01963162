import { expect, test } from '@jest/globals';
import {
  compileSeverity,
  judgeByLevel,
  SEVERITY_NUMBERS,
  type SeverityRuleData,
} from '../../../../normalizers/enrich/severity.ts';
import { knowFacts } from '../../../support/know-facts.ts';

const FACTS = knowFacts([
  ['alert.name', 'unknown_ca'],
  ['alert.severity', 'high'],
  ['bad.severity', 'toString'],
  ['lines', 'a\r\nb\u2028c\u2029\nd'],
]);

function judge(base: 'informational' | 'low' | 'medium' | 'high' | 'critical', rules: SeverityRuleData[]) {
  return compileSeverity(base, rules)(FACTS);
}

test('the numbers rise with the words', () => {
  expect(Object.entries(SEVERITY_NUMBERS)).toEqual([
    ['informational', 0],
    ['low', 21],
    ['medium', 47],
    ['high', 73],
    ['critical', 99],
  ]);
});

test('without rules the base stands alone', () => {
  expect(judge('low', [])).toEqual({ label: 'low', reasons: ['base:low'] });
});

test.each<[string, SeverityRuleData, string, string[]]>([
  ['raise is the default and raises', { to: 'high', reason: 'r' }, 'high', ['base:medium', 'r']],
  ['raise never lowers', { to: 'low', reason: 'r' }, 'medium', ['base:medium']],
  ['raise to the same is no move', { to: 'medium', reason: 'r' }, 'medium', ['base:medium']],
  ['lower lowers', { move: 'lower', to: 'low', reason: 'r' }, 'low', ['base:medium', 'r']],
  ['lower never raises', { move: 'lower', to: 'high', reason: 'r' }, 'medium', ['base:medium']],
  ['set raises', { move: 'set', to: 'critical', reason: 'r' }, 'critical', ['base:medium', 'r']],
  ['set lowers', { move: 'set', to: 'informational', reason: 'r' }, 'informational', ['base:medium', 'r']],
  ['set to the same is no move', { move: 'set', to: 'medium', reason: 'r' }, 'medium', ['base:medium']],
  ['a fact can hold the severity', { to: { fact: 'alert.severity' }, reason: 'r' }, 'high', ['base:medium', 'r']],
  ['a missing fact moves nothing', { to: { fact: 'none' }, reason: 'r' }, 'medium', ['base:medium']],
  [
    'a fact that is no severity moves nothing',
    { to: { fact: 'bad.severity' }, reason: 'r' },
    'medium',
    ['base:medium'],
  ],
  [
    'not even where it is to be set',
    { to: { fact: 'bad.severity' }, move: 'set', reason: 'r' },
    'medium',
    ['base:medium'],
  ],
  ['a condition that does not fit', { when: { x: ['*'] }, to: 'high', reason: 'r' }, 'medium', ['base:medium']],
  [
    'the reason holds facts',
    { when: { 'alert.name': ['*'] }, to: 'high', reason: 'alert:{alert.name}' },
    'high',
    ['base:medium', 'alert:unknown_ca'],
  ],
  ['the reason is one line', { to: 'high', reason: 'r:{lines}' }, 'high', ['base:medium', 'r:a b c d']],
])('%s', (_, rule, label, reasons) => {
  expect(judge('medium', [rule])).toEqual({ label, reasons });
});

test('rules apply in order, each to what the ones before made of it', () => {
  const rules: SeverityRuleData[] = [
    { to: 'high', reason: 'up' },
    { move: 'lower', to: 'low', reason: 'down' },
    { to: 'medium', reason: 'up_again' },
  ];
  expect(judge('informational', rules)).toEqual({
    label: 'medium',
    reasons: ['base:informational', 'up', 'down', 'up_again'],
  });
});

test('one judgement does not change the next', () => {
  const judgeAlert = compileSeverity('low', [{ when: { x: ['1'] }, to: 'high', reason: 'x' }]);
  judgeAlert(knowFacts([['x', '1']]));
  expect(judgeAlert(knowFacts())).toEqual({ label: 'low', reasons: ['base:low'] });
});

test.each([
  ['critical', 'high'],
  ['error', 'medium'],
  ['warning', 'low'],
  ['information', 'informational'],
  ['verbose', 'informational'],
] as const)('an unknown event of level %s is %s', (level, label) => {
  expect(judgeByLevel(level)).toEqual({ label, reasons: [`level:${level}`] });
});

test('an unknown event of unknown level is informational, and says so', () => {
  expect(judgeByLevel(undefined)).toEqual({ label: 'informational', reasons: ['level:unknown'] });
});
