import { Component, type ReactNode } from 'react';
import { Button } from '../controls/Button.tsx';
import styles from './BugBoundary.module.css';
import { report } from './notices.ts';

interface BugBoundaryProps {
  readonly children: ReactNode;
}

interface BugBoundaryState {
  readonly bug: Error | null;
}

/** What is left of the page when drawing it failed; machines go on behind it. */
export class BugBoundary extends Component<BugBoundaryProps, BugBoundaryState> {
  override state: BugBoundaryState = { bug: null };

  static getDerivedStateFromError(thrown: unknown): BugBoundaryState {
    return { bug: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidCatch(thrown: unknown): void {
    report(thrown);
  }

  override render(): ReactNode {
    const { bug } = this.state;
    if (bug === null) return this.props.children;
    return (
      <main className={styles.bug}>
        <h1>Snowglobe broke</h1>
        <p>
          This is a mistake in the page, not in what you did. Machines that run go on running; try
          to show them again, or reload the page to start over.
        </p>
        <details>
          <summary>Details</summary>
          <pre>{bug.stack ?? bug.message}</pre>
        </details>
        <div>
          <Button label="Show again" look="primary" onClick={() => this.setState({ bug: null })} />
        </div>
      </main>
    );
  }
}
