/**
 * The sections of a fio job file: `[global]`, which holds for the jobs after it, and one per job. Lines are `option=value` or `option` alone; what follows ; or # is a remark.
 *
 * Left out, and refused: `include`, variables (`${…}`) and keywords (`$pagesize`, `$ncpus`, …), whose values are another machine's, and sums in parentheses.
 */
import { FioFileError } from './fioFileError.ts';

/** An option as it is written. */
export interface FioEntry {
  readonly key: string;
  /** Empty: the option stands alone. */
  readonly value: string;
  readonly line: number;
}

export interface FioSection {
  readonly name: string;
  readonly line: number;
  /** Those of `[global]` first, in the order of the file: the last of a name counts. */
  readonly entries: readonly FioEntry[];
}

export function readFioSections(text: string, file: string): readonly FioSection[] {
  const jobs: { name: string; line: number; entries: FioEntry[] }[] = [];
  const global: FioEntry[] = [];
  let current: FioEntry[] | null = null;
  text.split(/\r\n|\n|\r/).forEach((written, index) => {
    const line = index + 1;
    const content = written.replace(/[;#].*$/, '').trim();
    if (content === '') return;
    if (content.startsWith('[')) {
      const name = sectionName(content, file, line);
      if (name === 'global') current = global;
      else {
        current = [...global];
        jobs.push({ name, line, entries: current });
      }
      return;
    }
    if (/^include\b/.test(content)) throw new FioFileError({ file, line, given: 'include is not understood', allowed: 'write the options of that file here' });
    if (current === null)
      throw new FioFileError({
        file,
        line,
        given: `${content} stands before the first section`,
        allowed: 'options belong to [global] or to a job, such as [job1]',
      });
    current.push(readEntry(content, file, line));
  });
  if (jobs.length === 0) throw new FioFileError({ file, line: 0, given: 'there is no job', allowed: 'a job is a section with a name, such as [job1]' });
  return jobs;
}

function sectionName(content: string, file: string, line: number): string {
  const match = /^\[([^\]]+)\]$/.exec(content);
  if (match === null) throw new FioFileError({ file, line, given: `${content} is no section`, allowed: 'a section is a name in brackets, such as [job1]' });
  return match[1]!.trim();
}

function readEntry(content: string, file: string, line: number): FioEntry {
  const equals = content.indexOf('=');
  const key = (equals < 0 ? content : content.slice(0, equals)).trim().toLowerCase();
  const value = equals < 0 ? '' : content.slice(equals + 1).trim();
  if (!/^[a-z][a-z0-9_-]*$/.test(key))
    throw new FioFileError({ file, line, given: `${content} is no option`, allowed: 'a line is option=value, such as rw=randread' });
  if (value.includes('$')) {
    const allowed = 'variables and keywords would have values of this machine: write the value out';
    throw new FioFileError({ file, line, given: `${key} is ${value}`, allowed });
  }
  if (/^\(/.test(value)) throw new FioFileError({ file, line, given: `${key} is ${value}`, allowed: 'sums are not understood: write the value out' });
  if (equals >= 0 && value === '') throw new FioFileError({ file, line, given: `${key} has no value`, allowed: `write ${key}=VALUE` });
  return { key: key.replaceAll('-', '_'), value: value.replace(/^"(.*)"$/, '$1'), line };
}
