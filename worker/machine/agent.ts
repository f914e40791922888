/** What the machine needs of the engine to talk to the guest agent. */
interface AgentPort {
  sendToAgent(bytes: Uint8Array): void;
  takeAgentOutput(): Uint8Array[];
}

/** What the host's end is made of anew. */
export interface AgentState {
  /** The beginning of a line that the agent has not ended. */
  readonly line: string;
  readonly listening: boolean;
  readonly answerDue: boolean;
  /** The size that is still to be told. */
  readonly size: { readonly columns: number; readonly rows: number } | null;
}

/** Characters in a line of the protocol, at most. */
const LONGEST_LINE = 120;

/**
 * The host's end of the guest agent's port: lines of ASCII (see `images/tiny/README.md`). v86 drops what arrives while
 * the guest has no buffer posted, so one line is sent at a time and the next after its answer.
 */
export class Agent {
  readonly #port: AgentPort;
  readonly #decoder = new TextDecoder('latin1');
  #line = '';
  #listening = false;
  #answerDue = false;
  #size: AgentState['size'] = null;

  constructor(port: AgentPort) {
    this.#port = port;
  }

  get state(): AgentState {
    return {
      line: this.#line,
      listening: this.#listening,
      answerDue: this.#answerDue,
      size: this.#size,
    };
  }

  restore({ line, listening, answerDue, size }: AgentState): void {
    this.#line = line;
    this.#listening = listening;
    this.#answerDue = answerDue;
    this.#size = size;
  }

  /** The console's size in the guest shall be this; the last one asked for wins. */
  setSize(columns: number, rows: number): void {
    this.#size = { columns, rows };
  }

  /** Takes in what the agent has said and sends what is due. Legal between two slices of a running machine. */
  exchange(): void {
    for (const bytes of this.#port.takeAgentOutput()) this.#receive(bytes);
    if (!this.#listening || this.#answerDue || !this.#size) return;
    const { columns, rows } = this.#size;
    this.#size = null;
    this.#answerDue = true;
    this.#port.sendToAgent(new TextEncoder().encode(`size ${columns} ${rows}\n`));
  }

  /** There is something that `exchange` would send. */
  get hasWork(): boolean {
    return this.#listening && !this.#answerDue && this.#size !== null;
  }

  #receive(bytes: Uint8Array): void {
    const lines = (this.#line + this.#decoder.decode(bytes)).split('\n');
    // Any program in the guest may write to the port; the agent's own lines are short.
    this.#line = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) {
      if (line.startsWith('hello ')) this.#listening = true;
      if (/^(hello|ok|error) /.test(line)) this.#answerDue = false;
    }
  }
}
