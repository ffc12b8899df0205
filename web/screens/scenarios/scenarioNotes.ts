/** What the remarks at the head of a scenario that ships say: its question, how it is set up, and what one should see. */
export interface ScenarioNotes {
  readonly question: string;
  readonly setup: string;
  /** May be empty. */
  readonly expected: string;
}

const questionMark = 'Question:';
const expectedMark = 'One should see:';

export function scenarioNotes(text: string): ScenarioNotes {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('#')) break;
    lines.push(line.replace(/^# ?/, ''));
  }
  // Commands to try are indented: they are no sentences.
  const whole = lines.filter((line) => !/^ {2,}/.test(line)).join(' ');
  const expectedAt = whole.indexOf(expectedMark);
  const head = expectedAt < 0 ? whole : whole.slice(0, expectedAt);
  const expected = expectedAt < 0 ? '' : whole.slice(expectedAt + expectedMark.length).trim();
  if (!head.startsWith(questionMark)) return { question: '', setup: head.trim(), expected: capital(expected) };
  const question = /^.*?\?/.exec(head.slice(questionMark.length))?.[0] ?? '';
  // A question may begin with a sentence that is none.
  return { question: capital(question.trim()), setup: head.slice(questionMark.length + question.length).trim(), expected: capital(expected) };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
