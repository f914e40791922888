import { expect, test } from 'vitest';
import { Agent, type AgentState } from './agent.ts';
import { MarkSplitter, type MarkSplitterState, PlainText } from './console-text.ts';
import { Shell, type ShellState } from './shell.ts';
import { Stopwatch } from './stopwatch.ts';
import { Transcript, type TranscriptState } from './transcript.ts';

/** A stateful part, what brings it into a state of interest, and what it does from then on. */
interface Subject<State> {
  save(): State;
  restore(state: State): void;
  change(): void;
  goOn(): unknown;
}

const bytes = (text: string) => new TextEncoder().encode(text);

function splitter(first: Uint8Array, second: Uint8Array): Subject<MarkSplitterState> {
  const part = new MarkSplitter();
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => part.split(first),
    goOn: () => part.split(second),
  };
}

function plainText(first: string, second: string): Subject<string> {
  const part = new PlainText();
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => part.feed(first),
    goOn: () => part.feed(second),
  };
}

function transcript(first: string, second: string): Subject<TranscriptState> {
  const part = new Transcript();
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => part.append(first),
    goOn: () => {
      part.append(second);
      return part.waitFor(/[\s\S]*/, 1000);
    },
  };
}

function shell(marks: string, goOn: (part: Shell) => unknown): Subject<ShellState> {
  const typed: string[] = [];
  const part = new Shell((text) => typed.push(text));
  const mark = (text: string) => {
    for (const { kind, ...rest } of new MarkSplitter().split(bytes(text))) {
      if (kind === 'mark' && 'mark' in rest) part.handleMark(rest.mark);
    }
  };
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => mark(marks),
    goOn: async () => [await goOn(part), part.state, typed],
  };
}

const PROMPT = '\x1b]133;A\x07\x1b]133;B\x07';

/** Whether a command is typed at once. */
async function typesAtOnce(part: Shell): Promise<string> {
  return part.run('ls', 1, () => '').then(String, String);
}

function agent(
  said: string,
  then: string,
  { before = '', size = false } = {},
): Subject<AgentState> {
  const sent: string[] = [];
  const waiting: Uint8Array[] = [];
  const part = new Agent(
    {
      sendToAgent: (line) => sent.push(new TextDecoder().decode(line)),
      takeAgentOutput: () => waiting.splice(0),
    },
    () => 1_700_000_000_500,
  );
  const hear = (text: string) => {
    waiting.push(bytes(text));
    part.exchange();
  };
  hear(before);
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => {
      if (size) part.ask({ kind: 'size', columns: 90, rows: 30 });
      hear(said);
      sent.length = 0;
    },
    goOn: () => {
      hear(then);
      part.ask({ kind: 'size', columns: 70, rows: 20 });
      part.ask({ kind: 'clock' });
      part.exchange();
      return [...sent];
    },
  };
}

function stopwatch(): Subject<number> {
  let nowMs = 0;
  let part = new Stopwatch(() => nowMs);
  return {
    save: () => part.elapsedMs,
    restore: (elapsedMs) => {
      part = new Stopwatch(() => nowMs, elapsedMs);
    },
    change: () => {
      part.start();
      nowMs += 70;
      part.stop();
    },
    goOn: () => {
      part.start();
      nowMs += 5;
      return part.elapsedMs;
    },
  };
}

// Safe: each subject restores only what it has saved itself.
type AnySubject = Subject<never>;
const euro = bytes('\u20ac');

const SUBJECTS: Readonly<Record<string, () => AnySubject>> = {
  'MarkSplitter, a character cut after one byte': () =>
    splitter(euro.subarray(0, 1), euro.subarray(1)) as AnySubject,
  'MarkSplitter, a character cut after two bytes': () =>
    splitter(euro.subarray(0, 2), euro.subarray(2)) as AnySubject,
  'MarkSplitter, a mark': () => splitter(bytes('a\x1b]133;D;1'), bytes('2\x07b')) as AnySubject,
  'PlainText, a sequence': () => plainText('a\x1b[3', '1mb') as AnySubject,
  'PlainText, a line end': () => plainText('a\r', 'b') as AnySubject,
  'Transcript, its text': () => transcript('one ', 'two') as AnySubject,
  'Transcript, a sequence': () => transcript('\x1b[3', '1mtwo') as AnySubject,
  'Shell, a prompt that stands': () => shell(PROMPT, typesAtOnce) as AnySubject,
  'Shell, a prompt being drawn': () =>
    shell('\x1b]133;A\x07', (part) => part.handleMark({ kind: 'B', argument: '' })) as AnySubject,
  'Shell, its prompts': () => shell(PROMPT.repeat(3), (part) => part.prompts) as AnySubject,
  'Shell, an exit code': () => shell('\x1b]133;D;7\x07', () => null) as AnySubject,
  'Agent, a line': () => agent('hel', 'lo 1\n') as AnySubject,
  'Agent, listening': () => agent('hello 1\n', '') as AnySubject,
  'Agent, an answer that is due': () =>
    agent('', '', { before: 'hello 1\n', size: true }) as AnySubject,
  'Agent, a size to tell': () => agent('', 'hello 1\nok 1\n', { size: true }) as AnySubject,
  Stopwatch: () => stopwatch() as AnySubject,
};

const copyOf = (state: unknown) => JSON.parse(JSON.stringify(state)) as never;

test.each(Object.entries(SUBJECTS))('%s: comes back', async (_, create) => {
  const original = create();
  original.change();
  const copy = create();
  copy.restore(copyOf(original.save()));
  expect(copy.save()).toEqual(original.save());
  expect(await copy.goOn()).toEqual(await original.goOn());
});

test.each(Object.entries(SUBJECTS))('%s: what came after is undone', async (_, create) => {
  const part = create();
  const saved = copyOf(part.save());
  part.change();
  part.restore(saved);
  expect(await part.goOn()).toEqual(await create().goOn());
});

test.each(Object.entries(SUBJECTS))('%s: is missed when it does not', async (_, create) => {
  const changed = create();
  changed.change();
  expect(changed.save()).not.toEqual(create().save());
  expect(await changed.goOn()).not.toEqual(await create().goOn());
});
