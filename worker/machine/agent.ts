/** What the machine needs of the engine to talk to the guest agent. */
interface AgentPort {
  sendToAgent(bytes: Uint8Array): void;
  takeAgentOutput(): Uint8Array[];
}

/** Something that the guest agent is asked to do. */
export type AgentRequest =
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number }
  /** Sets the wall clock to what it is when the request is sent. */
  | { readonly kind: 'clock' }
  | { readonly kind: 'entropy'; readonly hex: string }
  | { readonly kind: 'hostname'; readonly name: string }
  | { readonly kind: 'mac'; readonly address: string };

/** What the host's end is made of anew. */
export interface AgentState {
  /** The beginning of a line that the agent has not ended. */
  readonly line: string;
  readonly listening: boolean;
  readonly answerDue: boolean;
  /** What is still to be asked, in order. */
  readonly requests: readonly AgentRequest[];
}

/** Characters in a line of the protocol, at most. */
const LONGEST_LINE = 120;

/**
 * The host's end of the guest agent's port: lines of ASCII (see `images/tiny/README.md`). v86 drops what arrives while
 * the guest has no buffer posted, so one line is sent at a time and the next after its answer.
 */
export class Agent {
  readonly #port: AgentPort;
  readonly #dateMs: () => number;
  readonly #decoder = new TextDecoder('latin1');
  #line = '';
  #listening = false;
  #answerDue = false;
  #requests: readonly AgentRequest[] = [];

  /** @param dateMs what the guest's wall clock should show, in milliseconds since 1970. */
  constructor(port: AgentPort, dateMs: () => number) {
    this.#port = port;
    this.#dateMs = dateMs;
  }

  /** The guest has an agent, and it listens. */
  get listening(): boolean {
    return this.#listening;
  }

  get state(): AgentState {
    return {
      line: this.#line,
      listening: this.#listening,
      answerDue: this.#answerDue,
      requests: this.#requests,
    };
  }

  restore({ line, listening, answerDue, requests }: AgentState): void {
    this.#line = line;
    this.#listening = listening;
    this.#answerDue = answerDue;
    this.#requests = requests;
  }

  /** Asks as soon as the agent listens. Of requests of one kind that wait, the last one wins. */
  ask(request: AgentRequest): void {
    this.#requests = [...this.#requests.filter(({ kind }) => kind !== request.kind), request];
  }

  /** Takes in what the agent has said and sends what is due. Legal between two slices of a running machine. */
  exchange(): void {
    for (const bytes of this.#port.takeAgentOutput()) this.#receive(bytes);
    const [request, ...others] = this.#requests;
    if (!this.#listening || this.#answerDue || !request) return;
    this.#requests = others;
    this.#answerDue = true;
    this.#port.sendToAgent(new TextEncoder().encode(`${this.#lineOf(request)}\n`));
  }

  /** In the past: takes in what the agent says again; what it was sent then is told by `noteSent`. */
  listen(): void {
    for (const bytes of this.#port.takeAgentOutput()) this.#receive(bytes);
  }

  noteSent(): void {
    this.#answerDue = true;
    this.#requests = this.#requests.slice(1);
  }

  /** There is something that `exchange` would send. */
  get hasWork(): boolean {
    return this.#listening && !this.#answerDue && this.#requests.length > 0;
  }

  #lineOf(request: AgentRequest): string {
    switch (request.kind) {
      case 'size':
        return `size ${request.columns} ${request.rows}`;
      case 'clock': {
        const ms = this.#dateMs();
        const seconds = Math.floor(ms / 1000);
        return `clock ${seconds} ${Math.floor((ms - seconds * 1000) * 1e6)}`;
      }
      case 'entropy':
        return `entropy ${request.hex}`;
      case 'hostname':
        return `hostname ${request.name}`;
      case 'mac':
        return `mac ${request.address}`;
      default:
        return request satisfies never;
    }
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
