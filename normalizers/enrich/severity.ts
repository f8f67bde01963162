import type { SeverityLabel } from '../ecs/document.ts';
import { wholeText } from '../whole-text.ts';
import type { LevelName } from '../windows-event.ts';
import { compileCondition, placeFact, type Condition, type ConditionData, type Facts } from './facts.ts';
import { compileText, type TextTemplate } from './text.ts';

/** `event.severity` by label: the scale of Kibana's security rules, rising. */
export const SEVERITY_NUMBERS: Readonly<Record<SeverityLabel, number>> = {
  informational: 0,
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
};

/** A rule of the catalogue that moves a severity. */
export interface SeverityRuleData {
  readonly when?: ConditionData;
  readonly move?: 'raise' | 'lower' | 'set';
  readonly to: SeverityLabel | { readonly fact: string };
  readonly reason: string;
}

/** A judged severity: the word, and each rule that moved it, the base first. */
export interface Severity {
  readonly label: SeverityLabel;
  readonly reasons: readonly string[];
}

/** Judges an event by its facts. */
export type SeverityJudge = (facts: Facts) => Severity;

interface Rule {
  readonly when: Condition;
  readonly move: 'raise' | 'lower' | 'set';
  readonly to: (facts: Facts) => SeverityLabel | undefined;
  readonly reason: TextTemplate;
}

/** Compiles base and rules of one event id once, at start. Rules apply in order; only those that move it are named. */
export function compileSeverity(base: SeverityLabel, rules: readonly SeverityRuleData[] = []): SeverityJudge {
  const constant: Severity = { label: base, reasons: [wholeText(`base:${base}`)] };
  const compiled = rules.map(compileRule);
  return (facts) => {
    let label = base;
    let reasons = constant.reasons;
    for (const rule of compiled) {
      if (!rule.when(facts)) continue;
      const to = rule.to(facts);
      if (to === undefined || !moves(label, to, rule.move)) continue;
      label = to;
      reasons = [...reasons, rule.reason(facts).replace(LINE_BREAKS, ' ')];
    }
    return reasons === constant.reasons ? constant : { label, reasons };
  };
}

/** A reason is one line, whatever stands in the values that it names. */
const LINE_BREAKS = /[\n\r\u2028\u2029]+/g;

/** Severity of an event id that the catalogue does not know: from the level that Windows logged. */
export function judgeByLevel(level: LevelName | undefined): Severity {
  return level === undefined
    ? { label: 'informational', reasons: ['level:unknown'] }
    : { label: LEVEL_SEVERITY[level], reasons: [`level:${level}`] };
}

/** The operator has the last word; named, as any rule, where it moves the severity. */
export function overrideSeverity(severity: Severity, label: SeverityLabel | undefined): Severity {
  return label === undefined || label === severity.label
    ? severity
    : { label, reasons: [...severity.reasons, `site:${label}`] };
}

const LEVEL_SEVERITY: Readonly<Record<LevelName, SeverityLabel>> = {
  critical: 'high',
  error: 'medium',
  warning: 'low',
  information: 'informational',
  verbose: 'informational',
};

function compileRule(data: SeverityRuleData): Rule {
  const { to } = data;
  const place = typeof to === 'string' ? undefined : placeFact(to.fact);
  return {
    when: data.when === undefined ? () => true : compileCondition(data.when),
    move: data.move ?? 'raise',
    to: typeof to === 'string' ? () => to : (facts) => asLabel(facts.at(place as number)),
    reason: compileText(data.reason),
  };
}

function asLabel(text: string | undefined): SeverityLabel | undefined {
  return text !== undefined && Object.hasOwn(SEVERITY_NUMBERS, text) ? (text as SeverityLabel) : undefined;
}

function moves(from: SeverityLabel, to: SeverityLabel, move: 'raise' | 'lower' | 'set'): boolean {
  const difference = SEVERITY_NUMBERS[to] - SEVERITY_NUMBERS[from];
  if (move === 'raise') return difference > 0;
  if (move === 'lower') return difference < 0;
  return difference !== 0;
}
