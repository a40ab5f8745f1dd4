// What a rule may lack, in words.
import type { Undecided } from './subject.ts';

const WORDS: Readonly<Record<Exclude<Undecided['needs'], 'bug'>, string>> = {
  user: 'the user',
  oldObject: 'the stored object',
  namespaces: 'the Namespaces',
  services: 'the Services',
  pods: 'the Pods',
  nodes: 'the Nodes',
  serviceCIDRs: 'the ServiceCIDRs',
};

export function needWords(need: Exclude<Undecided['needs'], 'bug'>): string {
  return WORDS[need];
}
